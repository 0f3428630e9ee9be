"""The data desk: asked, answered in time by somebody else, with a reason or carried out (DOMAIN §4.1)."""

import uuid
from datetime import date, datetime, timedelta

import pytest
from django.conf import LazySettings
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from journal import clock, facts
from journal.models import ErasableFact, Event
from journal.verifying import verify
from notifications.models import Notice
from notifications.relay import handle
from orgs.calendar import COUNTY_TIME
from orgs.exceptions import Refused
from orgs.models import CalendarDay, Firm, Person, Post, SmsMessage
from orgs.services import messages, privacy
from orgs.statuses import DayKind
from tests import cast
from tests.cast import World, current
from tests.tickets import data_asked
from tests.tickets.data_asked import CALLER, NUMBER, asked, by_a_caller, secadmin
from tests.tickets.test_retention import where_in_the_database
from tickets.data_kinds import Answer, Wish
from tickets.models import Attachment, DataRequest, Draft
from tickets.services import answered, data_desk, firm


def test_the_answer_is_due_in_fifteen_working_days_of_the_county(world: World) -> None:
    CalendarDay.objects.create(county=world.county, day=date(2026, 11, 20), kind=DayKind.REST)

    with clock.moved_to(cast.MONDAY):
        request = asked(world.firm, words="我的名字写错了")

    assert request.due_at == datetime(2026, 12, 8, 18, 0, tzinfo=COUNTY_TIME)


def test_the_limit_is_the_countys_to_change(world: World, settings: LazySettings) -> None:
    settings.LIMITS = settings.LIMITS | {"DATA_ANSWER": 1}

    with clock.moved_to(cast.MONDAY):
        assert asked(world.firm).due_at == datetime(2026, 11, 17, 18, 0, tzinfo=COUNTY_TIME)


def test_a_form_sent_twice_is_one_request_and_the_same_wish_waits_once(world: World) -> None:
    token = uuid.uuid4()
    said = data_desk.Said(wish=Wish.EXPLAIN, words="给谁看过")
    twice = [
        data_desk.ask(world.firm.person_id, county_id=world.county.pk, said=said, client_token=token, actor=world.firm)
        for _ in range(2)
    ]

    assert twice[0] == twice[1]
    with pytest.raises(Refused, match="已经提过"):
        asked(world.firm, Wish.EXPLAIN)
    assert asked(world.firm, Wish.CLOSE).pk


def test_whoever_may_answer_is_told_and_the_person_hears_the_answer(world: World) -> None:
    security, request = secadmin(world), asked(world.firm, words="错了")
    handle(Event.objects.latest("pk"))
    told = {notice.person_id for notice in Notice.objects.filter(url=f"/data-requests/{request.pk}/")}
    data_desk.refuse(request.pk, answer="登记的就是身份证上的名字。", actor=world.office)
    handle(Event.objects.latest("pk"))

    assert told == {world.office.person_id, security.person_id}
    assert Notice.objects.get(url="/accounts/data/").person_id == world.firm.person_id


@pytest.mark.parametrize("who", ["firm", "desk", "sysadmin", "auditor", "leader", "clerk"])
def test_nobody_else_answers(world: World, who: str) -> None:
    request = asked(world.other_firm)

    with pytest.raises(PermissionDenied):
        data_desk.grant(request.pk, answer="", actor=getattr(world, who))
    assert data_asked.current(request).state == Answer.WAITING


def test_nobody_answers_their_own_nor_what_they_have_written_down(world: World) -> None:
    own = asked(world.office)
    written = data_desk.ask_for_caller(
        name=CALLER, phone=NUMBER, said=data_desk.Said(wish=Wish.COPY), client_token=uuid.uuid4(), actor=world.office
    )

    for request in (own, written):
        with pytest.raises(PermissionDenied):
            data_desk.grant(request.pk, answer="好", actor=world.office)
        forged = {"state": Answer.GRANTED, "ruled_at": clock.now(), "ruled_by": world.office}
        with pytest.raises(IntegrityError, match="answered_by_another"), transaction.atomic():
            DataRequest.objects.filter(pk=request.pk).update(**forged, ruled_by_person=world.office.person)
    data_desk.grant(own.pk, answer="", actor=secadmin(world))
    data_desk.grant(written.pk, answer="", actor=world.second_office)
    assert {data_asked.current(request).state for request in (own, written)} == {Answer.GRANTED}


def test_administrators_answer_nothing_that_is_about_cases(world: World) -> None:
    request = by_a_caller(world)

    with pytest.raises(PermissionDenied):
        data_desk.grant(request.pk, answer="", actor=secadmin(world))


