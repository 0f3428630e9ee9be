"""A published month counted again from the journal alone (the whole demonstration is retold in `test_recount`)."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from io import StringIO
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command

from journal import clock
from metrics import counting
from metrics.counting import Scope
from metrics.models import Cube, Publication
from metrics.models.cubes import Axis
from metrics.periods import Month
from metrics.retold import retold
from metrics.services import publishing
from orgs.calendar import COUNTY_TIME
from tests import cast, figures
from tests.cast import MINUTE, MONDAY, World
from tests.metrics.test_publications import sealed
from tests.tickets import grouped
from tickets.services import desk, firm, replying, revisiting
from tickets.statuses import BadReason, Grade

NOVEMBER = Month(2026, 11)
IN_DECEMBER = datetime(2026, 12, 2, 9, 0, tzinfo=COUNTY_TIME)
CASES = 12


@pytest.fixture(autouse=True)
def in_december(world: World) -> Iterator[None]:
    """Twelve cases of November, each closed by its firm; published from December on."""
    for place in range(CASES):
        with clock.moved_to(MONDAY + place * MINUTE):
            cast.closed(world)
    with clock.moved_to(IN_DECEMBER):
        sealed()
        figures.counted_anew()
        yield


def publish(world: World, *, seen: int = 1, reason: str = "") -> Publication:
    return publishing.publish(world.county.pk, NOVEMBER, reason=reason, seen=seen, actor=world.office)


def recount() -> str:
    out = StringIO()
    call_command("recount_published", stdout=out)
    return out.getvalue()


def test_every_number_of_a_published_month_is_what_the_journal_says(world: World) -> None:
    publish(world)

    said = recount()

    assert "测试县 2026-11 v1: accepted 12 = 12, handled 12 = 12, valid 12 = 12, contacted 12 = 12" in said
    assert ("≠" in said, "seal 1" in said) == (False, True)


def test_a_number_that_was_bent_before_it_was_published_is_found_out(world: World) -> None:
    Cube.objects.filter(axis=Axis.UNIT, key=world.liaison.organisation_id).update(handled=CASES - 6)
    publish(world)

    with pytest.raises(CommandError, match="1 published numbers or versions are not what"):
        recount()


def test_a_publication_whose_seal_the_journal_does_not_have_is_found_out(world: World) -> None:
    row = publish(world)
    row.pk, row.version, row.reason, row.checkpoint = None, 2, "别的封存点", 99
    row.save(force_insert=True)

    with pytest.raises(CommandError, match="2 published"):
        recount()


@pytest.mark.parametrize("digest_too", [False, True])
def test_a_number_that_nothing_else_tells_is_found_out_by_its_digest(world: World, digest_too: bool) -> None:
    row = publish(world)
    row.figures["rates"]["score"] = "99.9"
    row.pk, row.version, row.reason = None, 2, "悄悄换掉"
    row.digest = publishing.digest_of(row.figures) if digest_too else row.digest
    row.save(force_insert=True)

    with pytest.raises(CommandError, match="1 published"):
        recount()


def test_what_happens_after_it_was_published_is_of_its_correction(world: World) -> None:
    with clock.moved_to(MONDAY + timedelta(hours=2)):
        later = [cast.replied(world) for _each in range(6)]
    with clock.moved_to(IN_DECEMBER):
        figures.counted_anew()
        publish(world)
    with clock.moved_to(IN_DECEMBER + timedelta(hours=1)):
        for ticket in later:
            replying.pass_on(ticket.pk, actor=world.second_desk, version=ticket.version)
        figures.counted_anew()
        assert "handled 12 = 12" in recount()

        publish(world, seen=2, reason="又办好了六件")

        assert "v2: accepted 18 = 18, handled 18 = 18" in recount()


def test_a_bad_rating_counts_once_and_its_redo_not_at_all(world: World) -> None:
    with clock.moved_to(MONDAY + timedelta(hours=3)):
        ticket = cast.asked_to_confirm(world)
        bad = cast.a_verdict(grade=Grade.DISSATISFIED, reasons=[BadReason.SPEED], words="等了两个星期")
        revisiting.confirm(ticket.pk, verdict=bad, actor=world.firm, version=ticket.version)

    told = retold(world.county.pk, NOVEMBER, until=clock.now())

    assert (told["accepted"], told["valid"], told["satisfied"]) == (CASES + 1, CASES + 1, CASES)


def test_a_part_that_is_accepted_once_more_stays_in_the_month_of_its_call(world: World) -> None:
    with clock.moved_to(MONDAY - timedelta(days=20)):
        ticket = cast.accepted(world)
        part, _other = grouped.split(world, ticket)
        firm.withdraw(part.pk, reason="先自己找找", actor=world.firm, version=part.version)
    with clock.moved_to(MONDAY + timedelta(hours=3)):
        version = cast.current(part).version
        firm.appeal(part.pk, reason="还是要办", client_token=uuid4(), actor=world.firm, version=version)
        desk.accept(part.pk, actor=world.desk, version=cast.current(part).version)
    figures.counted_anew()

    told = [retold(world.county.pk, month, until=clock.now()) for month in (NOVEMBER.preceding(), NOVEMBER)]

    assert [each["accepted"] for each in told] == [2, CASES]
    for month, each in zip((NOVEMBER.preceding(), NOVEMBER), told, strict=True):
        whole = counting.total(counting.tallies(Scope(world.county.pk, month)).values())
        assert whole.accepted == each["accepted"]
