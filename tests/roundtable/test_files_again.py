"""Files of a form that stands in two windows, or was left and opened again: none goes along unseen, none is left out
unsaid.
"""

import uuid
from collections.abc import Iterator
from http import HTTPStatus
from typing import Any

import pytest

from journal import clock
from journal.models import Event
from notifications import relay
from notifications.models import Notice
from orgs.models import Post
from orgs.statuses import Role
from roundtable.models import Decision, DecisionNote, Material, Meeting, Seat
from tests import cast
from tests.cast import MONDAY, World, signed_in
from tests.roundtable.convened import called, seat_of
from tests.roundtable.enclosed import a_pdf, asked, chosen, handed_in
from tests.roundtable.table import Table
from tests.tickets.firm_pages import a_photo
from tickets.models import UNSENT, Attachment, Ticket
from tickets.services import scanning

SENT_ELSEWHERE = "已随另一次提交报送，或者已移除，这一次没有带上；要带请再传一次"


@pytest.fixture(autouse=True)
def on_monday() -> Iterator[None]:
    with clock.moved_to(MONDAY):
        yield


@pytest.fixture
def meeting(world: World, seats: Table) -> Meeting:
    return called(world, seats)[0]


@pytest.fixture
def seat(world: World, meeting: Meeting) -> Seat:
    """The lead's."""
    return seat_of(meeting, world.liaison)


def report(world: World, decision: Decision, **said: Any) -> Any:
    form = {"done": "设备到货", "client_token": str(uuid.uuid4()), "files_left": "0", **said}
    return signed_in(world.liaison).post(f"/roundtable/decisions/{decision.pk}/report/", form)


def names(decision: Decision) -> list[list[str]]:
    """The files of each report."""
    return [
        [file.name for file in note.files] for note in DecisionNote.objects.filter(decision=decision, contact=False)
    ]


def token_in(page: str) -> str:
    return page.split('name="files_token" value="')[1].split('"', maxsplit=1)[0]


# --- two windows ------------------------------------------------------------------------------------------------------


def test_a_report_whose_files_went_with_another_one_comes_back_and_says_so(world: World, decision: Decision) -> None:
    token = chosen(world.liaison, a_pdf("到货单.pdf"), form=f"report {decision.pk}")
    shown = {"files_token": str(token), "with_file": Attachment.objects.get().pk}
    assert report(world, decision, **shown).status_code == HTTPStatus.SEE_OTHER

    answer = report(world, decision, done="另一个窗口写的", **shown)

    page = answer.content.decode()
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert [words in page for words in (f"“到货单.pdf”{SENT_ELSEWHERE}", "另一个窗口写的")] == [True, True]
    assert names(decision) == [["到货单.pdf"]]
    assert str(token) not in page  # what is added now goes along
    assert report(world, decision, done="另一个窗口写的").status_code == HTTPStatus.SEE_OTHER
    assert names(decision) == [["到货单.pdf"], []]


def test_the_same_file_chosen_again_goes_along_with_the_form_that_came_back(world: World, decision: Decision) -> None:
    token = chosen(world.liaison, a_pdf("到货单.pdf"))
    report(world, decision, files_token=str(token))

    answer = report(world, decision, files_token=str(token), files=[a_pdf("到货单.pdf")])

    kept = Attachment.objects.get(UNSENT)
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert f'value="{kept.client_token}"' in answer.content.decode()
    assert report(world, decision, files_token=str(kept.client_token)).status_code == HTTPStatus.SEE_OTHER
    assert names(decision) == [["到货单.pdf"], ["到货单.pdf"]]


def test_a_file_that_comes_again_after_its_form_is_refused_in_words(world: World, seat: Seat) -> None:
    file = handed_in(seat, world.liaison)

    late = signed_in(world.liaison).post(f"/files/new/{file.client_token}/", {"file": a_pdf(file.name)})

    assert late.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert late.content.decode() == f"这一页已经提交过，“{file.name}”没有加入，请另报一次"


def test_a_file_that_another_window_took_out_is_missed_in_words(world: World, decision: Decision) -> None:
    token = chosen(world.liaison, a_pdf("到货单.pdf"), form=f"report {decision.pk}")
    file = Attachment.objects.get()
    signed_in(world.liaison).post(f"/files/{file.pk}/remove/")

    answer = report(world, decision, files_token=str(token), with_file=file.pk)

    assert f"“到货单.pdf”{SENT_ELSEWHERE}" in answer.content.decode()
    assert names(decision) == []


