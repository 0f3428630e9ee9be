"""The demonstration: every stage of life, nothing that could not have happened, nothing that nobody owns."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.db.models import F, Q
from pytest_django import DjangoDbBlocker

from journal import clock
from journal.models import Event, Outbox
from journal.verifying import verify
from notifications.models import Notice
from orgs.models import County, Post
from orgs.seeding import demo_logins
from orgs.working_days import calendar_for
from tests.orgs.test_calendar import at
from tickets.actions import BY_VERB
from tickets.exclusion_kinds import ExclusionState
from tickets.file_actions import FILES
from tickets.models import (
    Assignment,
    Attachment,
    Candidate,
    Card,
    CheckIn,
    Deadline,
    Exclusion,
    Extension,
    LedgerItem,
    Leg,
    Member,
    Pause,
    Reply,
    ReplyReview,
    Revisit,
    SupervisionOrder,
    Ticket,
    Whistle,
    WhistleRating,
    WithdrawalCheck,
)
from tickets.queries import tickets_for
from tickets.queries.lists import legs_for, work_counts
from tickets.queries.readers import Unit, readers_of
from tickets.seeding import play_demonstration
from tickets.seeding.files import requests, stories
from tickets.statuses import ENDED, OPEN, Closure, HardCase, LegRole, LegStatus, Source, Status
from tickets.supervision_kinds import CardColour, Degree, OrderState
from tickets.table_actions import TABLE
from tickets.unit_kinds import Signature, Stance
from tickets.whistle_kinds import Side, WhistleKind

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("county")]
NOW = at("2026-11-24 10:20")
LIVE = Q(met_at=None, voided_at=None)
BY_SYSTEM = (
    "deadline.warned",
    "deadline.passed",
    "ticket.confirmation_lapsed",
    "ticket.question_lapsed",
    "pause.lapsed",
    "deadline.rereckoned",
)
OF_FIRMS = (
    "ticket.submitted", "ticket.supplemented", "ticket.revisited", "ticket.withdrawn", "ticket.appealed",
    "reopening.asked", "exclusion.objected", "withdrawal.told", "ticket.urged", "files.added", "ticket.parts_reopened",
)  # fmt: skip

REASONS = {
    "提出诉求的企业", "录入了这件诉求", "受理这件诉求的行业党委", "主办单位", "协办单位", "吹哨召集来的单位",
    "曾是主办单位（已改派）", "产业综合党委，看全县的诉求", "综合党委办公室，督办、回访全县的诉求",
}  # fmt: skip


@pytest.fixture(scope="module")
def county(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[County]:
    """The demonstration as of a Tuesday morning, played once for this file."""
    with django_db_blocker.unblock(), transaction.atomic(), clock.moved_to(NOW):
        yield play_demonstration(requests()).county
        transaction.set_rollback(True)


def somebody(username: str) -> Post:
    return Post.objects.named().filter(person__username=username).order_by("pk")[0]


def test_all_sixty_requests_are_there_and_every_status_that_can_be_reached() -> None:
    statuses = Counter(Ticket.objects.values_list("status", flat=True))

    assert statuses.total() == 64  # two of them are split into two
    assert set(statuses) == set(Status)


def test_every_kind_of_ending_and_of_detour_happens() -> None:
    seen = set(Event.objects.filter(subject_type="ticket").values_list("verb", flat=True))

    # It has no malware scanner, and topics of the round table are brought in by a command of their own.
    assert seen == set(BY_VERB) - {row.verb for row in (FILES | TABLE).values()}
    assert set(Ticket.objects.exclude(closure="").values_list("closure", flat=True)) == set(Closure)
    assert Ticket.objects.filter(round=2, status=Status.CLOSED).exists()
    assert Ticket.objects.filter(round=2, status=Status.HANDLING).exists()
    assert Candidate.objects.filter(reason=HardCase.REDONE_TWICE, ticket__waits_for="settle").exists()


def test_one_case_is_to_go_on_the_ledger_one_stands_on_it_and_one_was_struck_off_and_answered() -> None:
    items = LedgerItem.objects.all()

    assert items.filter(ruled_at=None, lapsed_at=None).count() == 1
    assert items.filter(ended_at=None, upheld=True, reports__isnull=False).count() == 1
    assert items.get(ended_at__isnull=False).ticket.status == Status.CLOSED


def test_one_later_date_is_asked_for_and_one_case_stands_still() -> None:
    assert Extension.objects.filter(ruled_at=None, lapsed_at=None).count() == 1
    assert Deadline.objects.filter(LIVE, kind="resolve", extended_to__isnull=False).exists()
    assert Pause.objects.filter(upheld=True, ended_at=None).count() == 1


def test_every_kind_of_whistle_is_blown_and_units_come_in_time_late_and_not_yet() -> None:
    calls = CheckIn.objects.all()
    came = calls.filter(checked_in_at__isnull=False)

    assert set(Whistle.objects.values_list("kind", flat=True)) == set(WhistleKind)
    assert came.filter(checked_in_at__lte=F("due_at")).exists()
    assert came.filter(checked_in_at__gt=F("due_at"), whistle__kind=WhistleKind.EMERGENCY).exists()
    assert calls.filter(checked_in_at=None, whistle__ended_at=None).exists()
    assert set(WhistleRating.objects.values_list("side", flat=True)) == set(Side)


def test_orders_of_every_degree_stand_answered_silent_and_closed_and_cards_of_both_colours_are_shown() -> None:
    orders = SupervisionOrder.objects.all()

    assert set(orders.values_list("degree", flat=True)) == set(Degree)
    assert {order.state(NOW) for order in orders} == set(OrderState) - {OrderState.LAPSED}
    assert set(Card.objects.values_list("colour", flat=True)) == set(CardColour)
    assert not Card.objects.filter(unit__authority_kind__in=["utility", "bank"]).exists()


def test_legs_are_in_hands_handed_over_and_left_and_leaders_return_sign_and_are_waited_for() -> None:
    assert set(Assignment.objects.values_list("how", flat=True)) >= {"given", "handed", "left"}
    assert Leg.objects.filter(stance=Stance.DISAGREES).exists()
    assert Leg.objects.filter(added=True).exists()
    assert set(Reply.objects.values_list("signature", flat=True)) == {"", *Signature.values}
    waiting = Reply.objects.get(signature=Signature.WAITING)
    assert (waiting.superseded_at, waiting.ticket.status) == (None, Status.HANDLING)
    assert Post.objects.filter(standing_in_for__held_legs__isnull=False).exists()


def test_new_facts_wait_at_the_desk_and_of_three_withdrawals_one_was_talked_into() -> None:
    assert Ticket.objects.filter(status=Status.CLOSED, waits_for="reopen").count() == 1
    assert Counter(WithdrawalCheck.objects.values_list("valid", "persuaded")) == Counter(
        {(True, True): 1, (True, False): 1, (False, None): 3}
    )


def test_of_the_requests_to_leave_a_rating_out_each_stands_somewhere_else() -> None:
    states = Counter(each.state for each in Exclusion.objects.select_related("objection"))

    assert states == Counter(
        {
            ExclusionState.GRANTED: 2,  # one of them in spite of an objection
            ExclusionState.REVOKED: 1,
            ExclusionState.OBJECTED: 1,
            ExclusionState.REFUSED: 1,
            ExclusionState.REJECTED: 1,
            ExclusionState.WITH_OFFICE: 1,
        }
    )


def test_one_case_follows_a_lead_one_was_taken_out_again_and_one_lost_its_lead() -> None:
    members = Member.objects.all()

    assert members.filter(left_at=None, ticket__follows__isnull=False).count() == 1
    assert set(members.values_list("how", flat=True)) == {"", "taken", "lead"}
    assert Ticket.objects.filter(repeat_count__gte=1).exists()
    assert Ticket.objects.filter(wants_group=True).exists()


def test_legs_wait_to_be_signed_are_worked_on_and_assist() -> None:
    open_legs = Leg.objects.filter(ticket__status=Status.HANDLING).values_list("role", "status")

    assert {
        (LegRole.LEAD, LegStatus.PENDING),
        (LegRole.LEAD, LegStatus.SIGNED),
        (LegRole.ASSIST, LegStatus.PENDING),
        (LegRole.ASSIST, LegStatus.SIGNED),
        (LegRole.ASSIST, LegStatus.DONE),
    } <= set(open_legs)


def test_calls_come_by_page_by_station_and_by_telephone_and_some_in_confidence() -> None:
    assert set(Ticket.objects.values_list("source", flat=True)) == {Source.SELF, Source.STATION, Source.PHONE}
    assert Ticket.objects.filter(confidential=True).count() == 3


def test_every_open_case_has_an_owner_a_clock_and_a_next_step() -> None:
    for ticket in Ticket.objects.filter(status__in=OPEN):
        owned = ticket.lead is not None or ticket.status in {Status.SUBMITTED, Status.ACCEPTED, Status.NEED_INFO}
        clocks = ticket.deadlines.filter(LIVE, paused_at=None)

        assert (ticket.number, owned, clocks.exists()) == (ticket.number, True, True)


def test_on_a_case_that_has_ended_new_facts_and_ratings_alone_wait_for_somebody() -> None:
    running = Deadline.objects.filter(LIVE, ticket__status__in=ENDED)

    assert set(running.values_list("kind", flat=True)) == {"reopen", "exclude"}


def test_every_clock_that_has_run_out_is_marked_and_every_warning_was_given_in_time() -> None:
    running = Deadline.objects.filter(LIVE, paused_at=None)

    assert not running.filter(due_at__lte=NOW, passed_at=None).exists()
    assert not running.filter(warn_at__lte=NOW, due_at__gt=NOW, warned_at=None).exists()
    assert not Deadline.objects.filter(passed_at__lt=F("due_at")).exists()


def test_time_never_runs_backwards_and_nothing_lies_ahead() -> None:
    for number in Ticket.objects.values_list("pk", flat=True):
        times = list(Event.objects.for_subject("ticket", number).order_by("seq").values_list("at", flat=True))

        assert times == sorted(times)
        assert times[-1] <= NOW


def test_clerks_act_in_office_hours_unless_everything_hurries(county: County) -> None:
    calendar = calendar_for(county.pk)
    hurried = Ticket.objects.filter(urgency="critical").values_list("pk", flat=True)
    acts = Event.objects.filter(subject_type="ticket").exclude(verb__in=(*OF_FIRMS, *BY_SYSTEM, "note.supplement"))

    # What is done in the last minute before closing counts: a span of office time may end at closing itself.
    assert [
        (event.verb, event.at)
        for event in acts.exclude(subject_id__in=hurried)
        if not calendar.is_open(event.at) and not calendar.is_open(event.at - timedelta(minutes=1))
    ] == []


def test_units_are_those_of_the_catalogue_but_where_the_desk_thought_better_of_it() -> None:
    moved = Event.objects.filter(verb="ticket.redispatched").values("subject_id")
    legs = Leg.objects.filter(role=LegRole.LEAD).exclude(ticket__in=moved).select_related("department")
    told = {leg.ticket_id: leg for leg in legs}
    for leg in told.values():
        named = leg.ticket.category.lead.partition("（")[0] if leg.ticket.category else ""

        assert leg.department.name == named or leg.department_id == leg.ticket.committee_id


def test_nobody_reviews_their_own_reply_and_every_closed_case_was_replied_to() -> None:
    assert not ReplyReview.objects.filter(by_person=F("replied_by_person")).exists()
    closed = Ticket.objects.filter(status=Status.CLOSED).exclude(closure=Closure.PARTS)
    assert set(closed.values_list("pk", flat=True)) == set(
        Reply.objects.filter(ticket__in=closed).values_list("ticket", flat=True)
    )


def test_departments_are_not_all_alike() -> None:
    grades = set(Revisit.objects.filter(valid=True).values_list("grade", flat=True))

    assert grades == {1, 2, 3, 4, 5}
    assert Revisit.objects.filter(valid=True, contacted=False).exists()


def test_of_every_case_the_page_who_may_see_it_names_the_posts_that_the_rule_lets_in_and_knows_why() -> None:
    cases, posts, because = Ticket.objects.select_related("filed_by"), Post.objects.live(NOW.date()), set[str]()
    shown = {(line.post.pk, case.pk) for case in cases for unit in units_of(case, because) for line in unit.lines}

    assert shown == {(post.pk, pk) for post in posts for pk in tickets_for(post).values_list("pk", flat=True)}
    assert because >= REASONS
    assert "以前参与过这件诉求" not in because


def units_of(case: Ticket, because: set[str]) -> Sequence[Unit]:
    units = readers_of(case, asked_by=somebody("ducha"), on=NOW.date()).units
    because.update(*(unit.reasons or ["none"] for unit in units))
    return units


def test_some_cases_have_photos() -> None:
    photos = Attachment.objects.exclude(ticket=None)

    assert (photos.count(), photos.values("ticket").distinct().count()) == (15, 11)
    assert {photo.content_type for photo in photos} == {"image/jpeg"}


@pytest.mark.parametrize(
    ("username", "name", "parts"),
    [
        ("shouli", "desk", ("submitted", "accepted", "need_info", "rulings", "replied")),
        ("gongdian", "queue", ("lead",)),
        ("shichang", "queue", ("lead", "assist")),
        ("yunshang", "queue", ("assist",)),
        ("huifang", "revisits", ("calls", "asked")),
    ],
)
def test_nobody_who_is_shown_to_visitors_opens_an_empty_list(username: str, name: str, parts: tuple[str, ...]) -> None:
    waiting = work_counts(somebody(username), [name])

    assert [part for part in parts if not waiting[part]] == []


@pytest.mark.parametrize("username", ["gongdian", "shichang"])
def test_a_visitor_finds_something_to_sign(username: str) -> None:
    assert legs_for(somebody(username)).filter(status=LegStatus.PENDING).exists()


@pytest.mark.parametrize("username", ["dianzhu", "zhandian", "cundian"])
def test_the_firm_and_the_stations_have_something_under_way(username: str) -> None:
    assert tickets_for(somebody(username)).open().exists()


def test_every_shown_sign_in_belongs_to_somebody() -> None:
    assert {username for _role, username, _word, _words in demo_logins()} <= set(
        Post.objects.values_list("person__username", flat=True)
    )


def test_notices_are_of_the_last_days_only_and_nothing_is_left_to_tell(county: County) -> None:
    assert Notice.objects.exists()
    assert not Notice.objects.filter(at__lt=at("2026-11-19 08:30")).exists()
    assert not Outbox.objects.exists()


def test_the_journal_holds() -> None:
    assert not verify(incremental=False).broken


def test_a_second_run_does_nothing_or_says_that_the_county_is_there() -> None:
    out = StringIO()
    call_command("seed_demo", "--if-empty", stdout=out)

    assert out.getvalue() == ""
    with pytest.raises(CommandError, match="泽丰县已经建好"):
        call_command("seed_demo")


def test_every_request_has_a_story_and_every_step_of_it_is_known() -> None:
    assert [request.id for request in requests()] == [f"C{n:03d}" for n in range(1, 61)]
    assert set(stories()) == {request.id for request in requests()}
