"""One page, one part: the same template serves the browser and htmx. No rules, no queries."""

from typing import Any
from urllib.parse import urlsplit

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.cache import patch_vary_headers


def wants_part(request: HttpRequest) -> bool:
    """Did htmx ask for a part? A boosted link and a restored history entry want the whole page."""
    headers = request.headers
    return (
        headers.get("HX-Request") == "true"
        and headers.get("HX-Boosted") != "true"
        and headers.get("HX-History-Restore-Request") != "true"
    )


def part_of(template: str) -> str:
    """``desk/list.html`` → ``desk/_list.html``."""
    folder, _, name = template.rpartition("/")
    return f"{folder}/_{name}" if folder else f"_{name}"


def page(
    request: HttpRequest,
    template: str,
    context: dict[str, Any] | None = None,
    *,
    part: str | None = None,
    status: int = 200,
) -> HttpResponse:
    """Render the page, or its part for htmx; pages of signed-in people are never stored by a browser or proxy."""
    chosen = (part or part_of(template)) if wants_part(request) else template
    response = render(request, chosen, context, status=status)
    patch_vary_headers(response, ["HX-Request"])
    user = getattr(request, "user", None)
    if user is not None and user.is_authenticated:
        response["Cache-Control"] = "no-store"
    return response


def done(request: HttpRequest, url: str, message: object) -> HttpResponse:
    """The act succeeded: a green banner on the next page. 303 for browsers, a full page load for htmx."""
    messages.success(request, str(message))
    if wants_part(request):
        return HttpResponse(status=204, headers={"HX-Redirect": url})
    return HttpResponseRedirect(url, status=303)


def local_path(url: str, *, request: HttpRequest, default: str = "/") -> str:
    """Path and query of an address on this site; ``default`` for anything else (no open redirects)."""
    parts = urlsplit(url)
    foreign = parts.netloc not in {"", request.get_host()} or not parts.path.startswith("/")
    if foreign or parts.path.startswith("//") or "\\" in url:
        return default
    return parts.path + (f"?{parts.query}" if parts.query else "")
