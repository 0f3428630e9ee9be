"""An invited body answers by the link in its mail: without an account, until the meeting begins, nobody else."""

from collections.abc import Iterator
from datetime import timedelta
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.conf import LazySettings
from django.db import IntegrityError, transaction
from django.test import Client

from journal import clock
from journal.models import Event
from notifications import relay
from notifications.mails import compose
from notifications.models import Delivery, Notice
from roundtable.exceptions import Moved
from roundtable.meeting_kinds import Answer, Side
from roundtable.models import Meeting, Seat
from roundtable.services import agenda, meetings, replies
from roundtable.services import seats as at_table
from tests.cast import MONDAY, World, signed_in
from tests.notifications.conftest import with_address
from tests.roundtable.convened import NEXT_WEEK, a_plan, called, current, of_a_case, planned, seat_of, with_items
from tests.roundtable.table import Table, approved

COMES = {"said": "comes", "name": "李主任", "words": ""}


@pytest.fixture(autouse=True)
def on_monday() -> Iterator[None]:
    with clock.moved_to(MONDAY):
        yield


@pytest.fixture
def seat(world: World, seats: Table) -> Seat:
    """The lead's, in a meeting that was called."""
    meeting, _ticket = called(world, seats)
    return seat_of(meeting, world.liaison)


def path_of(seat: Seat) -> str:
    return urlsplit(replies.address_of(seat)).path


def opened(seat: Seat, *, client: Client | None = None) -> Any:
    return (client or Client()).get(path_of(seat))


def again(seat: Seat) -> Seat:
    found: Seat = Seat.objects.select_related("meeting").get(pk=seat.pk)
    return found


# --- what it shows and takes ------------------------------------------------------------------------------------------


def test_it_shows_when_where_and_what_of_the_agenda_is_the_bodys_own(world: World, seats: Table) -> None:
    meeting, (_ticket, own) = planned(seats), of_a_case(world, seats)
    other = approved(world, seats, by=world.other_firm, title="别家的事")
    for topic in (own, other):
        agenda.put(meeting.pk, topic_id=topic.pk, actor=seats.clerk, version=current(meeting).version)
    meetings.notify(meeting.pk, actor=seats.secretary, version=current(meeting).version)

    shown = {
        who: opened(seat_of(meeting, who)).content.decode() for who in (world.liaison, world.firm, world.other_firm)
    }

    assert all("县电子商务服务中心 201" in page and "14:00" in page for page in shown.values())
    assert [(own.title in page, other.title in page) for page in shown.values()] == [
        (True, False), (True, False), (False, True),
    ]  # fmt: skip


def test_numbers_that_the_desk_has_hidden_stay_hidden(world: World, seats: Table) -> None:
    meeting, (ticket, topic) = planned(seats), of_a_case(world, seats)
    type(topic).objects.filter(pk=topic.pk).update(title="欠款人 13812345678")
    type(ticket).objects.filter(pk=ticket.pk).update(redacted=True)
    agenda.put(meeting.pk, topic_id=topic.pk, actor=seats.clerk, version=meeting.version)
    meetings.notify(meeting.pk, actor=seats.secretary, version=current(meeting).version)

    page = opened(seat_of(meeting, world.liaison)).content.decode()

    assert "欠款人" in page
    assert "13812345678" not in page


def test_a_unit_that_has_lost_the_case_reads_nothing_of_it(world: World, seats: Table) -> None:
    meeting, ticket = called(world, seats)
    topic = meeting.items.get().topic
    parties = [party for party in ticket.parties if party != world.liaison.organisation_id]
    type(ticket).objects.filter(pk=ticket.pk).update(parties=parties)

    assert topic.title not in opened(seat_of(meeting, world.liaison)).content.decode()


def test_an_answer_by_the_link_is_taken_and_names_nobody(world: World, seat: Seat) -> None:
    answer = Client().post(path_of(seat), COMES)

    found = again(seat)
    event = Event.objects.for_subject("meeting", seat.meeting_id).last()
    assert (answer.status_code, answer["Location"]) == (HTTPStatus.SEE_OTHER, path_of(seat))
    assert (found.answer, found.name, found.answered_by, found.by_link) == (Answer.COMES, "李主任", None, True)
    assert event is not None
    assert (event.verb, event.actor, event.data["by_link"]) == ("meeting.seat_answered", None, True)
    assert "李主任" not in str(event.data)


def test_a_body_thinks_better_of_it_by_the_link_and_by_its_page(world: World, seat: Seat) -> None:
    at_table.answer(seat.pk, said=Answer.COMES, name="李主任", words="", actor=world.liaison)
    Client().post(path_of(seat), {"said": "declines", "name": "", "words": "市里开会"})
    first = again(seat)
    at_table.answer(seat.pk, said=Answer.SENDS, name="小王", words="在外", actor=world.head)

    last = again(seat)
    assert (first.answer, first.answered_by, first.by_link) == (Answer.DECLINES, None, True)
    assert (last.answer, last.answered_by, last.by_link) == (Answer.SENDS, world.head, False)


