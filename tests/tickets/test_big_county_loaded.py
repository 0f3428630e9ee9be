"""The big county once it is written: consistent, sound, counted, and ready to be worked on.

`QIHU_RECOUNTED_CASES` says how many cases there are.
"""

import os
import uuid
from collections import Counter
from collections.abc import Iterator

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.db.models import Count, Q
from pytest_django import DjangoDbBlocker

from journal import clock
from journal.models import Event, Outbox
from journal.verifying import verify
from metrics.counting import Scope
from metrics.periods import Month, Year
from notifications.models import Notice
from orgs.calendar import COUNTY_TIME
from orgs.models import County, Firm, Organisation, Post
from orgs.statuses import Role
from tests import figures
from tests.metrics.test_recount import recount, recount_beside
from tests.orgs.test_calendar import at
from tests.tickets.replaying import differences
from tickets.models import Attachment, Deadline, NumberCounter, Reply, Ticket
from tickets.queries import tickets_for
from tickets.seeding.bulk import PRESSING, Asked, Built, build
from tickets.seeding.bulk.pictures import store_pictures
from tickets.seeding.bulk.telling import Telling
from tickets.services import desk, filing, handling, store, sweep
from tickets.services.numbers import is_number
from tickets.statuses import ENDED, OPEN, Status

pytestmark = pytest.mark.django_db
UNTIL = at("2026-11-24 10:20")
CASES = int(os.environ.get("QIHU_RECOUNTED_CASES") or 300)
ALL = CASES + PRESSING
LIVE = Q(met_at=None, voided_at=None)


