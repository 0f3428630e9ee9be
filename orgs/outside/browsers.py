"""In which app's own browser a page is open, and what can be used there: a square code cannot scan itself.

The browser says so of itself. It decides what is offered and which page somebody is sent to; nothing else hangs on it.
"""

from django.conf import settings
from django.http import HttpRequest

from orgs.outside.ways import OFFICIAL, WECOM, WEIXIN, Way


def app_of(request: HttpRequest) -> str:
    """`WECOM` within 企业微信, `OFFICIAL` within 微信, empty in any other browser.

    企业微信 calls itself both (`wxwork/… MicroMessenger/…`).
    """
    agent = request.headers.get("User-Agent", "").lower()
    if "wxwork" in agent:
        return WECOM
    return OFFICIAL if "micromessenger" in agent else ""


def offered(request: HttpRequest) -> list[Way]:
    """The configured ways that lead somewhere from this browser, in the order of their buttons.

    Of 微信 an official account's page opens within 微信 alone; there it takes the place of the code to be scanned.
    """
    ways: dict[str, Way] = settings.OUTSIDE
    within = app_of(request) == OFFICIAL
    hidden = (WEIXIN if OFFICIAL in ways else "") if within else OFFICIAL
    return [way for key, way in ways.items() if key != hidden]
