"""What open pages are told. Over a real uvicorn and the real Valkey."""

import json
import signal
import socket
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
import uvicorn
from django.conf import LazySettings
from django.core.cache import cache
from django.db import connections
from pytest_django import DjangoDbBlocker
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import ClientConnection, connect

from deploy.local import children, valkey
from journal import clock
from journal.models import Event
from notifications import consumers, live, openings, relay
from orgs.models import Person, Post
from orgs.queries import today
from orgs.services import people
from orgs.statuses import Role
from tests import cast, overseeing
from tests.cast import World
from tests.notifications.conftest import last_event
from tests.notifications.layers import layer_at
from tests.roundtable.table import raised
from tickets.models import Ticket
from tickets.services import handling
from web import rates

pytestmark = pytest.mark.django_db(transaction=True)

SOON = 3.0
Open = Callable[[Post], ClientConnection]


@pytest.fixture(scope="module")
def port(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[int]:
    """The address of a uvicorn in this process, so that it reads the tests' database."""
    with django_db_blocker.unblock():
        from config.asgi import application  # noqa: PLC0415 -- needs the settings, and asks for keys

    with pytest.MonkeyPatch.context() as patch, socket.socket() as listener:
        # Connections of its threads end with each question: nobody holds the tests' database open.
        patch.setitem(connections.settings["default"], "CONN_MAX_AGE", 0)
        listener.bind(("127.0.0.1", 0))
        listener.listen()  # whoever connects before uvicorn has started waits for it
        server = uvicorn.Server(uvicorn.Config(application, lifespan="off", log_level="warning"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
        thread.start()
        yield int(listener.getsockname()[1])
        server.should_exit = True
        thread.join(timeout=10)


@pytest.fixture
def here() -> World:
    return cast.county()


@pytest.fixture
def opened(port: int) -> Iterator[Open]:
    """Open the socket of a page in which somebody has signed in."""
    with ExitStack() as pages:

        def page_of(someone: Post) -> ClientConnection:
            return pages.enter_context(
                connect(address(port), additional_headers=cookie_of(someone), origin=origin(port))
            )

        yield page_of


def address(port: int) -> str:
    return f"ws://127.0.0.1:{port}/ws/"


def origin(port: int, *, host: str = "127.0.0.1") -> Any:
    return f"http://{host}:{port}"


def cookie_of(someone: Post) -> dict[str, str]:
    return {"Cookie": f"sessionid={cast.signed_in(someone).cookies['sessionid'].value}"}


def next_words(page: ClientConnection, *, within: float = SOON) -> dict[str, Any] | None:
    """What the page hears next; None when nothing comes."""
    try:
        words: dict[str, Any] = json.loads(page.recv(timeout=within))
    except TimeoutError:
        return None
    return words


def hears_nothing(page: ClientConnection) -> bool:
    """The page is alive and has heard nothing before the answer to its ping."""
    page.send(json.dumps({"kind": "ping"}))
    return next_words(page) == {"kind": "pong"}


def test_a_stranger_gets_no_socket(port: int, here: World) -> None:
    with pytest.raises(InvalidStatus, match="403"), connect(address(port), origin=origin(port)):
        pass


@pytest.mark.parametrize("host", ["thief.example", None])
def test_a_page_of_another_site_gets_no_socket(port: int, here: World, host: str | None) -> None:
    foreign = origin(port, host=host) if host else None
    headers = cookie_of(here.liaison)
    with (
        pytest.raises(InvalidStatus, match="403"),
        connect(address(port), additional_headers=headers, origin=foreign),
    ):
        pass


def test_a_unit_is_hinted_that_its_case_and_its_list_moved_and_a_stranger_is_not(here: World, opened: Open) -> None:
    unit, outsider = opened(here.liaison), opened(here.stranger)
    ticket = cast.dispatched(here)
    live.handle(last_event(ticket))

    assert next_words(unit) == {"kind": "case", "key": ticket.number}
    assert next_words(unit) == {"kind": "list"}
    assert hears_nothing(outsider)


def test_the_firm_is_hinted_of_what_it_may_read_only(here: World, opened: Open) -> None:
    firm = opened(here.firm)
    ticket = cast.signed(here)
    live.handle(last_event(ticket))
    assert next_words(firm) == {"kind": "case", "key": ticket.number}
    assert next_words(firm) == {"kind": "list"}

    handling.note(ticket.pk, words="变压器在路上", client_token=uuid4(), actor=here.liaison)
    live.handle(last_event(ticket))

    assert hears_nothing(firm)


def test_whoever_reads_a_pool_is_hinted_that_it_moved(here: World, opened: Open) -> None:
    office, outsider = opened(here.office), opened(here.liaison)
    topic = raised(here)
    live.handle(Event.objects.for_subject("topic", topic.pk).get())

    assert next_words(office) == {"kind": "list"}
    assert hears_nothing(outsider)


def test_a_unit_hears_nothing_of_a_case_about_it(here: World, opened: Open) -> None:
    ticket = cast.dispatched(here)
    Ticket.objects.filter(pk=ticket.pk).update(about_org=here.other_liaison.organisation_id)
    lead, reported = opened(here.liaison), opened(here.other_liaison)
    live.handle(last_event(ticket))

    assert next_words(lead) is not None
    assert hears_nothing(reported)


def test_a_person_of_that_unit_hears_nothing_in_another_post_even_before_they_begin_there(
    here: World, opened: Open
) -> None:
    ticket = cast.filed(here)
    soon = today(clock.now()) + timedelta(days=7)
    cast.also(here.second_desk, here.third_liaison, role=Role.HANDLER, starts_on=soon)
    Ticket.objects.filter(pk=ticket.pk).update(about_org=here.third_liaison.organisation_id)
    desk, barred = opened(here.desk), opened(here.second_desk)
    live.handle(last_event(ticket))

    assert next_words(desk) is not None
    assert hears_nothing(barred)


def test_administrators_hear_of_no_case_though_they_sit_in_the_office(here: World, opened: Open) -> None:
    office, sysadmin = opened(here.office), opened(here.sysadmin)
    live.handle(last_event(cast.filed(here)))

    assert next_words(office) is not None
    assert hears_nothing(sysadmin)


def test_an_office_of_a_city_hears_of_a_countys_cases_while_it_sees_them(here: World, opened: Open) -> None:
    city = overseeing.city()
    page = opened(city.supervisor)
    live.handle(last_event(cast.filed(here)))
    assert hears_nothing(page)

    row = overseeing.in_force(here, city)
    ticket = cast.filed(here)
    live.handle(last_event(ticket))
    assert [next_words(page), next_words(page)] == [{"kind": "case", "key": ticket.number}, {"kind": "list"}]

    overseeing.ended(row, by=here.sysadmin)
    live.handle(last_event(ticket))
    assert hears_nothing(page)


def test_whoever_acted_is_not_offered_their_own_change_of_the_list(here: World, opened: Open) -> None:
    actor, colleague = opened(here.desk), opened(here.second_desk)
    live.handle(last_event(cast.accepted(here)))

    assert next_words(colleague)
    assert next_words(colleague) == {"kind": "list"}
    assert next_words(actor)
    assert hears_nothing(actor)


def test_words_that_are_only_added_move_no_list(here: World, opened: Open) -> None:
    ticket = cast.signed(here)
    handling.note(ticket.pk, words="变压器在路上", client_token=uuid4(), actor=here.liaison)
    desk = opened(here.desk)
    live.handle(last_event(ticket))

    assert next_words(desk) == {"kind": "case", "key": ticket.number}
    assert hears_nothing(desk)


def test_a_new_notice_rings_the_bell_of_its_person(here: World, opened: Open) -> None:
    desk = opened(here.desk)
    relay.handle(last_event(cast.filed(here)))

    assert next_words(desk) == {"kind": "notices"}


def test_a_disabled_account_loses_its_socket_at_once(here: World, opened: Open) -> None:
    page = opened(here.liaison)
    assert hears_nothing(page)
    live.handle(people.disable(here.liaison.person_id, actor=None))

    with pytest.raises(ConnectionClosed) as closed:
        page.recv(timeout=SOON)
    assert closed.value.rcvd is not None
    assert closed.value.rcvd.code == consumers.GOODBYE


def test_a_disabled_account_loses_its_socket_even_when_no_hint_comes(
    here: World, opened: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert consumers.RECHECK <= 30
    monkeypatch.setattr(consumers, "RECHECK", 0.2)
    page = opened(here.liaison)
    assert hears_nothing(page)
    Person.objects.filter(pk=here.liaison.person_id).update(is_active=False)

    with pytest.raises(ConnectionClosed):
        page.recv(timeout=SOON)


def test_a_person_who_signs_out_loses_the_socket(here: World, port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(consumers, "RECHECK", 0.2)
    browser = cast.signed_in(here.liaison)
    cookie = {"Cookie": f"sessionid={browser.cookies['sessionid'].value}"}
    with connect(address(port), additional_headers=cookie, origin=origin(port)) as page:
        assert hears_nothing(page)
        browser.logout()

        with pytest.raises(ConnectionClosed):
            page.recv(timeout=SOON)


def test_whoever_an_administrator_signs_out_loses_the_socket_at_once(here: World, opened: Open) -> None:
    page = opened(here.liaison)
    assert hears_nothing(page)
    live.handle(people.end_sessions(here.liaison.person_id, actor=here.sysadmin))

    with pytest.raises(ConnectionClosed) as closed:
        page.recv(timeout=SOON)
    assert closed.value.rcvd is not None
    assert closed.value.rcvd.code == consumers.GOODBYE


def test_a_person_who_opens_too_many_is_told_how_long_to_wait_and_a_colleague_goes_on(
    here: World, opened: Open, settings: LazySettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    cache.clear()
    monkeypatch.setattr(rates, "_seconds", lambda: 1_800_000_015)  # a minute that does not end meanwhile
    settings.RATES = settings.RATES | {openings.OF_A_PERSON: 1}
    pages = [opened(here.liaison), opened(here.liaison), opened(here.desk)]

    with pytest.raises(ConnectionClosed) as closed:
        pages[1].recv(timeout=SOON)
    assert closed.value.rcvd is not None
    assert (closed.value.rcvd.code, closed.value.rcvd.reason) == (openings.TOO_OFTEN, "45")
    assert [hears_nothing(page) for page in (pages[0], pages[2])] == [True, True]


def test_a_page_that_says_nonsense_is_neither_answered_nor_dropped(here: World, opened: Open) -> None:
    page = opened(here.liaison)
    for nonsense in ("{{{", "x" * 5000, b"\x00\xff", "[]"):
        page.send(nonsense)

    assert hears_nothing(page)


def test_an_idle_page_still_hears_after_eight_seconds(here: World, opened: Open) -> None:
    page = opened(here.desk)
    time.sleep(8)
    live.handle(last_event(cast.filed(here)))

    assert next_words(page) is not None


def test_a_page_whose_valkey_dies_is_let_go_so_that_it_polls(
    here: World, opened: Open, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(consumers, "RECHECK", 0.2)
    folder = Path(tempfile.mkdtemp(dir="/tmp"))
    server = valkey.start(folder / "data", sock=folder / "valkey", log=tmp_path / "log", durable=False)
    with layer_at(f"unix://{folder}/valkey"):
        page = opened(here.liaison)
        assert hears_nothing(page)
        children.stop(server, by=signal.SIGKILL)

        with pytest.raises(ConnectionClosed) as closed:
            page.recv(timeout=5)
    assert closed.value.rcvd is not None
    assert closed.value.rcvd.code == consumers.TRY_LATER
