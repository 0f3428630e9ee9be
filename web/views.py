"""Look settings, the bell's number and the two questions of an operator. No business pages."""

import logging

import redis
from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from web.access import public, signed_in
from web.look import CHOICES, LANGUAGES, YEAR, remember
from web.pages import local_path

logger = logging.getLogger(__name__)


@public
@require_POST
def look(request: HttpRequest) -> HttpResponse:
    """Set what was pressed (theme, view, contrast, density, keys, language) and go back to the page."""
    response = HttpResponseRedirect(local_path(request.POST.get("next", ""), request=request), status=303)
    for setting, choices in CHOICES.items():
        value = request.POST.get(setting)
        if value in choices:
            remember(response, setting=setting, value=value, secure=settings.SESSION_COOKIE_SECURE)
    language = request.POST.get("language")
    if language in LANGUAGES:
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            language,
            max_age=YEAR,
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
            samesite="Lax",
        )
    return response


@signed_in
@require_safe
@never_cache
def bell(request: HttpRequest) -> HttpResponse:
    """The inside of the bell in the header, for the live refresh."""
    return render(request, "components/bell.html")


@public
@require_safe
@never_cache
def health_live(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 -- a view's signature
    """The process answers."""
    return HttpResponse("ok\n", content_type="text/plain")


@public
@require_safe
@never_cache
def health_ready(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 -- a view's signature
    """PostgreSQL and Valkey answer. What failed is in the log, not in the answer."""
    failed = [
        name for name, answers in (("postgresql", _database_answers), ("valkey", _valkey_answers)) if not answers()
    ]
    if failed:
        return HttpResponse("not ready\n", content_type="text/plain", status=503)
    return HttpResponse("ok\n", content_type="text/plain")


def _database_answers() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
            return bool(cursor.fetchone() == (1,))
    except DatabaseError:
        logger.exception("not ready: postgresql")
        return False


def _valkey_answers() -> bool:
    client = redis.Redis.from_url(settings.VALKEY_URL, socket_connect_timeout=1, socket_timeout=1)
    try:
        return bool(client.ping())
    except redis.RedisError:
        logger.exception("not ready: valkey")
        return False
    finally:
        client.close()
