"""How an act becomes a link of its subject's chain."""

import hashlib
import threading
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.conf import LazySettings
from django.db import IntegrityError, connection, transaction

from journal import canonical, clock, events, facts, salts
from journal.canonical import Data
from journal.models import ErasableFact, Event, Outbox
from journal.verifying import verify
from orgs.models import County
from tests.journal.conftest import NOON, a_county, act

HOUR = timedelta(hours=1)


def test_an_event_follows_from_the_one_before_it(county: County) -> None:
    first, second = act(county, times=2)

    county.refresh_from_db()
    assert [first.seq, second.seq, county.chain_seq] == [1, 2, 2]
    assert [first.previous_hash, second.previous_hash] == [b"", first.hash]
    assert bytes(county.chain_head) == second.hash


def test_an_event_reads_back_as_it_was_hashed(county: County, clerk: Any) -> None:
    data: Data = {"words": "企业é", "n": -3, "yes": True, "none": None, "list": [1, ["二"]], "was": {"due": 2**60}}
    with transaction.atomic():
        event = events.record("county.touched", county, actor=clerk, at=NOON, data=data)

    stored = Event.objects.get(pk=event.pk)

    assert stored.expected_hash() == bytes(stored.hash) == event.hash
    assert (stored.actor, stored.post, stored.county, stored.at) == (3, 7, county.pk, NOON)


def test_the_row_carries_the_number_of_its_transaction(county: County) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_current_xact_id()::text::bigint")
        assert cursor.fetchone() == (events.record("county.touched", county, actor=None, at=NOON).xid,)


@pytest.mark.parametrize("value", [1.0, b"x", NOON, {1: "x"}, [0.5], object()])
def test_what_has_no_single_spelling_is_refused(county: County, value: object) -> None:
    with pytest.raises(TypeError):
        act(county, data={"value": value})  # type: ignore[dict-item]  # that is the point


def test_one_text_in_two_spellings_is_kept_in_one(county: County) -> None:
    composed, decomposed = "\u00e9", "e\u0301"

    (event,) = act(county, data={decomposed: decomposed})

    assert event.data == {composed: composed}
    with pytest.raises(ValueError, match="same in NFC"):
        act(county, data={composed: 1, decomposed: 2})


def test_a_naive_instant_is_refused(county: County) -> None:
    with pytest.raises(ValueError, match="aware"), transaction.atomic():
        events.record("county.touched", county, actor=None, at=datetime(2026, 11, 18))  # noqa: DTZ001 -- that is the point


@pytest.mark.django_db(transaction=True)
def test_recording_outside_a_transaction_fails_loudly() -> None:
    with pytest.raises(events.NotInTransaction):
        events.record("county.touched", a_county(), actor=None, at=NOON)


def test_recording_on_a_row_that_moved_fails_loudly_and_leaves_nothing(county: County) -> None:
    stale = County.objects.get(pk=county.pk)
    act(county)

    with pytest.raises((events.ChainMoved, IntegrityError)), transaction.atomic():
        events.record("county.touched", stale, actor=None, at=NOON)
    assert Event.objects.count() == 1


def test_a_head_set_back_in_memory_does_not_overwrite_the_chain(county: County) -> None:
    with pytest.raises(events.ChainMoved), transaction.atomic():
        county.chain_seq = 5
        events.record("county.touched", county, actor=None, at=NOON)


def test_a_newer_hash_follows_an_older_one_and_never_the_reverse(county: County, settings: LazySettings) -> None:
    act(county)
    settings.JOURNAL_HASH_VERSION = 2
    (second,) = act(county)
    settings.JOURNAL_HASH_VERSION = 1

    assert (second.hash_version, bytes(second.hash)[0]) == (2, 2)
    with pytest.raises(events.HashDowngrade):
        act(county)


def test_each_consumer_gets_its_row_in_the_same_transaction(county: County, settings: LazySettings) -> None:
    settings.JOURNAL_CONSUMERS = {"notify": "x", "live": "y"}

    (event,) = act(county)

    assert sorted(Outbox.objects.values_list("consumer", "event_id", "subject_type", "subject_id")) == [
        ("live", event.pk, "county", county.pk),
        ("notify", event.pk, "county", county.pk),
    ]


def test_one_event_costs_three_statements(
    county: County, settings: LazySettings, django_assert_num_queries: Any
) -> None:
    settings.JOURNAL_CONSUMERS = {"notify": "x", "live": "y"}

    with transaction.atomic(), django_assert_num_queries(3):
        events.record("county.touched", county, actor=None, at=NOON)