def test_the_second_of_two_answers_is_refused(world: World) -> None:
    request = asked(world.firm)
    data_desk.refuse(request.pk, answer="没有错。", actor=world.office)

    with pytest.raises(Refused, match="已经有人答复"):
        data_desk.grant(request.pk, answer="", actor=secadmin(world))


def test_a_correction_is_carried_out_and_the_journal_keeps_no_value(world: World) -> None:
    request = asked(world.firm, new_name="丁小曼", new_phone="13900001111")

    data_desk.grant(request.pk, answer="已更正。", actor=world.office)

    person = Person.objects.get(pk=world.firm.person_id)
    assert (person.name, person.phone) == ("丁小曼", "13900001111")
    verbs = Event.objects.for_subject("person", person.pk).order_by("seq").values_list("verb", flat=True)
    assert list(verbs)[-3:] == ["person.data_asked", "person.corrected", "person.data_granted"]
    messages.run()  # the new number has heard of it
    assert where_in_the_database("13900001111") == ["orgs_person", "tickets_datarequest"]


def test_a_correction_of_something_else_leaves_the_register_as_it_is(world: World) -> None:
    before = Person.objects.values("name", "phone", "sign_in_phone", "email").get(pk=world.firm.person_id)
    request = asked(world.firm, words="诉求里的门牌号不对")

    data_desk.grant(request.pk, answer="已请派单台改。", actor=world.office)

    assert Person.objects.values(*before).get(pk=world.firm.person_id) == before


def test_consent_that_is_taken_back_through_the_desk_stands_no_more(world: World) -> None:
    privacy.give_consent(world.firm.person_id, version=1)

    data_desk.grant(asked(world.firm, Wish.WITHDRAW).pk, answer="已撤回。", actor=world.office)

    assert not privacy.consents(world.firm.person)


# --- closing an account --------------------------------------------------------------------------------


def a_member(world: World) -> Post:
    """Somebody whose name, number and mail stand wherever they can."""
    Person.objects.filter(pk=world.firm.person_id).update(
        name=CALLER, phone=NUMBER, sign_in_phone=NUMBER, email="xiaotang@example.com"
    )
    Firm.objects.filter(organisation=world.firm.organisation).update(contact_name=CALLER, contact_phone=NUMBER)
    privacy.give_consent(world.firm.person_id, version=1)
    Draft.objects.create(
        token=uuid.uuid4(), person=world.firm.person, organisation=world.firm.organisation,
        firm=world.firm.organisation, answers={"contact_phone": NUMBER}, updated_at=clock.now(),
    )  # fmt: skip
    return Post.objects.select_related("person", "organisation").get(pk=world.firm.pk)


def test_a_closed_account_is_nowhere_any_more(world: World) -> None:
    post = a_member(world)
    window = cast.signed_in(post)
    request = asked(post, Wish.CLOSE, words=f"请删掉我的号码 {NUMBER}")
    assert {"orgs_person", "orgs_firm", "tickets_draft", "tickets_datarequest"} <= set(where_in_the_database(NUMBER))

    data_desk.grant(request.pk, answer="已注销。", actor=world.office)
    messages.run()

    for words in (CALLER, NUMBER, "xiaotang@example.com", post.person.username):
        assert where_in_the_database(words) == [], words
    person = Person.objects.get(pk=post.person_id)
    assert (person.is_active, person.name, person.has_usable_password()) == (False, "已注销", False)
    assert not Post.objects.filter(person=person, active=True).exists()
    assert not privacy.consents(person)
    assert window.get("/my/").status_code == 302
    facts_left = ErasableFact.objects.filter(event__subject_type="person", event__subject_id=person.pk)
    assert [fact.field for fact in facts_left] == ["answer"]
    assert verify().broken is None


def test_whoever_can_sign_in_no_more_hears_of_it_by_text_message(world: World) -> None:
    request = asked(a_member(world), Wish.CLOSE)

    data_desk.grant(request.pk, answer="已注销。", actor=world.office)

    message = SmsMessage.objects.get(template="account_closed")
    assert (message.number, message.fields["链接"].endswith("/privacy/")) == (NUMBER, True)


def test_an_open_case_stands_against_closing_and_is_named(world: World) -> None:
    post, ticket = a_member(world), cast.filed(world)
    request = asked(post, Wish.CLOSE)

    with pytest.raises(Refused, match=ticket.number):
        data_desk.grant(request.pk, answer="", actor=world.office)

    assert data_asked.current(request).state == Answer.WAITING
    assert Person.objects.get(pk=post.person_id).is_active


