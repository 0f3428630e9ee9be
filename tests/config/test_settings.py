"""What RELIABILITY §1 fixes stays fixed, in the settings and in the session that PostgreSQL really gives us."""

from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client

from config.celery import app

CELERY = {
    "task_acks_late": True,
    "task_reject_on_worker_lost": True,
    "task_ignore_result": True,
    "task_time_limit": 300,
    "task_soft_time_limit": 240,
    "task_publish_retry": False,
    "accept_content": ["json"],
    "worker_prefetch_multiplier": 1,
    "worker_max_tasks_per_child": 1000,
    "worker_cancel_long_running_tasks_on_connection_loss": True,
    "worker_soft_shutdown_timeout": 30,
    "worker_enable_soft_shutdown_on_idle": True,
    "broker_connection_max_retries": None,
    "broker_connection_retry_on_startup": True,
    "broker_transport_options": {
        "visibility_timeout": 360,
        "unacked_restore_interval": 1,
        "unacked_restore_throttle": 1,
        "socket_timeout": 10,
        "socket_connect_timeout": 3,
        "socket_keepalive": True,
        "health_check_interval": 5,
    },
}
SESSION = {
    "synchronous_commit": "on",
    "statement_timeout": "10s",
    "lock_timeout": "3s",
    "idle_in_transaction_session_timeout": "30s",
    "server_encoding": "UTF8",
    "data_checksums": "on",
}
UPLOADS = {
    "DATA_UPLOAD_MAX_NUMBER_FIELDS": 200,
    "DATA_UPLOAD_MAX_NUMBER_FILES": 20,
    "DATA_UPLOAD_MAX_MEMORY_SIZE": 1024 * 1024,
}


@pytest.mark.parametrize("name", CELERY)
def test_celery_may_lose_its_broker_but_no_work(name: str) -> None:
    assert app.conf[name] == CELERY[name]


def test_a_lost_message_comes_back_only_after_the_longest_task_has_ended() -> None:
    assert app.conf.broker_transport_options["visibility_timeout"] > app.conf.task_time_limit


@pytest.mark.django_db
@pytest.mark.parametrize("name", SESSION)
def test_postgresql_is_durable_and_patient_only_so_long(name: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting(%s)", [name])
        assert cursor.fetchone() == (SESSION[name],)


def test_a_silent_network_ends_a_database_connection_after_five_seconds() -> None:
    assert connection.settings_dict["OPTIONS"]["tcp_user_timeout"] == 5000
    assert (connection.settings_dict["CONN_MAX_AGE"], connection.settings_dict["CONN_HEALTH_CHECKS"]) == (60, True)


@pytest.mark.parametrize("name", UPLOADS)
def test_what_people_send_has_bounds(name: str) -> None:
    assert getattr(settings, name) == UPLOADS[name]


def test_a_quiet_socket_is_not_taken_for_a_dead_one() -> None:
    layers: dict[str, Any] = settings.CHANNEL_LAYERS
    (host,) = layers["default"]["CONFIG"]["hosts"]

    assert host["socket_timeout"] == 30


def test_every_task_that_beat_rings_for_exists() -> None:
    app.loader.import_default_modules()

    assert [entry["task"] for entry in app.conf.beat_schedule.values() if entry["task"] not in app.tasks] == []


@pytest.mark.django_db
def test_pages_allow_no_script_or_style_but_our_files(client: Client) -> None:
    policy = client.get("/health/live")["Content-Security-Policy"]
    found = {words[0]: words[1:] for words in (part.split() for part in policy.split(";"))}

    assert found == {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:", "blob:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "manifest-src": ["'self'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
        "base-uri": ["'none'"],
        "object-src": ["'none'"],
    }


def test_cookies_are_out_of_reach_of_scripts_and_other_sites() -> None:
    names = ("SESSION_COOKIE_HTTPONLY", "CSRF_COOKIE_HTTPONLY", "SESSION_COOKIE_SAMESITE", "CSRF_COOKIE_SAMESITE")

    assert [getattr(settings, name) for name in names] == [True, True, "Lax", "Lax"]
