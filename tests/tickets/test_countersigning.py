"""Where the unit's leader signs (分管领导审签), a reply stays inside the unit until then."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction

from orgs.models import Organisation, Post
from orgs.services import organisations
from orgs.statuses import Role
from tests import cast
from tests.cast import MONDAY, World, current, lead_of, signed_in
from tests.tickets import crafted, grouped, units
from tests.tickets.staff_pages import answering, send
from tickets.exceptions import Blocked, StaleWrite
from tickets.models import Attachment, Deadline, Reply, Ticket
from tickets.offers import offers
from tickets.queries.timeline import timeline
from tickets.services import assisting, attaching, countersigning, replying, sweep
from tickets.statuses import DeadlineKind, ReplyFile, Status
from tickets.turns import whose_turn
from tickets.unit_kinds import Signature

WORDS = cast.an_answer().words


def a_photo() -> SimpleUploadedFile:
    """Of the transformer."""
    return SimpleUploadedFile("现场.jpg", crafted.picture())


def acts(world: World, ticket: Ticket, post: Post) -> set[str]:
    """What this post may do about the reply."""
    return {"reply", "draft_reply", "sign_reply", "return_draft"} & set(offers(current(ticket), post))


def sign(world: World, ticket: Ticket, *, by: Post | None = None) -> None:
    """The head signs."""
    leg = lead_of(ticket)
    countersigning.sign(ticket.pk, leg_id=leg.pk, actor=by or units.head_of(world), version=leg.version)


def test_where_the_leader_signs_people_draft_and_the_head_signs_returns_or_answers_itself(world: World) -> None:
    plain, waits = cast.signed(world), units.with_a_leader(world)
    head = units.head_of(world)
    before = acts(world, waits, world.handler), acts(world, waits, head)
    send(world, waits, "draft_reply", who="handler", words=answering())

    assert "reply" in acts(world, plain, head)
    assert before == ({"draft_reply"}, {"reply"})
    assert (acts(world, waits, world.handler), acts(world, waits, head)) == (
        set(),
        {"reply", "sign_reply", "return_draft"},
    )


def test_a_draft_is_no_reply_the_case_is_handled_and_its_clock_runs_on(world: World) -> None:
    ticket = units.drafted(world)

    running = set(Deadline.objects.filter(ticket=ticket, met_at=None, voided_at=None).values_list("kind", flat=True))
    assert (ticket.status, ticket.standing_reply, ticket.replied_at) == (Status.HANDLING, None, None)
    assert {"resolve", "leader"} <= running
    assert ticket.waits_for == DeadlineKind.RESOLVE


def test_whoever_reads_that_clock_is_told_that_the_head_is_next(world: World) -> None:
    ticket = units.drafted(world)
    clocks = list(Deadline.objects.filter(ticket=ticket, met_at=None, voided_at=None))
    others = [clock for clock in clocks if clock.kind != DeadlineKind.COUNTERSIGN]

    assert whose_turn(ticket, clocks).startswith("等本单位负责人审签答复，")
    assert whose_turn(ticket, others).startswith("等供电公司办理并答复，")


def test_nobody_outside_the_unit_reads_a_draft(world: World) -> None:
    ticket = units.drafted(world)
    address = f"/tickets/{ticket.number}/"

    pages = {
        who: signed_in(getattr(world, who)).get(address).content.decode()
        for who in ("firm", "desk", "office", "revisit_clerk", "handler")
    }

    assert {who for who, page in pages.items() if WORDS in page} == {"handler"}
    assert {who for who, page in pages.items() if "审签" in page} == {"handler"}
    for unit, firm in ((world.desk.organisation_id, False), (world.firm.organisation_id, True)):
        assert "reply.drafted" not in {line.verb for line in timeline(ticket, for_firm=firm, unit=unit)}


def test_signed_it_goes_as_any_reply_goes(world: World) -> None:
    ticket = units.drafted(world)
    sign(world, ticket)

    reply = Reply.objects.get(ticket=ticket)
    assert (current(ticket).status, lead_of(ticket).status) == (Status.REPLIED, "done")
    assert (reply.signature, reply.by_id, reply.ruled_by_id) == ("signed", world.handler.pk, units.head_of(world).pk)
    assert set(Deadline.objects.filter(ticket=ticket, met_at=None, voided_at=None).values_list("kind", flat=True)) == {
        "review"
    }
    page = signed_in(world.desk).get(f"/tickets/{ticket.number}/").content.decode()
    assert (WORDS in page, "已审签" in page) == (True, True)
    assert WORDS not in signed_in(world.firm).get(f"/tickets/{ticket.number}/").content.decode()


def test_nobody_signs_their_own_words_but_a_heads_own_words_count_as_signed(world: World) -> None:
    head = units.leader_signs(world)[0]
    own = cast.post(world.liaison.organisation, Role.DEPT_LIAISON, "临时")
    Post.objects.filter(pk=own.pk).update(person=head.person)
    ticket = units.held(world)
    leg = lead_of(ticket)
    author = Post.objects.named().get(pk=own.pk)
    countersigning.draft(ticket.pk, leg_id=leg.pk, answer=cast.an_answer(), actor=author, version=leg.version)

    with pytest.raises(PermissionDenied):
        sign(world, ticket)
    assert acts(world, ticket, head) == {"reply"}

    leg = lead_of(ticket)
    replying.submit(ticket.pk, leg_id=leg.pk, answer=cast.an_answer(), actor=head, version=leg.version)
    standing = current(ticket).standing_reply
    assert standing is not None
    assert (standing.signature, Reply.objects.get(signature=Signature.WAITING).superseded_at is None) == ("", False)


def test_returned_words_and_files_stand_in_the_form_again(world: World, settings: Any, tmp_path: Any) -> None:
    settings.FILES_ROOT = tmp_path
    ticket = units.with_a_leader(world)
    words = answering(words="已为前丁村加装变压器，请企业试用。", internal="现场两人")
    send(world, ticket, "draft_reply", who="handler", words=words | {"files-handling": a_photo()})
    leg = lead_of(ticket)
    head = units.head_of(world)
    countersigning.give_back(ticket.pk, leg_id=leg.pk, reason="写清哪天通电", actor=head, version=leg.version)

    page = signed_in(world.handler).get(f"/tickets/{ticket.number}/draft_reply/").content.decode()
    file = Attachment.objects.get(ticket=ticket)
    assert [said in page for said in ("请企业试用。", "现场两人", "写清哪天通电")] == [True] * 3
    assert f'value="{file.pk}"' in page

    send(
        world,
        ticket,
        "draft_reply",
        who="liaison",
        words=words | {"words": "昨晚已通电，今早复测正常。", "kept": [file.pk]},
    )
    drafts = Reply.objects.filter(ticket=ticket).order_by("pk")
    assert [(each.signature, each.files.count()) for each in drafts] == [("returned", 1), ("waiting", 1)]


def test_a_head_returns_a_draft_only_with_what_has_to_change(world: World) -> None:
    ticket = units.drafted(world)

    answer = send(world, ticket, "return_draft", who="head", words={"reason": ""})

    assert (answer.status_code, "请写明哪里要改、怎么改" in answer.content.decode()) == (422, True)
    assert Reply.objects.get().signature == Signature.WAITING


def test_assists_are_asked_about_when_it_is_drafted_and_again_when_it_is_signed(world: World) -> None:
    ticket = units.drafted(world)
    assisting.add(
        ticket.pk,
        unit_id=world.third_liaison.organisation_id,
        days=2,
        asked="请核对。",
        actor=world.liaison,
        version=ticket.version,
    )

    with pytest.raises(Blocked, match="还有 1 个协办未完成：市监局"):
        sign(world, ticket)

    assert Reply.objects.get().signature == Signature.WAITING


def test_a_unit_without_a_leader_in_its_post_answers_at_once_and_the_desk_is_told(world: World) -> None:
    ticket = units.with_a_leader(world)
    Post.objects.filter(pk=units.head_of(world).pk).update(active=False)
    offered = acts(world, ticket, world.handler)

    send(world, ticket, "reply", who="handler", words=answering())

    page = signed_in(world.desk).get(f"/tickets/{ticket.number}/").content.decode()
    assert offered == {"reply"}
    assert "没有审签：这个单位答复时没有在岗的负责人" in page


def test_a_unit_that_asks_for_no_signature_any_more_sends_what_waited(world: World) -> None:
    ticket = units.drafted(world)
    unit = world.liaison.organisation
    organisations.arrange(unit.pk, authority_kind=unit.authority_kind, leader_signs=False, actor=world.sysadmin)

    assert acts(world, ticket, world.handler) == {"reply"}
    assert Organisation.objects.get(pk=unit.pk).leader_signs is False
    send(world, ticket, "reply", who="handler", words=answering())
    assert current(ticket).status == Status.REPLIED


def test_another_lead_answers_whatever_waited_in_the_first_unit(world: World) -> None:
    ticket = units.drafted(world)
    words = {"lead": world.third_liaison.organisation_id, "reason": "职责在市监局"}
    send(world, ticket, "redispatch", who="desk", words=words)
    send(world, ticket, "sign", who="third_liaison", words={})
    send(world, ticket, "reply", who="third_liaison", words=answering())

    assert current(ticket).status == Status.REPLIED
    assert acts(world, ticket, units.head_of(world)) == set()
    assert not Deadline.objects.filter(ticket=ticket, kind="leader", met_at=None, voided_at=None).exists()


def test_followers_of_a_group_get_the_signed_words_with_their_author(world: World) -> None:
    lead, follower = grouped.handled(world, 2)
    units.leader_signs(world)
    leg = lead_of(lead)
    countersigning.draft(lead.pk, leg_id=leg.pk, answer=cast.an_answer(), actor=world.handler, version=leg.version)
    waiting = current(follower).status

    sign(world, lead)

    copy = Reply.objects.get(ticket=follower)
    assert (waiting, current(follower).status) == (Status.HANDLING, Status.REPLIED)
    assert (copy.body, copy.by_id, copy.signature) == (WORDS, world.handler.pk, "signed")


def test_a_leaders_silence_is_marked_after_half_a_working_day_and_stops_nothing(world: World) -> None:
    with cast.at(MONDAY):  # type: ignore[attr-defined]  # a context manager
        ticket = units.drafted(world)
        clock = Deadline.objects.get(ticket=ticket, kind=DeadlineKind.COUNTERSIGN)
    with cast.at(MONDAY + timedelta(days=1)):  # type: ignore[attr-defined]  # as above
        sweep.run()
        again = sweep.run()

    kept = Deadline.objects.get(pk=clock.pk)
    assert (f"{clock.due_at.astimezone(MONDAY.tzinfo):%m-%d %H:%M}", kept.passed_at is None, again) == (
        "11-16 14:45",
        False,
        0,
    )
    assert Deadline.objects.get(ticket=ticket, kind=DeadlineKind.RESOLVE).paused_at is None
    assert acts(world, ticket, units.head_of(world)) >= {"sign_reply"}


def test_the_queue_says_write_wait_or_sign(world: World) -> None:
    fresh, waits = units.with_a_leader(world), units.drafted(world)

    def row(who: Post, ticket: Ticket) -> str:
        page = signed_in(who).get("/queue/").content.decode()
        return next(part for part in page.split("<tr data-row")[1:] if ticket.number in part)

    assert f"/tickets/{fresh.number}/draft_reply/" in row(world.handler, fresh) or "联系企业" in row(
        world.handler, fresh
    )
    assert waits.number in row(units.head_of(world), waits)


def test_who_signed_a_reply_does_not_review_it_and_has_worked_on_the_case(world: World) -> None:
    ticket = units.drafted(world)
    head = units.head_of(world)
    sign(world, ticket)
    Post.objects.filter(pk=world.desk.pk).update(person=head.person)

    both = Post.objects.named().get(pk=world.desk.pk)
    assert "pass_reply" not in offers(current(ticket), both)
    assert head.person_id in current(ticket).hands


def test_a_draft_that_was_signed_meanwhile_is_not_returned(world: World) -> None:
    ticket = units.drafted(world)
    first, second = units.leader_signs(world, heads=2)
    version = lead_of(ticket).version
    sign(world, ticket, by=first)

    with pytest.raises(StaleWrite):
        countersigning.give_back(ticket.pk, leg_id=lead_of(ticket).pk, reason="再改", actor=second, version=version)


@pytest.mark.parametrize(
    ("change", "name"),
    [
        ({"signature": "signed"}, "signed_or_returned_draft_says_by_whom"),
        ({"signature": "returned", "return_reason": ""}, "returned_draft_says_why|says_by_whom"),
        ({"own": True}, "draft_signed_by_another"),
    ],
)
def test_the_database_holds_what_a_signature_is(world: World, change: dict[str, Any], name: str) -> None:
    ticket = units.drafted(world)
    reply = Reply.objects.get(ticket=ticket)
    if change.pop("own", False):
        change = {
            "signature": "signed",
            "ruled_by": reply.by_id,
            "ruled_by_person": reply.by_person_id,
            "ruled_at": reply.at,
        }

    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        Reply.objects.filter(pk=reply.pk).update(**change)


def test_files_of_a_draft_are_the_firms_only_after_review(world: World, settings: Any, tmp_path: Any) -> None:
    settings.FILES_ROOT = tmp_path
    ticket = units.with_a_leader(world)
    send(world, ticket, "draft_reply", who="handler", words=answering() | {"files-handling": a_photo()})
    file = Attachment.objects.get(ticket=ticket)
    address = f"/files/{file.pk}/"

    before = signed_in(world.firm).get(address).status_code
    sign(world, ticket)
    replying.pass_on(ticket.pk, actor=world.second_desk, version=current(ticket).version)

    assert (before, file.kind, attaching.MOST_PHOTOS) == (404, ReplyFile.HANDLING, 9)
