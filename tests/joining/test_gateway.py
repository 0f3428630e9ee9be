"""The two ways a text message leaves the house, against a gateway on loopback that checks the signature itself."""

import json
import socket
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest
from django.conf import LazySettings

from config import checks
from orgs import wire
from orgs.sms import gateways, signing
from orgs.sms.templates import Text
from tests.cast import MONDAY
from tests.joining.gateway import KEY_ID, SECRET, Gateway, gateway

TEXT = Text(
    number="13800001234",
    words="验证码 123456，10 分钟内有效。",
    template="sign_in",
    gateway_code="SMS_1",
    variables={"code": "123456"},
    reference="0b6b7c1e-0000-4000-8000-000000000001",
    at=MONDAY,
)


def use(server: Gateway, settings: LazySettings, *, scheme: str = "http") -> None:
    settings.SMS_GATEWAY = "http"
    settings.SMS_URL = f"{scheme}://{server.host}/"
    settings.SMS_HOSTS = [server.host]
    settings.SMS_SIGN_NAME, settings.SMS_KEY_ID, settings.SMS_KEY_SECRET = "泽丰企呼", KEY_ID, SECRET


def refusal(text: Text = TEXT) -> gateways.NotSent:
    with pytest.raises(gateways.NotSent) as told:
        gateways.send(text)
    return told.value


def test_the_published_example_is_signed_as_published() -> None:
    headers = {
        "host": "ecs.cn-shanghai.aliyuncs.com",
        "x-acs-action": "RunInstances",
        "x-acs-content-sha256": signing.body_hash(b""),
        "x-acs-date": "2023-10-26T10:22:32Z",
        "x-acs-signature-nonce": "3156853299f313e23d1673dc12e1703d",
        "x-acs-version": "2014-05-26",
    }
    query = {"RegionId": "cn-shanghai", "ImageId": "win2019_1809_x64_dtc_zh-cn_40G_alibase_20230811.vhd"}

    said = signing.authorization(
        method="POST", path="/", query=query, headers=headers, key_id="YourAccessKeyId", secret="YourAccessKeySecret"
    )

    assert said.endswith("Signature=06563a9e1b43f5dfe96b81484da74bceab24a1d853912eee15083a6f0f3283c0")


def test_a_signed_message_is_taken(settings: LazySettings) -> None:
    with gateway("OK") as server:
        use(server, settings)
        gateways.send(TEXT)

    (taken,) = server.taken
    assert server.forged == 0
    assert (taken["PhoneNumbers"], taken["SignName"], taken["TemplateCode"]) == ("13800001234", "泽丰企呼", "SMS_1")
    assert (json.loads(taken["TemplateParam"]), taken["OutId"]) == ({"code": "123456"}, TEXT.reference)


def test_a_wrong_secret_is_found_out_and_told_in_words(settings: LazySettings) -> None:
    with gateway("OK") as server:
        use(server, settings)
        settings.SMS_KEY_SECRET = "another"
        told = refusal()

    assert (server.taken, server.forged) == ([], 1)
    assert (str(told.words), told.final, told.everybody) == ("短信网关不接受系统的签名密钥", False, True)


@pytest.mark.parametrize(("manner", "words", "final", "everybody"), [
    ("isv.BUSINESS_LIMIT_CONTROL", "这个号码收得太频繁，短信网关过一会儿再收", False, False),
    ("isv.MOBILE_NUMBER_ILLEGAL", "短信网关说这个号码不对", True, False),
    ("isv.AMOUNT_NOT_ENOUGH", "短信余额不足", False, True),
    ("isv.SOMETHING_NEW", "短信网关没有收下", False, True),
    ("500", "短信网关的回答看不懂", False, True),
    ("garbage", "短信网关的回答看不懂", False, True),
    ("redirects", "短信网关的回答看不懂", False, True),
    ("floods", "短信网关没有及时回应", False, True),
    ("hangs", "短信网关没有及时回应", False, True),
    ("drips", "短信网关没有及时回应", False, True),
])  # fmt: skip
def test_every_misfortune_ends_in_words_without_a_number(
    settings: LazySettings, monkeypatch: pytest.MonkeyPatch, manner: str, words: str, final: bool, everybody: bool
) -> None:
    monkeypatch.setattr(wire, "PATIENCE", 0.4)
    with gateway(manner) as server:
        use(server, settings)
        told = refusal()

    assert (str(told.words), told.final, told.everybody) == (words, final, everybody)
    assert "13800001234" not in str(told)
    assert server.forged == 0


