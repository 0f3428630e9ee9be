"""Evidence of a decision: files with the month's report and with the request to strike it off, and who opens them."""

import uuid
from http import HTTPStatus
from typing import Any

import pytest
from django.conf import LazySettings
from django.core.files.uploadedfile import SimpleUploadedFile

from journal.models import AccessKind, AccessLog, Event
from orgs.models import Post
from roundtable import decision_policies as policies
from roundtable.models import Decision, DecisionNote, DecisionStrike, Enclosure
from roundtable.queries.decisions import decision_for
from roundtable.queries.enclosures import enclosure_for
from roundtable.services import pursuing
from tests.cast import World, signed_in
from tests.roundtable import held
from tests.roundtable.enclosed import a_pdf, asked, chosen, elsewhere, newest, opened
from tests.roundtable.pursued import contacted
from tests.roundtable.table import Table
from tests.tickets.daemon import EICAR, daemon
from tests.tickets.firm_pages import a_photo
from tickets.models import UNSENT, Attachment
from tickets.services import scanning

MOST = 20
CHECKING, INFECTED = "正在检查，检查完才能打开", "有病毒，已隔离，谁也打不开"


def everybody(world: World, seats: Table) -> dict[str, Post]:
    cast = {name: getattr(world, name) for name in World.__dataclass_fields__ if isinstance(getattr(world, name), Post)}
    at_table = {name: getattr(seats, name) for name in Table.__dataclass_fields__}
    return cast | at_table | elsewhere() | {"head": world.head}


def page_of(post: Post, decision: Decision) -> str:
    return signed_in(post).get(f"/roundtable/decisions/{decision.pk}/").content.decode()


def act(world: World, decision: Decision, name: str, **said: Any) -> Any:
    """An act of the lead as a browser without JavaScript sends it."""
    form = {"version": held.now(decision).version, "files_token": str(uuid.uuid4()), "files_left": "0", **said}
    return signed_in(world.liaison).post(f"/roundtable/decisions/{decision.pk}/{name}/", form)


def test_evidence_stands_with_the_report_and_with_the_request(world: World, seats: Table, decision: Decision) -> None:
    contacted(decision, by=world.liaison)
    answers = [
        act(world, decision, "report", done="设备到货", files=[a_pdf("到货单.pdf")]),
        act(world, decision, "ask", words="已送电", files=[a_photo("变压器.jpg")]),
    ]

    note, strike = DecisionNote.objects.get(contact=False), DecisionStrike.objects.get()
    assert [answer.status_code for answer in answers] == [HTTPStatus.SEE_OTHER] * 2
    assert [file.name for one in (note, strike) for file in one.files] == ["到货单.pdf", "变压器.jpg"]
    for reader in (world.liaison, world.office, seats.secretary):
        page = page_of(reader, decision)
        assert "到货单.pdf" in page
        assert f"/roundtable/files/{strike.files[0].pk}/?size=thumb" in page


def test_the_journal_names_evidence_by_number_and_hash(world: World, decision: Decision) -> None:
    file = asked(world, decision)

    event = Event.objects.get(verb="decision.strike_asked")
    assert (event.data["files"], event.data["sha256"]) == ([file.pk], [file.sha256])
    assert "变压器" not in str(event.data)


def test_a_firm_reads_neither_the_words_nor_the_files(world: World, decision: Decision) -> None:
    file = asked(world, decision)

    page = page_of(world.firm, decision)

    assert "告诉" not in page
    assert [word for word in ("已送电", f"/files/{file.pk}/") if word in page] == []
    assert opened(world.firm, file) == opened(world.firm, file, size="?size=thumb") == HTTPStatus.NOT_FOUND


def test_whoever_reads_the_words_opens_the_file_and_nobody_else(world: World, seats: Table, decision: Decision) -> None:
    decision.assists.add(world.other_liaison.organisation)
    file = asked(world, decision)
    posts = everybody(world, seats)

    opening = {name for name, post in posts.items() if opened(post, file) == HTTPStatus.OK}

    reads = {"clerk", "secretary", "second_secretary", "general_secretary", "office", "leader"}
    assert opening == reads | {"liaison", "handler", "head", "other_liaison"}


def test_rows_and_policy_agree_on_who_reads(world: World, seats: Table, decision: Decision) -> None:
    file = asked(world, decision)
    for name, post in everybody(world, seats).items():
        found = decision_for(post, decision.pk)
        whole = found is not None and policies.reads_all(found, post)
        assert (enclosure_for(post, file.pk) is not None) == whole, name


def test_evidence_of_another_county_is_not_there(world: World, decision: Decision) -> None:
    file = asked(world, decision)
    Decision.objects.filter(pk=decision.pk).update(county=elsewhere()["their liaison"].county_id)

    assert opened(world.liaison, file) == opened(world.office, file) == HTTPStatus.NOT_FOUND


