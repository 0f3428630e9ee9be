"""What reaches people beside whole pages is as closed as the pages are: sockets, thumbnails, parts, shown forms."""

from typing import Any, Final

import pytest
from asgiref.sync import async_to_sync
from django.contrib.auth.models import AnonymousUser

from notifications import consumers, live
from notifications.live import organisation_group, person_group
from orgs.models import Person
from tests.access.scene import READERS, Scene
from tests.access.sweep import Browser, browsers, plain
from tests.access.things import KINDS, absent, last_event
from tests.cast import signed_in
from tests.tickets.staff_pages import STEPS

pytestmark = pytest.mark.django_db
OF_AN_ORGANISATION: Final = frozenset(READERS) - {"nobody", "audit", "sysadm"}
"""Whose sockets hear of cases at all: administrators see none, though they sit in the office."""
CASES: Final = KINDS["case"].sees
FILES: Final = KINDS["file"].sees


@pytest.fixture(scope="module")
def windows(scene: Scene) -> dict[str, Browser]:
    """A browser a reader."""
    return browsers(scene)


def groups(scene: Scene, reader: str) -> frozenset[str]:
    """The groups that a reader's socket joins."""
    post = scene.posts[reader]
    return consumers._groups(post.person, signed_in(post).session) if post else frozenset()


def test_a_socket_joins_its_person_and_the_organisation_that_one_acts_in(scene: Scene) -> None:
    joined = {reader: groups(scene, reader) for reader in READERS}

    assert joined == {
        reader: frozenset(
            ({person_group(post.person_id)} if post else set())
            | ({organisation_group(post.organisation_id)} if post and reader in OF_AN_ORGANISATION else set())
        )
        for reader, post in scene.posts.items()
    }


def test_a_socket_without_a_session_joins_nothing(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    async def stranger(_scope: Any) -> AnonymousUser | Person:
        return AnonymousUser()

    monkeypatch.setattr(consumers, "get_user", stranger)
    scope = {"session": signed_in(scene.post("firm")).session}

    assert async_to_sync(consumers.groups_of)(scope) == frozenset()


@pytest.mark.parametrize("label", ["A", "B"])
def test_whoever_hears_that_a_case_moved_may_open_it(scene: Scene, label: str) -> None:
    told = {group for group, _hint in live._about_case(last_event(scene.case[label]))}

    assert {reader for reader in READERS if told & groups(scene, reader)} == CASES[label]


@pytest.mark.parametrize("label", ["A", "B", "unsent"])
def test_a_thumbnail_is_as_closed_as_its_file(scene: Scene, windows: dict[str, Browser], label: str) -> None:
    address = f"/files/{scene.file[label].pk}/?size=thumb"
    opened = {reader for reader, window in windows.items() if _status(window.ask("GET", address)) == 200}

    assert opened == FILES[label]


@pytest.mark.parametrize("label", ["A", "B"])
def test_a_part_of_a_page_is_as_closed_as_the_page(scene: Scene, windows: dict[str, Browser], label: str) -> None:
    address = f"/tickets/{scene.case[label].number}/"
    shown = {
        reader
        for reader, window in windows.items()
        if _status(window.get(address, headers={"HX-Request": "true", "Cookie": f"sessionid={window.session}"})) == 200
    }

    assert shown == CASES[label]


@pytest.mark.parametrize("action", sorted(STEPS))
def test_no_act_tells_a_stranger_that_there_is_a_case(scene: Scene, windows: dict[str, Browser], action: str) -> None:
    """Every act, where the table of addresses tries one."""
    strangers = ("firm2", "unit2", "desk2", "sysadm")
    there, nowhere = scene.case["A"].number, absent()
    answers = {
        reader: [_answer(windows[reader], f"/tickets/{number}/{action}/") for number in (there, nowhere)]
        for reader in strangers
    }

    assert {reader: here for reader, (here, absent_) in answers.items() if here != absent_ or here[0] != 404} == {}


def _answer(window: Browser, address: str) -> tuple[int, str]:
    response = window.ask("POST", address)
    return response.status_code, plain(response.content.decode(), address.split("/")[2])


def _status(response: Any) -> int:
    if response.streaming:
        b"".join(response.streaming_content)
    return int(response.status_code)
