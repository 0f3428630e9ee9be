"""Where a text message leaves the house: a folder by default, or an Aliyun-shaped gateway. One function each.

Numbers, codes and credentials never reach a log or a sentence: an error says what kind it was.
"""

import json
import os
import uuid
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from orgs import wire
from orgs.sms import signing
from orgs.sms.templates import Text

# What is for good, for this message: another try would meet the same. Everything else is tried again.
_FINAL: Final[Mapping[str, Promise]] = {
    "isv.MOBILE_NUMBER_ILLEGAL": _("短信网关说这个号码不对"),
    "isv.BLACK_KEY_CONTROL_LIMIT": _("短信网关拦下了这条短信的内容"),
    "isv.TEMPLATE_MISSING_PARAMETERS": _("短信模板缺少变量，请核对网关模板编号"),
    "isv.SMS_TEMPLATE_ILLEGAL": _("短信网关没有这个模板编号"),
    "isv.SMS_SIGNATURE_ILLEGAL": _("短信网关没有这个签名"),
}
_TOO_MANY: Final = "isv.BUSINESS_LIMIT_CONTROL"
_OURS: Final[Mapping[str, Promise]] = {
    "isv.AMOUNT_NOT_ENOUGH": _("短信余额不足"),
    "InvalidAccessKeyId.NotFound": _("短信网关不接受系统的账号"),
    "SignatureDoesNotMatch": _("短信网关不接受系统的签名密钥"),
}


class NotSent(Exception):
    """The gateway did not take the message. `words` says why; `final` that another try is useless."""

    def __init__(self, words: Promise, *, final: bool = False, everybody: bool = False) -> None:
        super().__init__(type(self).__name__)
        self.words, self.final, self.everybody = words, final, everybody


def send(text: Text) -> None:
    """Hand one message to the configured gateway. Raises NotSent."""
    _GATEWAYS[settings.SMS_GATEWAY](text)


def to_folder(text: Text) -> None:
    """Write it where a developer can read it: `QIHU_DATA/sms/`, readable by the owner alone."""
    folder = Path(settings.SMS_FOLDER)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    name = f"{text.at:%Y%m%d-%H%M%S}-{text.reference[:8]}.txt"
    handle = os.open(folder / name, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(f"{text.number}\n{text.words}\n")


def to_aliyun(text: Text) -> None:
    """SendSms of Dysmsapi 2017-05-25, signed by V3. `OutId` carries our reference, the same at every try."""
    if not text.gateway_code:
        raise NotSent(_("这条短信还没有填网关模板编号"), final=True)
    body = signing.encoded(
        {
            "PhoneNumbers": text.number,
            "SignName": settings.SMS_SIGN_NAME,
            "TemplateCode": text.gateway_code,
            "TemplateParam": json.dumps(dict(text.variables), ensure_ascii=False),
            "OutId": text.reference,
        }
    ).encode()
    try:
        answer = wire.post(
            settings.SMS_URL,
            body=body,
            headers=_headers(body, now=text.at),
            allowed=settings.SMS_HOSTS,
        )
    except wire.NotAllowed as refused:
        raise NotSent(_("短信网关的地址不在允许的名单里"), everybody=True) from refused
    except wire.NoAnswer as silent:
        raise NotSent(_("短信网关没有及时回应"), everybody=True) from silent
    _judge(answer)


def _headers(body: bytes, *, now: datetime) -> dict[str, str]:
    parts = urlsplit(settings.SMS_URL)
    headers = {
        "host": parts.netloc,
        "content-type": "application/x-www-form-urlencoded",
        "x-acs-action": "SendSms",
        "x-acs-version": "2017-05-25",
        "x-acs-date": now.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "x-acs-signature-nonce": uuid.uuid4().hex,
        "x-acs-content-sha256": signing.body_hash(body),
    }
    signed = signing.authorization(
        method="POST",
        path=parts.path or "/",
        query={},
        headers=headers,
        key_id=settings.SMS_KEY_ID,
        secret=settings.SMS_KEY_SECRET,
    )
    return headers | {"Authorization": signed}


def _judge(answer: wire.Answer) -> None:
    """Raise NotSent unless the gateway said OK. What it said otherwise is looked up, never shown: it quotes numbers."""
    try:
        said = json.loads(answer.body)
        code = str(said["Code"])
    except (ValueError, KeyError, TypeError) as garbage:
        raise NotSent(_("短信网关的回答看不懂"), everybody=True) from garbage
    if code == "OK":
        return
    if code in _FINAL:
        raise NotSent(_FINAL[code], final=True)
    if code == _TOO_MANY:
        raise NotSent(_("这个号码收得太频繁，短信网关过一会儿再收"))
    raise NotSent(_OURS.get(code, _("短信网关没有收下")), everybody=True)


_GATEWAYS: Final[Mapping[str, Callable[[Text], None]]] = {"console": to_folder, "http": to_aliyun}
