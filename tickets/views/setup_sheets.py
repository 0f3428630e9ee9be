"""Sheets for the register during the set-up: the register's own pages, opened by the set-up address."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from orgs import opening
from orgs.views import sheets
from orgs.views.sheets import Counter
from tickets.views.setup import with_token


@require_http_methods(["GET", "HEAD", "POST"])
@with_token
def setup_sheet(request: HttpRequest, token: str, kind: str) -> HttpResponse:
    return sheets.upload_page(request, _counter(token), kind)


@require_safe
@with_token
def setup_sheet_template(request: HttpRequest, token: str, kind: str) -> HttpResponse:  # noqa: ARG001 -- a view's signature
    return sheets.template_file(kind)


@require_safe
@with_token
def setup_sheet_shown(request: HttpRequest, token: str, key: UUID) -> HttpResponse:
    return sheets.sheet_page(request, _counter(token), key)


@require_POST
@with_token
def setup_sheet_enter(request: HttpRequest, token: str, key: UUID) -> HttpResponse:
    return sheets.enter_sheet(request, _counter(token), key)


@require_safe
@with_token
def setup_sheet_failed(request: HttpRequest, token: str, key: UUID) -> HttpResponse:  # noqa: ARG001 -- as above
    return sheets.failed_file(_counter(token), key)


@require_POST
@with_token
def setup_sheet_passwords(request: HttpRequest, token: str, key: UUID) -> HttpResponse:
    return sheets.password_file(request, _counter(token), key)


def _counter(token: str) -> Counter:
    """Nothing to import before there is a county."""
    county = opening.begun()
    if county is None:
        raise Http404
    back = reverse("setup", args=[token])
    return Counter(county.pk, None, f"{back}import/", back, frame="setup/frame.html")
