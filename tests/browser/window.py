"""One person's window: what they press and what they see, with or without JavaScript."""

import re
from dataclasses import dataclass, field
from typing import Final

from playwright.sync_api import ConsoleMessage, Locator, Page, expect

LIVE: Final = 10_000  # milliseconds in which news reaches an open page; usually it takes one of them a hundred
_UNTOUCHED: Final = "window.untouched = true"


@dataclass
class Window:
    """A window. `see` waits for news in the open page; without JavaScript it reloads, as a person would."""

    page: Page
    javascript: bool = True
    problems: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on("pageerror", lambda error: self.problems.append(str(error)))
        self.page.on("console", self._console)

    def _console(self, line: ConsoleMessage) -> None:
        if "Content Security Policy" in line.text:
            self.problems.append(line.text)

    def go(self, address: str) -> None:
        """Open an address and wait for the page's scripts and its socket."""
        self.page.goto(address)
        self.settle()

    def settle(self) -> None:
        """Wait for the scripts and the socket of the page that stands open."""
        if self.javascript:
            self.page.wait_for_load_state("networkidle")
            self.page.evaluate(_UNTOUCHED)

    def see(self, words: str | re.Pattern[str], *, within: str = "main") -> None:
        """See words in the page as it stands open: no navigation since `go`."""
        if not self.javascript:
            self.page.reload()
        expect(self.page.locator(within).first).to_contain_text(words, timeout=LIVE)
        if self.javascript:
            assert self.page.evaluate("window.untouched === true"), "the page was loaded again"

    def told(self, words: str) -> None:
        """See the green banner of an act."""
        expect(self.page.locator(".q-banner-ok").first).to_contain_text(words, timeout=LIVE)

    def bell(self) -> int:
        """Return the unread notices as the bell shows them now."""
        found = re.search(r"\d+", self.page.locator("#bell").inner_text())
        return int(found[0]) if found else 0

    def bell_rings(self, *, more_than: int) -> None:
        """Wait until the bell counts more."""
        if not self.javascript:
            self.page.reload()
            assert self.bell() > more_than
            return
        expect(self.page.locator("#bell .q-count")).to_be_visible(timeout=LIVE)
        self.page.wait_for_function(
            "least => Number((document.querySelector('#bell .q-count')?.textContent.match(/\\d+/) || [0])[0]) > least",
            arg=more_than,
            timeout=LIVE,
        )

    def open_act(self, name: str) -> Locator:
        """Return a form of the case page, unfolded."""
        act = self.page.locator(f"#act-{name}")
        if act.get_attribute("open") is None:
            act.locator("summary").first.click()
        return act

    def send(self, act: Locator) -> None:
        """Press the form's button."""
        act.locator("button[type=submit]").last.click()
