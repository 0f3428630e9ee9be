"""What settings promise beside tests/architecture/test_settings.py: to browsers, and when a part is away."""

from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client

from config.celery import app


def test_a_nudge_that_cannot_be_sent_never_keeps_a_page_waiting() -> None:
    assert app.conf.task_publish_retry is False


def test_a_lost_message_comes_back_only_after_the_longest_task_has_ended() -> None:
    assert app.conf.broker_transport_options["visibility_timeout"] > app.conf.task_time_limit


def test_a_silent_network_ends_a_database_connection_after_five_seconds() -> None:
    assert connection.settings_dict["OPTIONS"]["tcp_user_timeout"] == 5000
    assert (connection.settings_dict["CONN_MAX_AGE"], connection.settings_dict["CONN_HEALTH_CHECKS"]) == (600, True)


def test_a_quiet_socket_is_not_taken_for_a_dead_one() -> None:
    layers: dict[str, Any] = settings.CHANNEL_LAYERS
    (host,) = layers["default"]["CONFIG"]["hosts"]

    assert host["socket_timeout"] == 30


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
