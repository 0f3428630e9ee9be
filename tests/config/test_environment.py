"""How addresses in the environment are read."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from config import environment
from config.version import version_in


def test_a_database_on_a_socket_is_named_behind_the_question_mark() -> None:
    found = environment.database("postgresql://qihu_web:p%40ss@/qihu?host=/run/pg", options={"connect_timeout": 5})

    assert found == {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": "qihu",
        "USER": "qihu_web",
        "PASSWORD": "p@ss",
        "HOST": "/run/pg",
        "PORT": "",
        "OPTIONS": {"connect_timeout": 5},
    }


def test_a_database_over_tcp_may_carry_options_of_its_driver() -> None:
    found = environment.database("postgresql://web:pw@db.county:6432/qihu?sslmode=verify-full", options={})

    assert (found["HOST"], found["PORT"], found["OPTIONS"]) == ("db.county", "6432", {"sslmode": "verify-full"})


@pytest.mark.parametrize(
    ("valkey", "broker"),
    [
        ("unix:///run/valkey?db=3", "redis+socket:///run/valkey?virtual_host=3"),
        ("unix:///run/valkey", "redis+socket:///run/valkey?virtual_host=0"),
        ("redis://valkey:6379/0", "redis://valkey:6379/0"),
    ],
)
def test_celery_is_given_its_own_spelling_of_a_valkey_address(valkey: str, broker: str) -> None:
    assert environment.broker_of(valkey) == broker


@pytest.mark.parametrize(
    ("valkey", "second"),
    [
        ("unix:///run/valkey?db=0", "unix:///run/valkey?db=2"),
        ("redis://:pw@valkey:6379/0", "redis://:pw@valkey:6379/2"),
    ],
)
def test_kinds_of_data_do_not_share_a_database_number(valkey: str, second: str) -> None:
    assert environment.with_database_number(valkey, number=2) == second


@pytest.mark.parametrize(
    ("url", "port", "tls", "ssl"),
    [
        ("smtp://mail.county", 25, False, False),
        ("smtp+tls://qihu:pw@mail.county:587", 587, True, False),
        ("smtps://qihu:pw@mail.county", 465, False, True),
    ],
)
def test_a_mail_server_is_one_address(url: str, port: int, tls: bool, ssl: bool) -> None:
    found = environment.mail(url)

    assert (found["EMAIL_HOST"], found["EMAIL_PORT"]) == ("mail.county", port)
    assert (found["EMAIL_USE_TLS"], found["EMAIL_USE_SSL"]) == (tls, ssl)


def test_words_are_parted_by_commas_and_empty_ones_dropped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QIHU_HOSTS", "a.gov.cn, b.gov.cn,,")

    assert environment.words("QIHU_HOSTS") == ["a.gov.cn", "b.gov.cn"]


@pytest.mark.parametrize(("said", "meant"), [("1", True), ("yes", True), ("0", False), ("", False), ("off", False)])
def test_a_flag_says_yes_or_no(monkeypatch: pytest.MonkeyPatch, said: str, meant: bool) -> None:
    monkeypatch.setenv("QIHU_HTTPS", said)

    assert environment.flag("QIHU_HTTPS") is meant


def test_the_version_is_the_change_logs_first_heading(tmp_path: Path) -> None:
    (tmp_path / "CHANGELOG.md").write_text(
        "# Changes\n\n## 1.2.0 – 2027-01-02\n\n## 1.1.0 – 2026-12-01\n", encoding="utf-8"
    )

    assert version_in(tmp_path / "CHANGELOG.md") == "1.2.0"


def test_a_change_log_without_a_version_is_refused(tmp_path: Path) -> None:
    (tmp_path / "CHANGELOG.md").write_text("# Changes\n", encoding="utf-8")

    with pytest.raises(ValueError, match="no version heading"):
        version_in(tmp_path / "CHANGELOG.md")


def test_a_limit_is_the_countys_where_it_says_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QIHU_LIMIT_PAUSE", "20")

    assert environment.limits("QIHU_LIMIT_", {"PAUSE": 30, "PARTS": 20}) == {"PAUSE": 20, "PARTS": 20}


@pytest.mark.parametrize(("name", "value"), [("PAUSES", "20"), ("PAUSE", "0"), ("PAUSE", "-1"), ("PAUSE", "a month")])
def test_a_limit_that_cannot_be_meant_stops_the_start(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(f"QIHU_LIMIT_{name}", value)

    with pytest.raises(ValueError, match=f"QIHU_LIMIT_{name}|a month"):
        environment.limits("QIHU_LIMIT_", {"PAUSE": 30})


SAID = """
import django
django.setup()
from django.utils.translation import override
from notifications.whistles import WHISTLES
from tickets import clock, exclusion_kinds, explaining, ledger, pauses, urging
from tickets.statuses import Status
from tickets.whistle_kinds import WHEN_TO_BLOW
with override("zh-hans"):
    print(explaining._TO_STAFF[Status.ON_LEDGER])
    print(*WHEN_TO_BLOW.values())
    print(*(line.says for row in WHISTLES.values() for line in row))
print(pauses.MOST_WORKING_DAYS, urging.AGAIN_AFTER_HOURS, exclusion_kinds.ASK_WORKING_DAYS, clock.PARTS_WORKING_DAYS)
"""


def test_what_a_county_sets_is_what_its_pages_say() -> None:
    own = {"PAUSE": 11, "URGE_AGAIN_HOURS": 12, "EXCLUSION_ASK": 13, "PARTS": 14, "LEDGER_REPORT_DAYS": 15}
    own |= {"LEDGER_BACK": 16, "WHISTLE_CHECK_IN": 17, "WHISTLE_RATING": 18}
    environ = os.environ | {f"QIHU_LIMIT_{name}": str(value) for name, value in own.items()}

    done = subprocess.run([sys.executable, "-c", SAID], env=environ, capture_output=True, check=True, text=True)

    assert done.stdout.splitlines()[-1] == "11 12 13 14"
    for words in ("每 15 天报告一次", "至少有 16 个工作日", "17 个工作日内报到", "18 个工作日内评价"):
        assert words in done.stdout
