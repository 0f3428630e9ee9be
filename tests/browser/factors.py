"""Signing in where two factors are asked for: a telephone that shows six figures, set up at the first sign-in."""

import time
from dataclasses import dataclass, field
from typing import Final

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from playwright.sync_api import Page

from orgs.seeding.logins import DEMO_PASSWORD

_STEP: Final = 30  # seconds for which a code is shown


@dataclass
class Telephone:
    """An authenticator. A code opens once, and one that is a step ahead is taken: no test waits for the next."""

    secret: str
    _last: int = field(default=0, init=False)

    def code(self) -> str:
        """Six figures that were not shown before; waits when even the next ones were."""
        while (shown := max(int(time.time()) // _STEP, self._last + 1)) > time.time() // _STEP + 1:
            time.sleep(1)
        self._last = shown
        return str(format_hotp_value(hotp_value(self.secret, shown)))


def type_password(page: Page, username: str, password: str = DEMO_PASSWORD) -> None:
    """The sign-in form, sent."""
    page.goto("/accounts/login/")
    page.fill("[name=login]", username)
    page.fill("[name=password]", password)
    page.press("[name=password]", "Enter")
    page.wait_for_url(lambda url: "/accounts/login/" not in url)


def set_up(page: Page) -> Telephone:
    """From the page that asks for a telephone to the spare codes and on."""
    page.wait_for_url("**/accounts/2fa/totp/activate/")
    telephone = Telephone(page.locator("dd.q-break").inner_text())
    page.fill("#id_code", telephone.code())
    page.get_by_role("button", name="开通").click()
    page.wait_for_url("**/recovery-codes/")
    page.get_by_role("link", name="记好了，去办事").click()
    page.wait_for_url(lambda url: "/accounts/" not in url)
    return telephone


def show(page: Page, telephone: Telephone) -> None:
    """From the page that asks for the six figures to where one was going."""
    page.wait_for_url("**/accounts/2fa/authenticate/")
    page.fill("#id_code", telephone.code())
    page.get_by_role("button", name="登录").click()
    page.wait_for_url(lambda url: "/accounts/" not in url)


def enter(page: Page, username: str, *, telephones: dict[str, Telephone]) -> None:
    """Sign in with whatever is asked for; a firm is asked for the password alone."""
    type_password(page, username)
    if username in telephones:
        show(page, telephones[username])
    elif "/2fa/" in page.url:
        telephones[username] = set_up(page)
