"""Files that arrive after their form was sent: they join its case, once, and nobody else's."""

import threading
import uuid
from collections.abc import Callable
from datetime import timedelta
from http import HTTPStatus
from typing import Any

import pytest
from django.conf import LazySettings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection

from journal import clock
from journal.models import Event
from notifications.audience import AUDIENCE
from notifications.circle import Circle
from orgs.models import Post
from tests.cast import World, a_call, county, current, filed, signed_in
from tests.tickets import crafted
from tests.tickets.firm_pages import Calling, a_form, a_photo
from tickets.models import Attachment, Ticket
from tickets.queries.timeline import timeline
from tickets.services import attaching, desk, filing, firm, following

TOKEN = uuid.UUID("11111111-2222-4333-8444-555555555555")
SENT = "这一页已经提交过，“现场.jpg”没有加入，可以在“补充说明”里补传"


def send(someone: Post, *files: SimpleUploadedFile) -> Any:
    """Send files one by one for the form; the last answer."""
    client, answer = signed_in(someone), None
    for file in files:
        answer = client.post(f"/files/new/{TOKEN}/", {"file": file})
    return answer


def filed_with_token(world: World) -> Ticket:
    """A case that was sent by the form of `TOKEN`."""
    return filing.submit(a_call(world), firm_id=world.firm.organisation_id, actor=world.firm, client_token=TOKEN).ticket


def added(ticket: Ticket) -> list[Event]:
    return list(Event.objects.for_subject("ticket", ticket.pk).filter(verb="files.added").order_by("seq"))


def photos(count: int) -> list[SimpleUploadedFile]:
    return [a_photo(f"{place}.jpg", size=(20 + place, 20)) for place in range(count)]


def test_a_photo_that_arrives_after_its_call_joins_the_case_and_stands_in_the_journal(world: World) -> None:
    ticket = filed_with_token(world)

    answer = send(world.firm, a_photo())

    kept = Attachment.objects.get()
    (event,) = added(ticket)
    assert (answer.status_code, kept.ticket) == (HTTPStatus.CREATED, ticket)
    assert (event.data["files"], event.data["sha256"], event.post) == ([kept.pk], [kept.sha256], world.firm.pk)
    assert "data-file-remove" not in answer.content.decode()  # it is on the file now
    assert current(ticket).version == ticket.version  # nobody's open form goes stale


def test_photos_that_follow_one_another_stand_as_one_line_and_are_told_once(world: World) -> None:
    ticket = filed_with_token(world)

    send(world.firm, *photos(3))

    lines = [entry for entry in timeline(ticket, for_firm=True) if entry.verb == "files.added"]
    told = [[line.when(Circle(current(ticket), event)) for line in AUDIENCE["files.added"]] for event in added(ticket)]
    assert [[file.name for file in line.files] for line in lines] == [["0.jpg", "1.jpg", "2.jpg"]]
    assert [set(lines) for lines in told] == [{True}, {False}, {False}]


def test_the_same_photo_sent_again_after_the_answer_was_lost_is_one_file_and_one_event(world: World) -> None:
    ticket = filed_with_token(world)

    answers = [send(world.firm, a_photo()).status_code for _time in range(2)]

    assert answers == [HTTPStatus.CREATED, HTTPStatus.CREATED]
    assert (Attachment.objects.count(), len(added(ticket))) == (1, 1)


def test_a_photo_that_follows_more_words_joins_their_case(world: World) -> None:
    ticket = filed(world)
    firm.add(ticket.pk, words="照片在传", client_token=TOKEN, actor=world.firm)

    send(world.firm, a_photo())

    assert Attachment.objects.get().ticket == ticket


def test_a_photo_that_follows_an_answer_joins_its_case(world: World) -> None:
    case = filed(world)
    desk.ask(case.pk, question="是哪一台变压器？", actor=world.desk, version=case.version)
    ticket = current(case)
    firm.supplement(ticket.pk, answer="照片在传", client_token=TOKEN, actor=world.firm, version=ticket.version)

    answers = [send(someone, a_photo()).status_code for someone in (world.firm, world.other_firm)]

    mine, others = Attachment.objects.order_by("pk")
    assert (answers, mine.ticket, others.ticket) == ([HTTPStatus.CREATED, HTTPStatus.CREATED], ticket, None)
    assert len(added(ticket)) == 1