@pytest.fixture(scope="module")
def built(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Built]:
    """Some hundred cases, written once for this file."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield build(Asked(cases=CASES, until=UNTIL, seed="loaded", processes=1))
        transaction.set_rollback(True)


@pytest.fixture
def county(built: Built) -> County:
    return built.county


@pytest.fixture
def telling(built: Built) -> Telling:
    return built.telling


def test_what_was_written_is_what_was_told(telling: Telling) -> None:
    wrong: dict[str, tuple[object, object]] = {}
    for ordinal, ledger in enumerate(telling.ledgers(ALL - 60, ALL), start=ALL - 60):
        wrong |= dict(differences(ledger, ordinal, floors=telling.floors, exact=True))

    assert wrong == {}


def test_every_row_refers_to_rows_that_are_there(built: Built) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")

    assert Ticket.objects.count() == built.cases == ALL


def test_the_journal_is_sound(county: County) -> None:
    assert verify().broken is None


@pytest.mark.parametrize("period", [Year(2026), Year(2025), Month(2026, 5)], ids=str)
def test_the_figures_of_every_unit_equal_a_recount(county: County, period: Year | Month) -> None:
    assert figures.tallies(Scope(county.pk, period)) == recount(period)
    assert figures.beside(Scope(county.pk, period)) == recount_beside(period)


def test_clocks_run_on_open_cases_alone_and_are_all_swept(county: County) -> None:
    assert not Deadline.objects.filter(LIVE, ticket__status__in=ENDED).exists()
    assert not Ticket.objects.filter(status__in=OPEN).exclude(deadlines__in=Deadline.objects.filter(LIVE)).exists()
    with clock.moved_to(UNTIL):
        assert sweep.run() == 0


def test_the_year_goes_wrong_as_often_as_years_do(county: County) -> None:
    cases = Ticket.objects.aggregate(
        overdue=Count("pk", Q(deadlines__passed_at__isnull=False), distinct=True),
        again=Count("pk", Q(round__gt=1), distinct=True),
        not_reached=Count("pk", Q(closure="not_reached"), distinct=True),
        rejected=Count("pk", Q(status=Status.REJECTED), distinct=True),
        returned=Count("pk", Q(return_set__upheld=True), distinct=True),
        put_off=Count("pk", Q(deadlines__extended_to__isnull=False), distinct=True),
    )

    assert 0.03 < cases["overdue"] / ALL < 0.16
    assert 0.03 < cases["again"] / ALL < 0.12
    assert min(cases.values()) > 0


def test_nothing_lies_ahead_and_no_chain_runs_backwards(county: County) -> None:
    for case in Ticket.objects.values_list("pk", flat=True)[::20]:
        times = list(Event.objects.for_subject("ticket", case).values_list("at", flat=True))

        assert times == sorted(times)
        assert times[-1] <= UNTIL


def test_open_cases_are_in_queues_and_nobody_is_told_of_the_past(county: County) -> None:
    office = Post.objects.get(person__username="ducha", role=Role.SUPERVISOR)

    assert tickets_for(office).open().count() == Ticket.objects.filter(status__in=OPEN).count() > 5
    assert not Outbox.objects.exists()
    assert not Notice.objects.exists()


def test_numbers_are_those_of_the_day_in_order(county: County) -> None:
    numbers = list(Ticket.objects.order_by("pk").values_list("number", flat=True))
    counts = Counter(number[:6] for number in numbers)

    assert numbers == sorted(numbers)
    assert all(map(is_number, numbers))
    assert {f"{row.day:%y%m%d}": row.last for row in NumberCounter.objects.all()} == counts


def test_files_are_those_that_were_put_into_the_store(county: County) -> None:
    digests = set(Attachment.objects.values_list("sha256", flat=True))
    kept = {file["sha256"] for file in store_pictures()}  # into the store of this test

    assert digests
    assert digests <= kept
    assert all(store.path_of(digest).exists() for digest in digests)


def test_texts_differ_from_case_to_case(county: County) -> None:
    bodies = Counter(Ticket.objects.values_list("body", flat=True))

    assert len(bodies) == ALL
    assert Reply.objects.values("body").distinct().count() > ALL * 0.6


def test_firms_have_a_town_a_person_and_a_code(county: County) -> None:
    firms = Firm.objects.filter(organisation__county=county)

    assert firms.values("credit_code").distinct().count() == firms.count() > 60
    assert not Organisation.objects.filter(kind="firm", posts=None).exists()
    assert not Organisation.objects.filter(kind="firm", place=None).exists()


def test_a_written_case_is_worked_on_like_any_other(county: County) -> None:
    case = Ticket.objects.filter(status__in=OPEN).order_by("-pk")[0]
    told = case.chain_seq

    with clock.moved_to(UNTIL):
        clerk = Post.objects.filter(organisation=case.committee, role=Role.DISPATCHER).named()[0]
        if case.status == Status.SUBMITTED:
            desk.accept(case.pk, actor=clerk, version=case.version)
        else:
            handling.note(case.pk, words="已知悉。", client_token=uuid.uuid4(), actor=clerk)

    assert Event.objects.for_subject("ticket", case.pk).count() == told + 1
    assert verify().broken is None


def test_the_next_call_gets_the_next_number_of_its_day(county: County) -> None:
    last = Ticket.objects.order_by("-pk")[0]
    count = NumberCounter.objects.filter(day=UNTIL.astimezone(COUNTY_TIME).date()).first()
    call = filing.Call(
        title="又停电了",
        body="一到晚上就停。",
        town_id=last.town_id,
        contact_name="丁小满",
        contact_phone="13800001234",
    )

    with clock.moved_to(UNTIL):
        filed = filing.submit(call, firm_id=last.firm_id, actor=speaker(last), client_token=uuid.uuid4())

    assert filed.ticket.number[:11] == f"261124-{(count.last if count else 0) + 1:04d}"
    assert filed.ticket.pk == last.pk + 1


def speaker(case: Ticket) -> Post:
    return Post.objects.named().get(organisation=case.firm, role=Role.ENTERPRISE_USER)


def test_a_second_county_is_refused(county: County) -> None:
    with pytest.raises(CommandError, match="已经有一个县"):
        call_command("seed_demo", cases=5)