def test_what_was_answered_stands_on_the_page_and_on_the_clerks(world: World, seats: Table, seat: Seat) -> None:
    Client().post(path_of(seat), COMES)

    assert "参加，李主任" in opened(seat).content.decode()
    page = signed_in(seats.clerk).get(f"/roundtable/meetings/{seat.meeting_id}/").content.decode()
    assert "参加 · 凭链接" in page


def test_the_clerk_hears_of_it(world: World, seats: Table, seat: Seat) -> None:
    Client().post(path_of(seat), COMES)
    event = Event.objects.for_subject("meeting", seat.meeting_id).last()
    assert event is not None
    relay.handle(event)

    assert [notice.post for notice in Notice.objects.filter(event=event)] == [seats.clerk]


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"said": "comes", "name": "", "words": ""}, "请写明谁来"),
        ({"said": "declines", "name": "", "words": ""}, "请写明原因"),
        ({"said": "waiting", "name": "李", "words": "因为"}, "请选一项"),
        ({}, "请选一项"),
    ],
)
def test_what_is_missing_is_said_and_what_was_typed_stays(
    world: World, seat: Seat, typed: dict[str, str], sentence: str
) -> None:
    answer = Client().post(path_of(seat), {"words": "电话里说", **typed})

    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert sentence in answer.content.decode()
    assert again(seat).answer == Answer.WAITING


def test_looking_changes_nothing_and_nobody_keeps_the_page(world: World, seat: Seat) -> None:
    before = Event.objects.count()
    answer = opened(seat)

    assert (Event.objects.count(), again(seat).answer) == (before, Answer.WAITING)
    headers = {name: answer[name] for name in ("Cache-Control", "Referrer-Policy", "X-Robots-Tag")}
    assert headers == {
        "Cache-Control": "no-store", "Referrer-Policy": "same-origin", "X-Robots-Tag": "noindex, nofollow",
    }  # fmt: skip


# --- until when, and for whom -----------------------------------------------------------------------------------------


def test_it_ends_when_the_meeting_begins(world: World, seat: Seat) -> None:
    with clock.moved_to(NEXT_WEEK - timedelta(seconds=1)):
        assert opened(seat).status_code == HTTPStatus.OK
    with clock.moved_to(NEXT_WEEK):
        assert opened(seat).status_code == HTTPStatus.NOT_FOUND
        assert Client().post(path_of(seat), COMES).status_code == HTTPStatus.NOT_FOUND


def test_a_meeting_that_moved_is_answered_by_the_same_link_anew(world: World, seats: Table, seat: Seat) -> None:
    Client().post(path_of(seat), COMES)
    meeting = current(seat.meeting)
    later = a_plan(seats, starts_at=NEXT_WEEK + timedelta(days=1))
    meetings.change(meeting.pk, later, actor=seats.clerk, version=meeting.version)

    found = again(seat)
    assert (found.answer, found.by_link) == (Answer.WAITING, False)
    assert "11月24日" in opened(seat).content.decode()


def test_one_that_was_called_off_says_so_and_asks_for_nothing(world: World, seats: Table, seat: Seat) -> None:
    meeting = current(seat.meeting)
    meetings.cancel(meeting.pk, why="停电", actor=seats.secretary, version=meeting.version)

    page = opened(seat).content.decode()
    answer = Client().post(path_of(seat), COMES)

    assert "停电" in page
    assert "提交回执" not in page
    assert (answer.status_code, again(seat).answer) == (HTTPStatus.CONFLICT, Answer.WAITING)
    assert "李主任" in answer.content.decode()


def test_a_meeting_that_was_not_called_yet_has_no_link(world: World, seats: Table) -> None:
    meeting = with_items(world, seats)

    assert opened(seat_of(meeting, world.firm)).status_code == HTTPStatus.NOT_FOUND


def test_a_seat_that_was_taken_away_is_gone(world: World, seats: Table, seat: Seat) -> None:
    path = path_of(seat)
    at_table.take_away(seat.meeting_id, seat_id=seat.pk, actor=seats.clerk)

    assert Client().get(path).status_code == HTTPStatus.NOT_FOUND
    with pytest.raises((Moved, Meeting.DoesNotExist)):
        replies.answer(seat.pk, said=Answer.COMES, name="李主任", words="")


