"""An excluded rating is out of the rates and in the public count; a later round never takes its place (ADR 0023)."""

from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from journal import clock
from metrics.counting import Scope
from metrics.periods import Month
from metrics.rates import Tally
from tests import cast, figures
from tests.cast import World
from tickets.models import Exclusion, Revisit, Ticket

NOVEMBER = Month(2026, 11)


@pytest.fixture(autouse=True)
def monday(db: None) -> Iterator[None]:
    """Tests begin on a Monday at nine."""
    with clock.moved_to(cast.MONDAY):
        yield


def asked(world: World, ticket: Ticket, **more: Any) -> Exclusion:
    """The unit asks to leave the first rating out; `more` says how far it came."""
    words = {"reason": "beyond_duty", "body": "电价由省里定", "client_token": uuid4(), "at": clock.now()}
    return Exclusion.objects.create(
        ticket=ticket,
        revisit=Revisit.objects.get(ticket=ticket, round=1, valid=True),
        unit=world.liaison.organisation,
        by=world.liaison,
        by_person=world.liaison.person,
        **{"due_at": clock.now(), **words, **more},
    )


def agreed(world: World) -> dict[str, Any]:
    """The first approval. Who may give it is the policy's to say; here only that it is another person."""
    return {"agreed_at": clock.now(), "agreed_by": world.desk, "agreed_by_person": world.desk.person}


def granted(world: World) -> dict[str, Any]:
    """Both approvals."""
    office = {"granted_at": clock.now(), "granted_by": world.office, "granted_by_person": world.office.person}
    return {**agreed(world), **office}


def tally(world: World) -> Tally:
    return figures.tallies(Scope(world.county.pk, NOVEMBER))[world.liaison.organisation_id]


def test_a_rating_counts_until_both_have_agreed(world: World) -> None:
    asked(world, cast.closed(world))
    asked(world, cast.closed(world), **agreed(world))

    assert (tally(world).valid, tally(world).excluded) == (2, 0)


def test_an_excluded_rating_is_out_of_the_rates_and_in_the_public_count(world: World) -> None:
    kept, gone = cast.closed(world), cast.closed(world)
    asked(world, gone, **granted(world))
    scope = Scope(world.county.pk, NOVEMBER)

    assert (tally(world).valid, tally(world).solved, tally(world).excluded) == (1, 1, 1)
    assert [*figures.cases(scope, "valid")] == [kept]
    assert [*figures.cases(scope, "excluded")] == [gone]


def test_a_later_round_does_not_take_the_place_of_an_excluded_one(world: World) -> None:
    ticket = cast.closed(world)
    asked(world, ticket, **granted(world))
    first = Revisit.objects.get(ticket=ticket, valid=True)
    first.pk, first.round, first.at = None, 2, clock.now()
    first.save(force_insert=True)
    Ticket.objects.filter(pk=ticket.pk).update(round=2)

    assert (tally(world).valid, tally(world).excluded, tally(world).redo) == (0, 1, 1)


def test_the_page_of_figures_shows_how_many_were_excluded(world: World, client: Client) -> None:
    asked(world, cast.closed(world), **granted(world))
    figures.counted_anew()
    client.force_login(world.office.person)
    shown = client.get(reverse("statistics"), {"period": str(NOVEMBER)}).content.decode()

    assert shown.count("剔除 1 件") == 6  # three rates of the county and of its one unit


def test_an_exclusion_needs_three_different_people(world: World) -> None:
    ticket = cast.closed(world)
    alone = {**agreed(world), "agreed_by": world.liaison, "agreed_by_person": world.liaison.person}
    twice = {**granted(world), "granted_by": world.desk, "granted_by_person": world.desk.person}
    skipped = {name: value for name, value in granted(world).items() if name.startswith("granted")}

    for wrong, name in ((alone, "by_another"), (twice, "by_a_third"), (skipped, "after_its_head_agreed")):
        with pytest.raises(IntegrityError, match=name), transaction.atomic():
            asked(world, ticket, **wrong)


def test_a_rating_has_one_open_or_granted_exclusion(world: World) -> None:
    ticket = cast.closed(world)
    by = {"refused_by": world.desk, "refused_by_person": world.desk.person}
    asked(world, ticket, refused_at=clock.now(), ruling="不能剔除", **by)
    asked(world, ticket)

    with pytest.raises(IntegrityError, match="one_exclusion_of_a_revisit"), transaction.atomic():
        asked(world, ticket)


def test_a_unit_reads_its_objections_to_ratings_of_the_period_with_their_trail(world: World) -> None:
    asked(world, cast.closed(world), **granted(world))
    asked(world, cast.closed(world), refused_at=clock.now(), refused_by=world.office,
          refused_by_person=world.office.person, ruling="职责就在本单位", **agreed(world))  # fmt: skip
    window = cast.signed_in(world.liaison)

    page = window.get("/statistics/?period=2026-11").content.decode()
    october = window.get("/statistics/?period=2026-10").content.decode()

    assert (page.count("超出职责范围"), page.count("单位负责人同意")) == (2, 2)
    assert ("已剔除" in page, "党委办公室不批准" in page, "职责就在本单位" in page) == (True, True, True)
    assert "本单位没有提过异议" in october
    assert "本单位对评价的异议" not in cast.signed_in(world.office).get("/statistics/").content.decode()
    assert "职责就在本单位" not in cast.signed_in(world.other_liaison).get("/statistics/").content.decode()
