"""One person's window: what they press and what they see, with or without JavaScript."""

import re
from dataclasses import dataclass, field
from time import monotonic
from typing import Final

from playwright.sync_api import ConsoleMessage, Frame, Locator, Page, Request, expect
from playwright.sync_api import Error as PlaywrightError

LIVE: Final = 20_000  # milliseconds in which news reaches an open page, usually a hundred; a poll takes 30 s
_UNTOUCHED: Final = "window.untouched = true"
_QUIET: Final = 0.075  # seconds in which nothing is fetched, after which a page has come to rest
_COUNT_SOCKETS: Final = """
window.sockets = [];
window.WebSocket = class extends WebSocket {
  constructor(...address) {
    super(...address);
    window.sockets.push(this);
  }
};
"""
_LOADED: Final = """async () => {
  const app = document.querySelector("script[type=module][src*='/js/app']");
  if (app) await (await import(app.src)).loaded;
  const connecting = () => window.sockets.some((socket) => socket.readyState === WebSocket.CONNECTING);
  for (let i = 0; i < 100 && connecting(); i++) await new Promise((done) => setTimeout(done, 20));
}"""


@dataclass
class Window:
    """A window. `see` waits for news in the open page; without JavaScript it reloads, as a person would."""

    page: Page
    javascript: bool = True
    problems: list[str] = field(default_factory=list)
    _under_way: set[Request] = field(default_factory=set)
    _moved: float = 0.0  # when a request last began or ended

    def __post_init__(self) -> None:
        self.page.add_init_script(_COUNT_SOCKETS)
        self.page.on("request", self._begun)
        self.page.on("requestfinished", self._ended)
        self.page.on("requestfailed", self._ended)
        self.page.on("framenavigated", self._left)
        self.page.on("pageerror", lambda error: self.problems.append(str(error)))
        self.page.on("console", self._console)

    def _console(self, line: ConsoleMessage) -> None:
        if "Content Security Policy" in line.text:
            self.problems.append(line.text)

    def _begun(self, request: Request) -> None:
        self._under_way.add(request)
        self._moved = monotonic()

    def _ended(self, request: Request) -> None:
        self._under_way.discard(request)
        self._moved = monotonic()

    def _left(self, frame: Frame) -> None:
        """Of what a page that is left has asked for, nobody may tell the end."""
        if frame == self.page.main_frame:
            self._under_way.clear()

    def shows(self) -> str:
        """The words of the page as it stands, for whoever reads of a failure."""
        try:
            return self.page.locator("body").inner_text(timeout=1000)[:1500]
        except PlaywrightError as problem:
            return f"(nothing to be read: {problem.message})"

    def go(self, address: str) -> None:
        """Open an address and wait for the page's scripts and its socket."""
        self.page.goto(address)
        self.settle()

    def settle(self) -> None:
        """Wait for the scripts and the socket of the page that stands open, and for what they fetch, if it ever ends.

        Playwright's own `networkidle` waits half a second at each of some thousand pages.
        """
        if not self.javascript:
            return
        self.page.wait_for_load_state("load")
        self.page.evaluate(_LOADED)
        self._moved = monotonic()
        until = self._moved + LIVE / 1000
        while (self._under_way or monotonic() - self._moved < _QUIET) and monotonic() < until:
            self.page.wait_for_timeout(25)
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