def test_who_sits_for_nobody_has_no_link(world: World, seats: Table, seat: Seat) -> None:
    guest = at_table.Guest(side=Side.WORKERS, organisation=None, name="王大姐", must=False)
    at_table.invite(seat.meeting_id, guest, actor=seats.clerk)

    assert opened(Seat.objects.get(name="王大姐")).status_code == HTTPStatus.NOT_FOUND


def test_another_seats_mark_opens_nothing(world: World, seats: Table, seat: Seat) -> None:
    other = seat_of(seat.meeting, world.firm)
    row, _dash, _mark = path_of(seat).rstrip("/").rpartition("/")[2].partition("-")
    mark = path_of(other).rstrip("/").rpartition("/")[2].partition("-")[2]

    assert Client().get(f"/roundtable/r/{row}-{mark}/").status_code == HTTPStatus.NOT_FOUND


@pytest.mark.parametrize("token", ["x", "1-" + "A" * 22, "zzzzzzzzzzzz-" + "A" * 22, "1-" + "A" * 21 + "…", "-" * 40])
def test_whatever_we_did_not_make_looks_like_what_is_not_there(world: World, seat: Seat, token: str) -> None:
    assert Client().get(f"/roundtable/r/{token}/").status_code == HTTPStatus.NOT_FOUND


def test_whoever_guesses_is_held_back_and_the_right_link_with_them(world: World, seat: Seat) -> None:
    client = Client()
    for number in range(30):
        client.get(f"/roundtable/r/{number}-{'A' * 22}/")

    answer = opened(seat, client=client)

    assert answer.status_code == HTTPStatus.TOO_MANY_REQUESTS
    assert int(answer["Retry-After"]) > 0


def test_a_link_does_not_answer_for_ever(world: World, seat: Seat) -> None:
    client = Client()
    codes = {client.post(path_of(seat), COMES).status_code for _time in range(20)}

    assert codes == {HTTPStatus.SEE_OTHER}
    assert client.post(path_of(seat), COMES).status_code == HTTPStatus.TOO_MANY_REQUESTS


def test_a_retired_key_closes_its_links_and_a_fallback_keeps_them(
    world: World, seat: Seat, settings: LazySettings
) -> None:
    path, key = path_of(seat), settings.SECRET_KEY
    settings.SECRET_KEY = "another key of this installation, fifty letters long"
    gone = Client().get(path).status_code
    settings.SECRET_KEY_FALLBACKS = [key]

    assert (gone, Client().get(path).status_code) == (HTTPStatus.NOT_FOUND, HTTPStatus.OK)


def test_the_bodys_own_people_answer_in_their_own_name(world: World, seat: Seat) -> None:
    answer = opened(seat, client=signed_in(world.handler))

    assert (answer.status_code, answer["Location"]) == (HTTPStatus.SEE_OTHER, f"/roundtable/invitations/{seat.pk}/")


@pytest.mark.parametrize("who", ["other_liaison", "firm", "desk"])
def test_another_body_that_has_signed_in_answers_nothing_and_reads_nothing(world: World, seat: Seat, who: str) -> None:
    client = signed_in(getattr(world, who))
    answer = client.post(path_of(seat), COMES)

    assert (answer.status_code, again(seat).answer) == (HTTPStatus.FORBIDDEN, Answer.WAITING)
    assert "县电子商务服务中心 201" not in answer.content.decode()


def test_the_database_knows_who_answered_or_that_a_link_did(world: World, seat: Seat) -> None:
    row = Seat.objects.filter(pk=seat.pk)
    wrong: list[dict[str, Any]] = [
        {"by_link": False, "answered_by": None},
        {"by_link": True, "answered_by": world.liaison},
        {"by_link": True, "answer": Answer.WAITING, "answered_at": None, "answered_by": None},
    ]
    for how in wrong:
        said = {"answer": Answer.COMES, "name": "李", "answered_at": MONDAY} | how
        with pytest.raises(IntegrityError, match="answered_seat_says_who_and_when"), transaction.atomic():
            row.update(**said)


# --- in the mail ------------------------------------------------------------------------------------------------------


def mailed(meeting: Meeting) -> str:
    event = Event.objects.for_subject("meeting", meeting.pk).last()
    assert event is not None
    relay.handle(event)
    return str(compose(Delivery.objects.latest("pk")).body)


def test_the_mail_carries_the_link_while_an_answer_is_asked_for(world: World, seats: Table) -> None:
    with_address(world.liaison, "li@example.cn")
    meeting, _ticket = called(world, seats)
    seat = seat_of(meeting, world.liaison)
    first = mailed(meeting)
    meetings.cancel(meeting.pk, why="停电", actor=seats.secretary, version=meeting.version)

    assert f"打开就能回执（请不要转给本单位以外的人）：\n{replies.address_of(seat)}\n" in first
    assert path_of(seat) not in mailed(meeting)