def test_the_lead_that_lost_a_decision_opens_its_evidence_no_more(
    world: World, seats: Table, decision: Decision
) -> None:
    file = asked(world, decision)
    lead = world.third_liaison.organisation_id
    version = held.now(decision).version
    pursuing.hand_over(decision.pk, lead_id=lead, words="换一个", actor=seats.secretary, version=version)

    assert opened(world.liaison, file) == HTTPStatus.NOT_FOUND
    assert opened(world.third_liaison, file) == HTTPStatus.OK


def test_opening_evidence_is_noted_with_its_decision(world: World, decision: Decision) -> None:
    file = asked(world, decision)
    opened(world.office, file)

    (note,) = AccessLog.objects.filter(kind=AccessKind.DOWNLOAD)
    assert (note.post, note.subject_type, note.subject_id) == (world.office.pk, "decision", decision.pk)


def test_a_request_of_which_a_file_is_missing_comes_back(world: World, decision: Decision) -> None:
    contacted(decision, by=world.liaison)
    answer = act(world, decision, "ask", words="已送电", files=[SimpleUploadedFile("表.exe", b"MZ" + b"0" * 99)])

    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert [words in answer.content.decode() for words in ("“表.exe”打不开", "已送电")] == [True, True]
    assert not DecisionStrike.objects.exists()


def test_adding_photos_draws_the_form_again_with_them(world: World, decision: Decision) -> None:
    answer = act(world, decision, "report", done="写了一半", add_files="1", files=[a_photo()])

    page = answer.content.decode()
    assert (answer.status_code, DecisionNote.objects.count()) == (HTTPStatus.OK, 0)
    assert "写了一半" in page
    assert f"/files/{newest().pk}/remove/" in page


def test_each_form_of_the_page_finds_its_own_files_again(world: World, decision: Decision) -> None:
    contacted(decision, by=world.liaison)
    tokens = {name: chosen(world.liaison, form=f"{name} decision {decision.pk}") for name in ("report", "ask")}

    page = page_of(world.liaison, decision)

    assert tokens["report"] != tokens["ask"]
    for token in tokens.values():
        assert page.count(f'name="files_token" value="{token}"') == 1


def test_a_report_sent_twice_brings_its_file_once(world: World, decision: Decision) -> None:
    once = {"client_token": str(uuid.uuid4()), "files_token": str(uuid.uuid4()), "done": "设备到货"}
    for _time in range(2):
        assert act(world, decision, "report", **once, files=[a_pdf()]).status_code == HTTPStatus.SEE_OTHER

    assert (Enclosure.objects.count(), Attachment.objects.filter(UNSENT).count()) == (1, 0)


def test_a_page_of_much_evidence_asks_no_more_than_one_of_little(
    world: World, seats: Table, decision: Decision, django_assert_max_num_queries: Any
) -> None:
    asked(world, decision, *(a_pdf(f"{page}.pdf", page=page) for page in range(5)))
    for month in range(3):
        token = chosen(world.liaison, a_photo(f"{month}.jpg", size=(30 + month, 20)))
        said: dict[str, Any] = {"done": "在办", "next_step": "", "client_token": uuid.uuid4(), "files_token": token}
        pursuing.report(decision.pk, **said, actor=world.liaison)
    client = signed_in(seats.secretary)

    with django_assert_max_num_queries(MOST):
        page = client.get(f"/roundtable/decisions/{decision.pk}/")

    assert page.content.decode().count("/roundtable/files/") == 5 + 2 * 3


# --- malware ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("manner", ["clean", "infected"])
def test_evidence_is_closed_until_it_was_scanned(
    world: World, decision: Decision, settings: LazySettings, manner: str
) -> None:
    with daemon() as clamd:
        settings.CLAMD, settings.CLAMD_SECONDS = clamd.address, 2
        file = asked(world, decision)
        waiting = opened(world.office, file), opened(world.office, file, size="?size=thumb")
        assert CHECKING in page_of(world.office, decision)
        clamd.manner = manner
        scanning.run()

    after = HTTPStatus.OK if manner == "clean" else HTTPStatus.GONE
    assert waiting == (HTTPStatus.CONFLICT, HTTPStatus.CONFLICT)
    assert opened(world.office, file) == opened(world.office, file, size="?size=thumb") == after
    assert (INFECTED in page_of(world.office, decision)) == (manner == "infected")
    found = Event.objects.filter(verb="person.file_quarantined")
    assert [event.data["files"] for event in found] == ([] if manner == "clean" else [[file.pk]])


def test_what_was_found_before_is_said_by_the_request(world: World, decision: Decision, settings: LazySettings) -> None:
    with daemon() as clamd:
        settings.CLAMD, settings.CLAMD_SECONDS = clamd.address, 2
        token, clamd.manner = chosen(world.liaison), "infected"
        scanning.run()
    contacted(decision, by=world.liaison)
    pursuing.ask(decision.pk, words="好了", actor=world.liaison, version=held.now(decision).version, files_token=token)

    event = Event.objects.get(verb="decision.strike_asked")
    assert (event.data["infected"], newest().scan_signature) == ([newest().pk], EICAR)
