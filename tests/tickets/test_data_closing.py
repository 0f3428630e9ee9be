"""What goes with an account that is closed, what of others stays, and who hears of a number that was changed."""

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.conf import LazySettings

from journal import clock
from orgs.exceptions import Refused
from orgs.models import Person, Post, SmsMessage
from orgs.queries import today
from orgs.services import appointments, messages, people
from orgs.statuses import Consent, MessageStatus, Role
from tests import cast
from tests.cast import World, current
from tests.tickets import data_asked
from tests.tickets.data_asked import CALLER, NUMBER, asked, by_a_caller
from tickets.data_kinds import Answer, Wish
from tickets.models import Attachment, Ticket
from tickets.queries import personal_copy
from tickets.services import data_desk, firm

ANOTHER = "13966668888"


@pytest.fixture
def member(world: World) -> Post:
    """Somebody of a firm who signs in by telephone."""
    Person.objects.filter(pk=world.firm.person_id).update(name=CALLER, phone=NUMBER, sign_in_phone=NUMBER)
    return Post.objects.select_related("person", "organisation").get(pk=world.firm.pk)


def close(world: World, post: Post) -> Person:
    data_desk.grant(asked(post, Wish.CLOSE).pk, answer="已注销。", actor=world.office)
    return Person.objects.get(pk=post.person_id)


def named_by_another(world: World, phone: str) -> Ticket:
    """An ended case of another firm with this name and number."""
    ticket = cast.filed(world, firm_post=world.other_firm, contact_name=CALLER, contact_phone=phone)
    firm.withdraw(ticket.pk, reason="好了", actor=world.other_firm, version=ticket.version)
    return ticket


@pytest.mark.parametrize(("proven", "left"), [(True, ""), (False, NUMBER)])
def test_only_a_proven_number_finds_what_others_filed(world: World, member: Post, proven: bool, left: str) -> None:
    ticket = named_by_another(world, NUMBER)
    if not proven:
        Person.objects.filter(pk=member.person_id).update(sign_in_phone="")

    close(world, member)

    assert current(ticket).contact_phone == left


def test_a_post_that_begins_tomorrow_stands_against_closing(world: World) -> None:
    Post.objects.filter(pk=world.liaison.pk).update(starts_on=today(clock.now()) + timedelta(days=1))

    with pytest.raises(Refused, match="在任岗位"):
        close(world, world.liaison)


def test_the_firm_post_of_an_account_that_was_disabled_ends_with_it(world: World, member: Post) -> None:
    request = asked(member, Wish.CLOSE)
    people.disable(member.person_id, actor=world.sysadmin)

    data_desk.grant(request.pk, answer="已注销。", actor=world.office)

    assert not Post.objects.get(pk=member.pk).active


def test_a_post_that_never_counted_keeps_no_name_and_stands_in_no_copy(world: World, member: Post) -> None:
    Post.objects.create(
        person=member.person, organisation=world.office.organisation, role=Role.AUDITADMIN, active=False,
        consent=Consent.WAITS, asked_by=world.sysadmin.person, starts_on=cast.A_LONG_AGO,
    )  # fmt: skip
    posts = personal_copy.of_person(member.person)["posts"]

    assert [row["role"] for row in posts] == [Role.ENTERPRISE_USER]
    assert close(world, member).name == "已注销"


def test_nobody_can_take_the_user_name_of_a_closed_account_beforehand(world: World, member: Post) -> None:
    people.enrol(world.county.pk, username=f"closed-{member.person_id}", name="早到", actor=None)

    closed = close(world, member)

    assert closed.username.startswith(f"closed-{member.person_id}-")


def test_what_else_they_had_asked_is_answered_in_the_same_act(world: World, member: Post) -> None:
    other = asked(member, words="名字写错了", new_phone=ANOTHER)

    close(world, member)

    left = data_asked.current(other)
    assert (left.state, left.answer) == (Answer.REFUSED, "账号已经注销，这一项不再办理。")
    assert (left.words, left.new_phone) == ("", "")


def to(number: str, world: World) -> SmsMessage:
    """A message that has not gone yet."""
    fields = {"受理编号": "261118-0419-5"}
    return messages.queue("received", number=number, fields=fields, county_id=world.county.pk, now=clock.now())


def test_what_has_not_reached_their_number_is_given_up_and_nobody_elses(world: World, member: Post) -> None:
    mine, others = to(NUMBER, world), to(ANOTHER, world)
    Person.objects.filter(pk=member.person_id).update(phone=ANOTHER)
    Person.objects.filter(pk=world.other_firm.person_id).update(sign_in_phone=ANOTHER)

    close(world, member)

    states = [SmsMessage.objects.get(pk=each.pk) for each in (mine, others)]
    assert [row.status for row in states] == [MessageStatus.GIVEN_UP, MessageStatus.WAITING]
    assert [row.number for row in states] == ["", ANOTHER]


def test_no_goodbye_goes_to_a_number_that_takes_no_text_messages(world: World, member: Post) -> None:
    Person.objects.filter(pk=member.person_id).update(phone="0558-5551234", sign_in_phone="")

    close(world, member)

    assert not SmsMessage.objects.filter(template="account_closed").exists()


def test_with_a_callers_cases_go_their_earlier_requests(world: World) -> None:
    earlier = by_a_caller(world, Wish.EXPLAIN, words=f"谁看过 {NUMBER}")
    data_desk.grant(earlier.pk, answer="只有承办单位。", actor=world.office)

    data_desk.grant(by_a_caller(world, Wish.CLOSE).pk, answer="已清除。", actor=world.office)

    left = data_asked.current(earlier)
    assert (left.caller_name, left.caller_phone, left.words, left.answer) == ("", "", "", "只有承办单位。")


def test_a_post_of_a_disabled_account_can_be_ended(world: World) -> None:
    people.disable(world.liaison.person_id, actor=world.sysadmin, gives_back=True)

    appointments.end(world.liaison.pk, actor=world.sysadmin)

    assert not Post.objects.get(pk=world.liaison.pk).active


# --- a number that is put right ------------------------------------------------------------------------


def test_the_old_number_hears_that_it_signs_nobody_in_any_more(
    world: World, member: Post, settings: LazySettings
) -> None:
    settings.SERVICE_PHONE = "0558-5551234"

    data_desk.grant(asked(member, new_phone=ANOTHER).pk, answer="已改。", actor=world.office)

    message = SmsMessage.objects.get(template="number_changed")
    assert (message.number, message.fields) == (NUMBER, {"联系电话": "0558-5551234"})
    assert Person.objects.get(pk=member.person_id).sign_in_phone == ""


def test_a_corrected_name_leaves_both_numbers_as_they_are(world: World, member: Post) -> None:
    Person.objects.filter(pk=member.person_id).update(phone=ANOTHER)

    data_desk.grant(asked(member, new_name="丁小曼").pk, answer="已改。", actor=world.office)

    person = Person.objects.get(pk=member.person_id)
    assert (person.name, person.phone, person.sign_in_phone) == ("丁小曼", ANOTHER, NUMBER)
    assert not SmsMessage.objects.exists()


def test_a_file_that_a_meeting_uses_stays_and_one_of_a_form_goes(world: World, member: Post) -> None:
    row: dict[str, Any] = {
        "person": member.person,
        "client_token": uuid.uuid4(),
        "name": "a.pdf",
        "size": 1,
        "at": clock.now(),
    }
    used = Attachment.objects.create(**row, sha256="a" * 64, used_at=clock.now())
    Attachment.objects.create(**row, sha256="b" * 64)

    close(world, member)

    assert list(Attachment.objects.filter(person=member.person)) == [used]