def test_a_gateway_that_is_not_there_is_told(settings: LazySettings) -> None:
    with gateway() as server:
        use(server, settings)
    assert str(refusal().words) == "短信网关没有及时回应"


@pytest.mark.parametrize("url", [
    "http://127.0.0.1:1/",
    "http://localhost/",
    "https://dysmsapi.aliyuncs.com.evil.example/",
    "https://dysmsapi.aliyuncs.com:8443/",
    "https://dysmsapi.aliyuncs.com@evil.example/",
    "http://dysmsapi.aliyuncs.com/",
    "ftp://dysmsapi.aliyuncs.com/",
    "https://dysmsapi.aliyuncs.com:port/",
])  # fmt: skip
def test_only_a_host_on_the_list_is_ever_called(settings: LazySettings, url: str) -> None:
    settings.SMS_GATEWAY, settings.SMS_URL, settings.SMS_HOSTS = "http", url, ["dysmsapi.aliyuncs.com", "localhost"]

    assert str(refusal().words) == "短信网关的地址不在允许的名单里"


def test_a_name_that_leads_into_the_house_is_refused(settings: LazySettings, monkeypatch: pytest.MonkeyPatch) -> None:
    inside = (socket.AF_INET, socket.SOCK_STREAM, 6, "", ("10.0.0.8", 443))
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_a, **_k: [inside])
    settings.SMS_GATEWAY, settings.SMS_URL, settings.SMS_HOSTS = "http", "https://sms.example/", ["sms.example"]

    assert str(refusal().words) == "短信网关的地址不在允许的名单里"


def test_a_certificate_that_nobody_vouches_for_ends_the_call(settings: LazySettings, tmp_path: Path) -> None:
    file = tmp_path / "self-signed.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", "-subj", "/CN=127.0.0.1",
         "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", str(file), "-out", str(tmp_path / "cert")],
        check=True, capture_output=True,
    )  # fmt: skip
    file.write_bytes(file.read_bytes() + (tmp_path / "cert").read_bytes())

    with gateway(certificate=file) as server:
        use(server, settings, scheme="https")
        told = refusal()

    assert (server.taken, str(told.words)) == ([], "短信网关没有及时回应")


def test_a_message_without_the_gateways_own_number_is_not_sent(settings: LazySettings) -> None:
    with gateway() as server:
        use(server, settings)
        told = refusal(replace(TEXT, gateway_code=""))

    assert (server.taken, told.final) == ([], True)


def test_by_default_it_lies_in_a_folder_that_only_the_owner_reads(settings: LazySettings) -> None:
    gateways.send(TEXT)

    (file,) = Path(settings.SMS_FOLDER).glob("*.txt")
    assert file.read_text(encoding="utf-8") == "13800001234\n验证码 123456，10 分钟内有效。\n"
    assert (file.stat().st_mode & 0o777, Path(settings.SMS_FOLDER).stat().st_mode & 0o777) == (0o600, 0o700)


@pytest.mark.parametrize(("gateway_", "secret", "told"), [
    ("console", "", []),
    ("http", "s", []),
    ("http", "", ["config.E003"]),
    ("smoke", "s", ["config.E002"]),
])  # fmt: skip
def test_a_half_set_gateway_stops_the_start(
    settings: LazySettings, gateway_: str, secret: str, told: list[str]
) -> None:
    settings.SMS_GATEWAY, settings.SMS_SIGN_NAME = gateway_, "签名"
    settings.SMS_KEY_ID, settings.SMS_KEY_SECRET = "id", secret

    assert [problem.id for problem in checks.text_messages_can_leave()] == told
