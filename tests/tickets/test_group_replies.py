"""What a follower's reply has of the lead's (同类诉求): files as its own, personal papers not, contacts each firm's."""

import uuid
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction

from journal import clock
from orgs.models import Post
from orgs.statuses import Role
from tests import cast
from tests.cast import World, current
from tests.tickets import crafted, grouped
from tests.tickets.grouped import answer, handled, pass_on
from tickets.models import Attachment, Leg, Reply, Ticket
from tickets.queries.visibility import attachments_for
from tickets.services import attaching, dispatch, handling, replying
from tickets.statuses import ContactWay, ReplyFile


def with_files(world: World) -> list[Ticket]:
    """A group of two, answered with a file of each kind."""
    cases, boxes = handled(world, 2), {kind: uuid.uuid4() for kind in ReplyFile}
    for shade, (kind, token) in enumerate(boxes.items()):
        upload = SimpleUploadedFile(f"{kind}.jpg", crafted.picture(size=(60 + shade, 40)))
        attaching.keep_one(upload, person=world.liaison.person, client_token=token, form=f"{kind} reply")
    answer(world, cases[0], files=boxes)
    return cases


def test_files_are_the_followers_own_and_a_persons_papers_stay_where_they_are(world: World) -> None:
    lead, follower = with_files(world)

    own = {each.kind: each.sha256 for each in Attachment.objects.filter(ticket=lead)}
    copied = {each.kind: each.sha256 for each in Attachment.objects.filter(ticket=follower)}

    assert set(own) == {"handling", "contact", "identity"}
    assert copied == {kind: own[kind] for kind in ("handling", "contact")}
    assert {each.reply.ticket_id for each in Attachment.objects.filter(ticket=follower)} == {follower.pk}  # type: ignore[union-attr]  # each has one


def test_each_firm_opens_what_shows_the_handling_in_its_own_case_once_it_has_passed(world: World) -> None:
    lead, follower = with_files(world)
    theirs = Post.objects.get(organisation=follower.firm, role=Role.ENTERPRISE_USER)

    def opens(post: Post) -> list[tuple[int, str]]:
        return [*attachments_for(post, person_id=0).values_list("ticket", "kind")]

    before = (opens(world.firm), opens(theirs))
    pass_on(world, lead)

    assert before == ([], [])
    assert (opens(world.firm), opens(theirs)) == ([(lead.pk, "handling")], [(follower.pk, "handling")])


def test_a_contact_of_its_own_stands_and_the_forms_word_counts_for_the_others(world: World) -> None:
    lead, rung, silent = handled(world, 3)
    handling.contact(
        rung.pk, leg_id=cast.lead_of(rung).pk, way=ContactWay.ONSITE, words="", client_token=uuid.uuid4(),
        actor=world.liaison,
    )  # fmt: skip
    answer(world, lead, reached=replying.Reached(ContactWay.WECHAT, clock.now()))

    ways = [Reply.objects.get(ticket=each).contact_way for each in (lead, rung, silent)]
    assert ways == ["wechat", "onsite", "wechat"]


def test_a_contact_from_before_a_case_had_come_to_the_unit_is_not_that_cases(world: World) -> None:
    lead, follower = handled(world, 2)
    before = cast.lead_of(follower).dispatched_at - timedelta(days=1)

    answer(world, lead, reached=replying.Reached(ContactWay.PHONE, before))

    ways = [Reply.objects.get(ticket=each).contact_way for each in (lead, follower)]
    assert ways == ["phone", ""]


def test_open_assists_of_a_follower_are_waived_with_its_answer(world: World) -> None:
    lead, follower = grouped.of_firms(world, 2)
    grouped.send(world, lead)
    grouped.sign(world, lead)
    helper = dispatch.Assist(unit_id=world.other_liaison.organisation_id)
    dispatch.send(
        follower.pk,
        order=dispatch.Order(lead_id=world.liaison.organisation_id, assists=[helper]),
        category_id=world.category.pk,
        urgency=current(follower).urgency,  # type: ignore[arg-type]  # a word of the same list
        actor=world.desk,
        version=current(follower).version,
    )
    grouped.join(world, follower, lead)

    answer(world, lead)

    leg = Leg.objects.get(ticket=follower, role="assist")
    assert current(follower).status == "replied"
    assert (leg.status, leg.waived_reason) == ("waived", "随同类件一并答复")


@pytest.mark.parametrize("hides", ["confidential", "about_org"])
def test_the_database_keeps_no_follower_that_hides_somebody(world: World, hides: str) -> None:
    follower = grouped.following(world)
    value = True if hides == "confidential" else world.stranger.organisation

    with pytest.raises(IntegrityError, match="follower_hides_nobody"), transaction.atomic():
        Ticket.objects.filter(pk=follower.pk).update(**{hides: value})


def test_the_database_keeps_nobody_following_itself_or_past_its_answer(world: World) -> None:
    ticket, other = grouped.of_firms(world, 2)

    with pytest.raises(IntegrityError, match="follower_is_before_its_answer"), transaction.atomic():
        Ticket.objects.filter(pk=ticket.pk).update(follows=ticket.pk)
    done = cast.asked_to_confirm(world)
    with pytest.raises(IntegrityError, match="follower_is_before_its_answer"), transaction.atomic():
        Ticket.objects.filter(pk=done.pk).update(follows=other.pk)
