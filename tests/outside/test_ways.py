"""Which ways there are, by environment; what stops the start; and that operators can read about it."""

from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings
from django.core.management.base import SystemCheckError

from config import checks, security
from orgs.outside import ways

WHOLE = {"QIHU_OIDC_URL": "https://sso.example.gov.cn/realms/x", "QIHU_OIDC_ID": "county", "QIHU_OIDC_SECRET": "s"}
WECOM = {"QIHU_WECOM_ID": "ww1", "QIHU_WECOM_SECRET": "s", "QIHU_WECOM_AGENT": "1000002"}


def configured(said: dict[str, str]) -> dict[str, ways.Way]:
    def text(name: str, *, default: str = "") -> str:
        return said.get(name, default)

    return ways.configured(text)


def test_by_default_there_is_none(settings: LazySettings) -> None:
    assert configured({}) == {}
    assert settings.OUTSIDE == {}


def test_each_has_its_keepers_usual_addresses() -> None:
    found = configured(WHOLE | WECOM)

    assert list(found) == ["oidc", "wecom"]
    assert found["oidc"].hosts == {"sso.example.gov.cn"}
    assert found["wecom"].hosts == {"qyapi.weixin.qq.com"}
    assert ways.origins(found) == [
        "https://login.work.weixin.qq.com", "https://open.weixin.qq.com", "https://sso.example.gov.cn",
    ]  # fmt: skip


def test_in_a_house_of_its_own_both_pages_of_wecom_stand_there() -> None:
    found = configured(WECOM | {"QIHU_WECOM_PAGE": "https://wecom.example.gov.cn"})

    assert ways.origins(found) == ["https://wecom.example.gov.cn"]


def test_a_secret_is_in_no_log() -> None:
    assert "'s'" not in repr(configured(WHOLE))


@pytest.mark.parametrize(("changed", "https", "told"), [
    ({}, True, []),
    ({"QIHU_OIDC_SECRET": ""}, True, ["QIHU_OIDC: ID, SECRET and (for OpenID Connect) URL belong together."]),
    ({"QIHU_OIDC_URL": ""}, True, ["QIHU_OIDC: ID, SECRET and (for OpenID Connect) URL belong together."]),
    ({"QIHU_OIDC_URL": "http://sso.example.gov.cn"}, False, ["QIHU_OIDC: http://sso.example.gov.cn is not HTTPS."] * 2),
    ({"QIHU_OIDC_URL": "http://127.0.0.1:8000"}, False, []),
    ({"QIHU_OIDC_URL": "http://127.0.0.1:8000"}, True, ["QIHU_OIDC: http://127.0.0.1:8000 is not HTTPS."] * 2),
    (WECOM | {"QIHU_WECOM_AGENT": ""}, True, ["QIHU_WECOM: AGENT is missing: the number of the county's application."]),
    ({"QIHU_OIDC_PAGE": "https://a@sso.example.gov.cn"}, True, [
        "QIHU_OIDC: https://a@sso.example.gov.cn is more or less than an address.",
    ]),
])  # fmt: skip
def test_what_is_half_set_or_in_clear_is_named(changed: dict[str, str], https: bool, told: list[str]) -> None:
    assert ways.problems(configured(WHOLE | changed), https=https) == told


def test_nothing_starts_with_a_half_set_way(settings: LazySettings) -> None:
    settings.OUTSIDE = configured(WHOLE | {"QIHU_OIDC_ID": ""})

    with pytest.raises(SystemCheckError, match=r"config\.E011"):
        checks.refuse_unsafe()


def test_a_press_of_the_button_may_lead_there_and_nowhere_else() -> None:
    policy: dict[str, Any] = security.content_policy(https=True, onward=ways.origins(configured(WHOLE)))

    assert policy["DIRECTIVES"]["form-action"] == ["'self'", "https://sso.example.gov.cn"]


def test_operators_read_about_every_variable(settings: LazySettings) -> None:
    explained = (Path(settings.BASE_DIR) / "docs" / "operations.md").read_text(encoding="utf-8")
    names = {
        "QIHU_OIDC_URL", "QIHU_OIDC_ID", "QIHU_OIDC_SECRET", "QIHU_DINGTALK_ID", "QIHU_DINGTALK_SECRET",
        "QIHU_FEISHU_ID", "QIHU_FEISHU_SECRET", "QIHU_WECOM_ID", "QIHU_WECOM_SECRET", "QIHU_WECOM_AGENT",
        "QIHU_WEIXIN_ID", "QIHU_WEIXIN_SECRET", "QIHU_GONGZHONG_ID", "QIHU_GONGZHONG_SECRET", "QIHU_WECOM_APP_PAGE",
        "QIHU_<WAY>_NAME", "QIHU_<WAY>_URL", "QIHU_<WAY>_PAGE", "QIHU_<WAY>_HOSTS", "QIHU_<WAY>_INSIDE",
    }  # fmt: skip

    assert sorted(name for name in names if f"`{name}`" not in explained) == []