def test_the_file_of_an_ended_case_stays_without_the_contact(world: World) -> None:
    post = a_member(world)
    ticket = cast.filed(world, contact_name=CALLER, contact_phone=NUMBER, body=f"打 {NUMBER} 找{CALLER}，电压不够。")
    firm.withdraw(ticket.pk, reason="好了", actor=post, version=ticket.version)

    data_desk.grant(asked(post, Wish.CLOSE).pk, answer="已注销。", actor=world.office)
    messages.run()

    left = current(ticket)
    assert (left.contact_phone, left.body) == ("", "打 139****7777 找欧阳*，电压不够。")
    assert where_in_the_database(NUMBER) == where_in_the_database(CALLER) == []
    erased = Event.objects.get(verb="ticket.contacts_erased")
    assert (erased.subject_id, "request" in erased.data) == (ticket.pk, True)
    assert verify().broken is None


def test_an_office_holder_hands_over_first(world: World) -> None:
    request = asked(world.liaison, Wish.CLOSE)

    with pytest.raises(Refused, match="在任岗位"):
        data_desk.grant(request.pk, answer="", actor=world.office)


def test_whoever_decided_stays_named(world: World) -> None:
    request = asked(world.liaison, Wish.CLOSE)
    Post.objects.filter(person=world.liaison.person).update(active=False)

    data_desk.grant(request.pk, answer="已注销。", actor=world.office)

    person = Person.objects.get(pk=world.liaison.person_id)
    assert (person.name, person.is_active, person.phone) == ("赵电", False, "")


def test_nothing_of_another_goes_with_an_account(world: World) -> None:
    others = cast.filed(world, firm_post=world.other_firm)
    file = Attachment.objects.create(
        person=world.other_firm.person, client_token=uuid.uuid4(), name="a.jpg", size=1, sha256="a" * 64, at=clock.now()
    )

    post = a_member(world)
    colleague = cast.filed(world, contact_name="丁小雨", contact_phone="13800005678")
    firm.withdraw(colleague.pk, reason="好了", actor=post, version=colleague.version)

    data_desk.grant(asked(post, Wish.CLOSE).pk, answer="已注销。", actor=world.office)

    assert [current(one).contact_phone for one in (others, colleague)] == ["13800001234", "13800005678"]
    assert Attachment.objects.filter(pk=file.pk).exists()
    assert Person.objects.get(pk=world.other_firm.person_id).is_active


# --- callers without an account ------------------------------------------------------------------------


def test_a_caller_is_put_right_in_the_cases_that_name_them(world: World) -> None:
    ticket, other = cast.filed(world, contact_name=CALLER, contact_phone=NUMBER), cast.filed(world)

    data_desk.grant(by_a_caller(world, Wish.CORRECT, new_phone="13922223333").pk, answer="已改。", actor=world.office)

    assert (current(ticket).contact_phone, current(other).contact_phone) == ("13922223333", "13800001234")
    event = Event.objects.get(verb="ticket.contact_corrected")
    assert (event.subject_id, event.data["fields"], "13922223333" in str(event.data)) == (
        ticket.pk, ["contact_phone"], False,
    )  # fmt: skip


def test_a_caller_takes_consent_back(world: World) -> None:
    ticket = cast.filed(world, contact_name=CALLER, contact_phone=NUMBER, may_publish=True)

    data_desk.grant(by_a_caller(world, Wish.WITHDRAW).pk, answer="不再公开。", actor=world.office)

    assert not current(ticket).may_publish


def test_a_caller_is_erased_from_ended_cases_and_not_while_one_is_open(world: World) -> None:
    ticket = cast.filed(world, contact_name=CALLER, contact_phone=NUMBER)
    request = by_a_caller(world, Wish.CLOSE)
    with pytest.raises(Refused, match="没有办结"):
        data_desk.grant(request.pk, answer="", actor=world.office)

    firm.withdraw(ticket.pk, reason="好了", actor=world.firm, version=ticket.version)
    data_desk.grant(request.pk, answer="已清除。", actor=world.office)

    assert where_in_the_database(NUMBER) == where_in_the_database(CALLER) == []


def test_somebody_else_with_the_same_telephone_is_left_alone(world: World) -> None:
    ticket = cast.filed(world, contact_name="李木言", contact_phone=NUMBER)

    data_desk.grant(by_a_caller(world, Wish.CORRECT, new_name="欧阳晓").pk, answer="", actor=world.office)

    assert current(ticket).contact_name == "李木言"


def test_answered_requests_are_emptied_when_contacts_are(world: World) -> None:
    request = by_a_caller(world, words="给我一份")
    data_desk.grant(request.pk, answer="已交本人。", actor=world.office)

    for days, emptied in ((3 * 365 - 1, 0), (3 * 366, 1), (3 * 366, 0)):
        assert answered.forget_old(clock.now() + timedelta(days=days)) == emptied

    event = Event.objects.get(verb="person.data_asked")
    assert facts.matches(event, "words", "给我一份") is None
    left = data_asked.current(request)
    assert (left.caller_name, left.caller_phone, left.words, left.answer) == ("", "", "", "已交本人。")
