"""Who may open an address at all. Says nothing about which rows they see.

Every address of ours carries one of these marks as ``view.access``; a test about the code base demands it.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render, resolve_url

from web.errors import brought_files, kept_text
from web.pages import wants_part

View = Callable[..., HttpResponseBase]


def public(view: View) -> View:
    """Open to everybody, signed in or not. Sets ``view.access = "public"``."""
    view.access = "public"  # type: ignore[attr-defined]  # marks on functions have no type of their own
    return view


def signed_in(view: View) -> View:
    """Only for people who have signed in; others are sent to sign in. Sets ``view.access = "signed_in"``."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return sign_in_first(request)
        return view(request, *args, **kwargs)

    guarded.access = "signed_in"  # type: ignore[attr-defined]  # as above
    return guarded


def sign_in_first(request: HttpRequest) -> HttpResponse:
    """Send an anonymous person to sign in, without losing what they typed.

    A GET is redirected and comes back afterwards. A POST met an expired session: the page shows the typed text (401),
    and htmx gets a sentence beside the form, which stays as it is.
    """
    address = f"{resolve_url(settings.LOGIN_URL)}?{urlencode({'next': _return_to(request)})}"
    if request.method in {"GET", "HEAD"}:
        if wants_part(request):
            return HttpResponse(status=204, headers={"HX-Redirect": address})
        return HttpResponseRedirect(address)
    context = {"sign_in": address, "kept": kept_text(request), "files": brought_files(request)}
    if wants_part(request):
        response = render(request, "web/_expired.html", context, status=401)
        response["HX-Retarget"], response["HX-Reswap"] = "#problem", "innerHTML"
        return response
    return render(request, "web/expired.html", context, status=401)


def _return_to(request: HttpRequest) -> str:
    """The page a person was on: for a part or a POST the page that asked, never another site."""
    if request.method in {"GET", "HEAD"} and not wants_part(request):
        return request.get_full_path()
    asked_from = urlsplit(request.headers.get("HX-Current-URL") or request.headers.get("Referer") or "")
    if asked_from.netloc != request.get_host() or not asked_from.path:
        return "/"
    return asked_from.path + (f"?{asked_from.query}" if asked_from.query else "")
