"""Settings that a promise hangs on (RELIABILITY §1), and the catalogue of English words."""

import re
from pathlib import Path

import pytest
from celery import current_app
from django.conf import settings
from django.db import connection

from web import catalogue


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("task_acks_late", True),
        ("task_reject_on_worker_lost", True),
        ("worker_prefetch_multiplier", 1),
        ("task_time_limit", 300),
        ("task_soft_time_limit", 240),
        ("task_ignore_result", True),
        ("accept_content", ["json"]),
        ("worker_max_tasks_per_child", 1000),
        ("worker_cancel_long_running_tasks_on_connection_loss", True),
        ("worker_soft_shutdown_timeout", 30),
        ("worker_enable_soft_shutdown_on_idle", True),
        ("broker_connection_max_retries", None),
        ("broker_connection_retry_on_startup", True),
    ],
)
def test_celery_loses_nothing_that_it_need_not_lose(name: str, value: object) -> None:
    assert current_app.conf[name] == value


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("unacked_restore_interval", 1),
        ("unacked_restore_throttle", 1),
        ("socket_timeout", 10),
        ("socket_connect_timeout", 3),
        ("socket_keepalive", True),
        ("health_check_interval", 5),
        ("visibility_timeout", 360),
    ],
)
def test_the_broker_is_given_up_and_found_again_quickly(name: str, value: object) -> None:
    assert current_app.conf.broker_transport_options[name] == value


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("synchronous_commit", "on"),
        ("data_checksums", "on"),
        ("statement_timeout", "10s"),
        ("lock_timeout", "3s"),
        ("idle_in_transaction_session_timeout", "30s"),
        ("server_encoding", "UTF8"),
        ("log_min_error_statement", "panic"),
        ("log_error_verbosity", "terse"),
    ],
)
def test_postgresql_keeps_what_it_has_confirmed(db: None, name: str, value: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting(%s)", [name])
        assert cursor.fetchone() == (value,)


def test_every_task_of_the_beat_exists() -> None:
    current_app.loader.import_default_modules()

    assert {entry["task"] for entry in current_app.conf.beat_schedule.values()} <= set(current_app.tasks)


def test_uploads_and_fields_are_limited() -> None:
    limits = (
        settings.DATA_UPLOAD_MAX_NUMBER_FIELDS,
        settings.DATA_UPLOAD_MAX_NUMBER_FILES,
        settings.DATA_UPLOAD_MAX_MEMORY_SIZE,
    )

    assert limits == (200, 20, 1024 * 1024)


def test_every_variable_that_settings_read_is_explained_to_operators() -> None:
    root = Path(settings.BASE_DIR)
    read = re.findall(
        r'environment\.\w+\(\s*"([A-Z_]+)"', (root / "config" / "settings.py").read_text(encoding="utf-8")
    )
    explained = (root / "docs" / "operations.md").read_text(encoding="utf-8")

    named = {f"{name}<NAME>" if name.endswith("_") else name for name in read}
    assert sorted(name for name in named if f"`{name}`" not in explained) == []


def test_the_english_catalogue_is_complete() -> None:
    assert catalogue.problems() == []
