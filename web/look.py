"""How a person wants pages to look: theme, elder view, contrast, density, shortcut keys.

Kept in cookies and drawn by the server, so that no page flashes. Refuses values outside the lists.
"""

from dataclasses import dataclass, replace
from typing import Literal, Self

from django.http import HttpRequest, HttpResponseBase

YEAR = 365 * 24 * 3600

CHOICES: dict[str, tuple[str, ...]] = {
    "theme": ("light", "dark"),
    "view": ("normal", "elder"),
    "contrast": ("normal", "high"),
    "density": ("compact", "comfortable"),
    "keys": ("on", "off"),
}


LANGUAGES = ("zh-hans", "en")


@dataclass(frozen=True, kw_only=True, slots=True)
class Look:
    """The attributes on ``<html>``; the first choice of each is the default."""

    theme: str = "light"
    view: str = "normal"
    contrast: str = "normal"
    density: str = "compact"
    keys: str = "on"

    @classmethod
    def of(cls, request: HttpRequest) -> Self:
        """What the cookies say; ``?elder=1`` (posters with a QR code) and ``?elder=0`` win over them."""
        asked = {name: value for name in CHOICES if (value := request.COOKIES.get(cookie_name(name))) in CHOICES[name]}
        look = cls(**asked)
        elder = asked_for_elder(request)
        return replace(look, view=elder) if elder else look


def cookie_name(setting: str) -> str:
    return f"look_{setting}"


def look_of(request: HttpRequest) -> Look:
    """The look of a request, also of one that failed before the middleware saw it."""
    look = getattr(request, "look", None)
    return look if isinstance(look, Look) else Look()


def asked_for_elder(request: HttpRequest) -> Literal["", "elder", "normal"]:
    value = request.GET.get("elder")
    if value == "1":
        return "elder"
    return "normal" if value == "0" else ""


def remember(response: HttpResponseBase, *, setting: str, value: str, secure: bool) -> None:
    """A year; readable by the server alone."""
    response.set_cookie(cookie_name(setting), value, max_age=YEAR, httponly=True, secure=secure, samesite="Lax")
