"""How addresses in the environment are read."""

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