def test_nobody_gathers_files_of_others(world: World, decision: Decision) -> None:
    chosen(world.other_liaison, form=f"report {decision.pk}")

    answer = report(world, decision, with_file=Attachment.objects.get().pk)

    assert answer.status_code == HTTPStatus.SEE_OTHER
    assert names(decision) == [[]]


# --- left and opened again --------------------------------------------------------------------------------------------


def test_files_of_all_that_was_begun_stand_in_the_form_and_go_along(world: World, seat: Seat) -> None:
    form = f"material {seat.pk}"
    for number, name in enumerate(("一.pdf", "二.pdf")):
        chosen(world.liaison, a_pdf(name, page=number), form=form)
    client = signed_in(world.liaison)
    page = client.get(f"/roundtable/invitations/{seat.pk}/").content.decode()
    shown = list(Attachment.objects.order_by("pk").values_list("pk", flat=True))
    assert [f'name="with_file" value="{pk}"' in page for pk in shown] == [True, True]

    said = {"title": "供电情况", "words": "", "files_token": token_in(page), "files_left": "0", "with_file": shown}
    client.post(f"/roundtable/invitations/{seat.pk}/materials/", said)

    assert [[file.name for file in one.files] for one in Material.objects.all()] == [["一.pdf", "二.pdf"]]
    assert not Attachment.objects.filter(UNSENT).exists()


def test_a_form_shows_no_more_of_them_than_it_may_have(world: World, seat: Seat) -> None:
    for page in range(7):
        chosen(world.liaison, a_pdf(f"{page}.pdf", page=page), form=f"material {seat.pk}")

    page_of = signed_in(world.liaison).get(f"/roundtable/invitations/{seat.pk}/").content.decode()

    assert [f"{page}.pdf</p>" in page_of for page in range(7)] == [False, False, True, True, True, True, True]


# --- malware that is found later --------------------------------------------------------------------------------------


def told_of_malware(file: Attachment) -> dict[str, str]:
    """Who has heard what of it, by the name of the person; the event reaches the notifier twice."""
    scanning.quarantine(file.sha256, signature="Eicar-Test-Signature")
    for event in Event.objects.filter(verb="person.file_quarantined"):
        relay.handle(event)
        relay.handle(event)
    return {notice.person.name: notice.text for notice in Notice.objects.filter(verb="person.file_quarantined")}


def test_malware_in_a_material_is_told_to_its_unit_and_to_who_holds_the_meeting(
    world: World, seats: Table, seat: Seat
) -> None:
    told = told_of_malware(handed_in(seat, world.liaison))

    assert told.pop(world.liaison.person.name) == "您传给圆桌会议的一个文件里有病毒，已隔离，请换一个再传"
    assert told.keys() == {seats.clerk.person.name, seat.meeting.chair.person.name}
    assert set(told.values()) == {"单位报送的会议材料里有一个文件有病毒，已隔离，谁也打不开"}


def test_malware_in_evidence_is_told_to_its_unit_and_to_who_held_the_meeting(world: World, decision: Decision) -> None:
    told = told_of_malware(asked(world, decision, a_photo("变压器.jpg")))

    meeting = decision.meeting
    assert told.keys() == {post.person.name for post in (world.liaison, meeting.clerk, meeting.chair)}
    assert told[meeting.clerk.person.name] == "议定事项的凭据里有一个文件有病毒，已隔离，谁也打不开"


def test_who_sits_in_a_unit_that_a_case_is_about_hears_nothing_of_its_evidence(
    world: World, decision: Decision
) -> None:
    file, clerk = asked(world, decision), decision.meeting.clerk
    Ticket.objects.filter(decisions__decision=decision).update(about_org=world.third_liaison.organisation)
    Post.objects.create(
        person=clerk.person, organisation=world.third_liaison.organisation, role=Role.HANDLER,
        starts_on=cast.A_LONG_AGO,
    )  # fmt: skip

    assert clerk.person.name not in told_of_malware(file)


def test_malware_in_a_form_that_was_not_sent_is_its_persons_alone(world: World, seat: Seat) -> None:
    chosen(world.liaison, form=f"material {seat.pk}")

    assert told_of_malware(Attachment.objects.get()) == {}