def test_many_events_on_many_subjects_cost_the_same_and_chain_alike(django_assert_num_queries: Any, db: None) -> None:
    counties = [a_county() for _ in range(3)]
    drafts = [
        events.Draft(verb="county.touched", subject=county, actor=None, at=NOON + HOUR * n, data={"n": n})
        for n in range(4)
        for county in counties
    ]

    with transaction.atomic(), django_assert_num_queries(2):
        events.record_many(drafts)

    assert [county.chain_seq for county in counties] == [4, 4, 4]
    assert verify().broken is None


@pytest.mark.parametrize(
    "verb", ["UPDATE journal_event SET verb = 'x'", "DELETE FROM journal_event", "TRUNCATE journal_event CASCADE"]
)
def test_even_the_owner_cannot_alter_what_happened(county: County, verb: str) -> None:
    act(county)

    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(verb)


def test_a_fact_can_be_proved_until_it_is_erased(county: County) -> None:
    with transaction.atomic():
        event = events.record("county.touched", county, actor=None, at=NOON, erasable={"phone": "13800000000"})
    assert [facts.matches(event, "phone", text) for text in ("13800000000", "13900000000")] == [True, False]
    assert "13800000000" not in str(event.data)

    assert facts.erase("county", county.pk, fields=["phone"]) == 1

    assert facts.matches(event, "phone", "13800000000") is None
    assert verify().broken is None


def test_a_number_cannot_be_tried_out_with_what_the_database_holds(county: County) -> None:
    with transaction.atomic():
        event = events.record("x", county, actor=None, at=NOON, erasable={"contact_phone": "1", "body": "1"})

    lies = {fact.field: bytes(fact.salt) for fact in ErasableFact.objects.all()}

    assert event.data["body#"] == hashlib.sha256(lies["body"] + b"1").hexdigest()
    assert event.data["contact_phone#"] == hashlib.sha256(salts.opened(lies["contact_phone"]) + b"1").hexdigest()
    assert salts.opened(lies["contact_phone"]) not in lies["contact_phone"]


def test_salts_are_sealed_by_the_upgrade_and_anew_by_a_newer_key(county: County, settings: LazySettings) -> None:
    settings.DATA_KEYS = ["old-key"]
    with transaction.atomic():
        event = events.record("x", county, actor=None, at=NOON, erasable={"phone": "1", "body": "1"})
    assert sum(salts.unseal()) == 1
    assert facts.matches(event, "phone", "1")
    assert (sum(salts.seal()), sum(salts.seal())) == (1, 0)

    settings.DATA_KEYS = ["new-key", "old-key"]
    assert (salts.earlier(), sum(salts.renew(batch=1)), salts.earlier()) == (1, 1, 0)
    settings.DATA_KEYS = ["new-key"]

    assert [facts.matches(event, field, "1") for field in ("phone", "body")] == [True, True]
    assert verify().broken is None


def test_equal_facts_do_not_look_equal(county: County) -> None:
    with transaction.atomic():
        one, two = (events.record("x", county, actor=None, at=NOON, erasable={"phone": "1"}) for _ in range(2))

    assert one.data["phone#"] != two.data["phone#"]
    assert ErasableFact.objects.count() == 2


def test_the_canonical_bytes_never_change() -> None:
    fields = {"b": "企é", "a": [1, True, None, "x"], "at": canonical.instant(NOON)}

    assert canonical.canonical(fields).decode() == (
        '{"a":[1,true,null,"x"],"at":"2026-11-18T04:00:00.123456Z","b":"企é"}'
    )
    assert canonical.seal(fields, version=1).hex()[:18] == "01dae649adda44f3b1"
    assert canonical.seal(fields, version=2).hex()[:18] == "0247b09ed114004b14"


def test_the_clock_is_the_databases_until_it_is_moved(db: None) -> None:
    assert abs(clock.now() - datetime.now(tz=NOON.tzinfo)) < timedelta(minutes=1)
    with clock.moved_to(NOON):
        assert clock.now() == NOON
    assert clock.now() != NOON


@pytest.mark.django_db(transaction=True)
def test_fifty_writers_on_shared_and_own_subjects_make_no_fork() -> None:
    shared, own = a_county(), [a_county() for _ in range(10)]
    barrier = threading.Barrier(50)
    failures: list[BaseException] = []

    def write(n: int) -> None:
        try:
            barrier.wait()
            act(shared, times=2)
            act(own[n % 10], times=2)
        except BaseException as error:  # noqa: BLE001 -- told below
            failures.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=write, args=[n]) for n in range(50)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert (failures, Event.objects.count(), verify().broken) == ([], 200, None)
    assert [County.objects.get(pk=row.pk).chain_seq for row in (shared, own[0])] == [100, 10]