def test_the_limits_count_what_went_with_the_form_and_what_follows_together(
    world: World, settings: LazySettings
) -> None:
    send(world.firm, *photos(8))
    Calling(world.firm, TOKEN).all_pages(a_form(world))

    ninth, tenth = send(world.firm, a_photo("九.jpg")), send(world.firm, a_photo("十.jpg", colour="blue"))
    settings.FORM_MOST_BYTES = sum(Attachment.objects.values_list("size", flat=True))
    document = send(world.firm, SimpleUploadedFile("合同.pdf", crafted.pdf()))

    assert ninth.status_code == HTTPStatus.CREATED
    assert tenth.content.decode() == "最多 9 张照片。已选的 9 张都保留着，“十.jpg”没有加入"
    assert document.content.decode() == "合起来不超过 50 MB。已选的都保留着，“合同.pdf”没有加入"
    assert Attachment.objects.filter(ticket=Ticket.objects.get()).count() == 9


def test_a_case_that_has_ended_takes_nothing_more(world: World) -> None:
    ticket = filed_with_token(world)
    firm.withdraw(ticket.pk, reason="自己解决了", actor=world.firm, version=ticket.version)

    answer = send(world.firm, a_photo())

    assert (answer.status_code, answer.content.decode()) == (422, SENT)
    assert (Attachment.objects.count(), added(ticket)) == (0, [])


def test_a_day_later_a_photo_is_refused_with_where_to_add_it(world: World) -> None:
    ticket = filed_with_token(world)
    Ticket.objects.filter(pk=ticket.pk).update(submitted_at=clock.now() - timedelta(hours=24, minutes=1))

    answer = send(world.firm, a_photo())

    assert (answer.status_code, answer.content.decode()) == (422, SENT)
    assert not Attachment.objects.exists()


def test_somebody_else_with_the_same_token_reaches_a_form_of_their_own(world: World) -> None:
    ticket = filed_with_token(world)

    for someone in (world.other_firm, world.desk):
        send(someone, a_photo())

    assert set(Attachment.objects.values_list("ticket", flat=True)) == {None}
    assert added(ticket) == []


def test_whoever_left_the_firm_meanwhile_adds_nothing_to_its_case(world: World) -> None:
    ticket = filed_with_token(world)
    elsewhere = world.other_firm
    Post.objects.filter(pk=elsewhere.pk).update(person=world.firm.person)
    elsewhere.refresh_from_db()

    with pytest.raises(ValidationError) as refused:
        following.receive(a_photo(), actor=elsewhere, client_token=TOKEN)

    assert (refused.value.code, added(ticket)) == ("sent", [])


def together(*acts: Callable[[], object]) -> list[BaseException]:
    """Start all at the same instant, each with a connection of its own; what went wrong."""
    barrier, wrong = threading.Barrier(len(acts)), []

    def run(act: Callable[[], object]) -> None:
        try:
            barrier.wait()
            act()
        except BaseException as problem:  # noqa: BLE001 -- the test shows it
            wrong.append(problem)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return wrong


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("round_", range(5))
def test_a_photo_that_lands_in_the_instant_of_the_submit_is_on_the_case_once(round_: int) -> None:
    world = county()
    photo = attaching.look_at(a_photo(colour="red"))
    calling = Calling(world.firm, TOKEN)
    for page in ("what", "where"):
        calling.send(page, a_form(world))

    def arrive() -> None:
        threading.Event().wait(round_ * 0.02)
        following.deliver(photo, actor=world.firm, client_token=TOKEN)

    wrong = together(lambda: calling.send("check"), arrive)

    ticket, kept = Ticket.objects.get(), Attachment.objects.get()
    named = [pk for event in Event.objects.for_subject("ticket", ticket.pk) for pk in event.data.get("files", [])]
    assert (wrong, kept.ticket, named) == ([], ticket, [kept.pk])


@pytest.mark.django_db(transaction=True)
def test_the_photo_that_both_windows_send_at_once_is_one_file_and_one_event() -> None:
    world = county()
    ticket = filed_with_token(world)
    photo = attaching.look_at(a_photo())

    wrong = together(*[lambda: following.deliver(photo, actor=world.firm, client_token=TOKEN)] * 2)

    assert (wrong, Attachment.objects.count(), len(added(ticket))) == ([], 1, 1)
