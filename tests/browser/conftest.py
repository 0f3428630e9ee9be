"""The real ./run with the demonstration county, one Chromium, and a window for each person of a story."""

import os
import shutil
import tempfile
from collections.abc import Callable, Generator, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, StorageState, ViewportSize, expect, sync_playwright

from orgs.seeding.logins import DEMO_PASSWORD
from tests.browser.factors import Telephone, enter
from tests.browser.logs import told
from tests.browser.story import sign_in
from tests.browser.window import Window
from tests.deploy.house import House, copy_of_the_project
from tests.outside import browsing, issuer

CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
PHONE = ViewportSize(width=390, height=844)
DESKTOP = ViewportSize(width=1440, height=900)
PATIENCE = 60_000  # milliseconds: two cores, and a disk, that also serve the other tests

Opener = Callable[..., Window]
OPEN: list[Window] = []
"""The windows of the test that runs, for what is said where it fails."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Every story needs a browser and starts whole programs."""
    absent = pytest.mark.skipif(
        not shutil.which(CHROMIUM) and "CI" not in os.environ, reason=f"no Chromium at {CHROMIUM}: set CHROMIUM"
    )
    for item in items:
        if Path(__file__).parent in item.path.parents:
            for mark in (pytest.mark.slow, pytest.mark.browser, absent):
                item.add_marker(mark)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(call: pytest.CallInfo[None]) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Say what every window shows where a story fails: a wait that ran out tells nothing by itself."""
    report = yield
    if call.when == "call" and report.failed:
        report.sections.extend((f"window at {each.page.url}", each.shows()) for each in OPEN)
    return report


@contextmanager
def place_of_a_house() -> Iterator[House]:
    """A copy of the project with its data folder, not started yet; ended, heard out and removed with the block."""
    place = Path(tempfile.mkdtemp(prefix="qihu-"))
    place.chmod(0o755)
    made = House(copy_of_the_project(place / "project", with_packages=True), place / "data")
    try:
        yield made
        assert told(made.logs, {*made.secrets, DEMO_PASSWORD}) == [], "a log holds what it must not (V16.2.5)"
    finally:
        if made.process is not None and made.process.poll() is None:
            made.end()
        shutil.rmtree(place, ignore_errors=True)


@pytest.fixture(scope="package")
def house() -> Iterator[House]:
    """The running product; the stories share its county, each with a case of its own."""
    with place_of_a_house() as made:
        made.move_in()
        yield made


@pytest.fixture(scope="package")
def guarded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """The product as a county of level 3 runs it: two factors for the staff, and an account elsewhere to sign in by.

    Its stories appoint people and close accounts, which the other stories need.
    """
    with place_of_a_house() as made:
        back = f"{made.url}/accounts/outside/oidc/back/"
        with browsing.running(tmp_path_factory.mktemp("issuer"), back=back) as url:
            made.environment = {
                "QIHU_SECURITY": "level3",
                "QIHU_OIDC_URL": url,
                "QIHU_OIDC_ID": issuer.CLIENT,
                "QIHU_OIDC_SECRET": issuer.SECRET,
            }
            made.move_in()
            yield made


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """The system's Chromium."""
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        patch.setenv("LANGUAGE", "zh_CN")  # the words on the browser's own buttons
        # Playwright's loop runs in this thread; other tests of this worker use the database from it all the same.
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        expect.set_options(timeout=PATIENCE)
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--lang=zh-CN"])
        yield browser
        browser.close()


@pytest.fixture(scope="package")
def sessions(house: House, browser: Browser) -> Callable[[str], StorageState]:
    """Sign a person in through the form, once: passwords are slow on purpose."""
    known: dict[str, StorageState] = {}

    def of(username: str) -> StorageState:
        if username not in known:
            context = browser.new_context(base_url=house.url)
            tab = context.new_page()
            sign_in(tab, username)
            known[username] = context.storage_state()
            context.close()
        return known[username]

    return of


@contextmanager
def windows(browser: Browser, house: House, sessions: Callable[[str], StorageState]) -> Iterator[Opener]:
    """Open windows of a house: `open_("shouli")`; a script error or a breach of the page's policy fails the test."""
    opened: list[Window] = []

    def open_(
        username: str = "", *, size: ViewportSize = DESKTOP, javascript: bool = True, look: dict[str, str] | None = None
    ) -> Window:
        context = browser.new_context(
            base_url=house.url,
            viewport=size,
            locale="zh-CN",
            java_script_enabled=javascript,
            storage_state=sessions(username) if username else None,
        )
        context.set_default_timeout(PATIENCE)
        for name, value in (look or {}).items():
            context.add_cookies([{"name": f"look_{name}", "value": value, "url": house.url}])
        tab = Window(context.new_page(), javascript=javascript)
        opened.append(tab)
        OPEN.append(tab)
        return tab

    yield open_
    problems = [problem for each in opened for problem in each.problems]
    for each in opened:
        house.secrets |= {cookie.get("value", "") for cookie in each.page.context.cookies() if cookie.get("httpOnly")}
        each.page.context.close()
        OPEN.remove(each)
    assert problems == []


@pytest.fixture(scope="package")
def meeting(house: House, browser: Browser, sessions: Callable[[str], StorageState]) -> str:
    """A meeting in session; its address. The stories about its minutes have an item each."""
    from tests.browser.minuted import begin_a_meeting  # noqa: PLC0415 -- made of what stands here

    with windows(browser, house, sessions) as open_:
        return begin_a_meeting(open_)


@pytest.fixture
def window(house: House, browser: Browser, sessions: Callable[[str], StorageState]) -> Iterator[Opener]:
    """Open a window of the demonstration: `window("shouli")`."""
    with windows(browser, house, sessions) as open_:
        yield open_


@pytest.fixture(scope="package")
def telephones() -> dict[str, Telephone]:
    """The telephones of the guarded county's staff, by user name: one is set up when somebody first signs in."""
    return {}


@pytest.fixture
def guarded_window(guarded: House, browser: Browser, telephones: dict[str, Telephone]) -> Iterator[Opener]:
    """Open a window of the guarded county; whoever is named signs in by the form, with both factors, just now."""

    def of(username: str) -> StorageState:
        with closing(browser.new_context(base_url=guarded.url)) as context:
            context.set_default_timeout(PATIENCE)
            enter(context.new_page(), username, telephones=telephones)
            return context.storage_state()

    with windows(browser, guarded, of) as open_:
        yield open_
