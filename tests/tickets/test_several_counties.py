"""A city's office over several counties: it reads by every route what its counties' offices read, and does nothing."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from http import HTTPStatus
from typing import Any, Final

import pytest
from django.db import OperationalError
from django.utils import timezone

from journal import clock
from journal.models import Event
from notifications import live
from orgs.models import Post
from orgs.services import oversight
from orgs.statuses import Consent, Reach
from tests import cast, overseeing
from tests.access import scene
from tests.cast import World, current, signed_in
from tests.overseeing import City
from tickets import tasks
from tickets.actions import BY_VERB
from tickets.export_kinds import TableFormat
from tickets.models import ExportJob, Ticket
from tickets.queries import case_rows, supervision, tickets_for
from tickets.queries.visibility import attachments_for, seen_among
from tickets.services import exporting, splitting
from tickets.services import overseeing as service
from tickets.statuses import Source

TODAY = timezone.localdate
DAY = timedelta(days=1)


@pytest.fixture
def city(world: World) -> City:
    """A city with an office; whom it sees, each test says."""
    return overseeing.city()


def cases_of(post: Post) -> set[int]:
    """What the one rule lets a post see."""
    return set(tickets_for(post).values_list("pk", flat=True))


def page(post: Post, address: str) -> str:
    """What somebody reads at an address."""
    return str(signed_in(post).get(address, follow=True).content.decode())


def _exported(_world: World, city: City, _ticket: Ticket) -> bool:
    """A list that leaves the house is of one's own county alone, whatever else one sees."""
    span: dict[str, Any] = {"since": TODAY(), "until": TODAY(), "answered": False, "table": TableFormat.XLSX}
    job = exporting.ask(source=Source.HOTLINE, actor=city.supervisor, **span)
    tasks.lists()
    return bool(ExportJob.objects.get(pk=job.pk).rows)


def _listed(city: City, ticket: Ticket) -> list[list[str]]:
    """The same of a list of cases, whoever has put this one on it."""
    return list(case_rows.listed([ticket.pk], post=city.supervisor, now=clock.now()))


def _hinted(_world: World, city: City, ticket: Ticket) -> bool:
    """Whether an open page of the office hears that something moved."""
    event = Event.objects.for_subject("ticket", ticket.pk).latest("pk")
    return city.office in live.readers(current(ticket), BY_VERB[event.verb])


def _counted(_world: World, city: City, _ticket: Ticket) -> bool:
    now = clock.now()
    moments = supervision.Moments(now=now, tonight=now, long_since=now)
    return sum(line.total for line in supervision.matrix(city.supervisor, moments)) == 1


ROUTES: Final[Mapping[str, Callable[[World, City, Ticket], bool]]] = {
    "page": lambda _w, c, t: signed_in(c.supervisor).get(f"/tickets/{t.number}/").status_code == HTTPStatus.OK,
    "list": lambda _w, c, t: t.number in page(c.supervisor, f"/supervision/?unit={t.lead.department_id}"),  # type: ignore[union-attr]  # it is handled
    "count": _counted,
    "search": lambda _w, c, t: tickets_for(c.leader).with_words("烫台").filter(pk=t.pk).exists(),
    "file": lambda _w, c, t: attachments_for(c.supervisor, person_id=0).filter(ticket=t).exists(),
    "suggestion": lambda _w, c, t: seen_among(c.revisit_clerk, [t.pk]) == {t.pk},
    "socket": _hinted,
}
"""Every way to a case, as the people of the city go it."""


def seen_by(world: World, city: City, ticket: Ticket) -> set[str]:
    """The ways by which the city reaches the case now."""
    return {name for name, reaches in ROUTES.items() if reaches(world, city, ticket)}


def test_by_every_way_it_is_seen_while_it_lasts_and_neither_before_nor_after(world: World, city: City) -> None:
    ticket = cast.signed(world)
    scene.attach(world.firm.person, ticket=ticket)
    both: dict[str, Any] = {"unit": city.general}
    asked = [overseeing.asked(world, city), overseeing.asked(world, city, **both)]
    before = seen_by(world, city, current(ticket))

    for row in asked:
        oversight.confirm(row.pk, actor=world.sysadmin)
    tasks.oversee()
    during = seen_by(world, city, current(ticket))
    for row in asked:
        overseeing.ended(row, by=world.sysadmin)
    after = seen_by(world, city, current(ticket))

    assert (before, during, after) == (set(), set(ROUTES), set())


def test_what_leaves_the_house_as_a_list_is_of_ones_own_county(world: World, city: City) -> None:
    overseeing.in_force(world, city)
    ticket = cast.closed(world)
    Ticket.objects.filter(pk=ticket.pk).update(source="12345", external_no="R-1")

    assert city.office in current(ticket).parties
    assert not _exported(world, city, ticket)
    assert not _listed(city, ticket)


def test_it_begins_on_its_first_day_and_ends_after_its_last(world: World, city: City) -> None:
    ticket = cast.filed(world)
    row = overseeing.given(world, city, starts_on=TODAY() + DAY, ends_on=TODAY() + 2 * DAY)
    seen = []
    for days in range(4):
        with cast.at(timezone.now() + days * DAY):  # type: ignore[attr-defined]  # a context
            service.run()
        seen.append(cases_of(city.supervisor) == {ticket.pk})

    assert seen == [False, True, True, False]
    assert overseeing.current(row).reach == Reach.OVER


def test_a_new_case_has_it_from_the_first_moment_and_never_after_the_end(world: World, city: City) -> None:
    row = overseeing.in_force(world, city)
    during = cast.filed(world)
    overseeing.ended(row, by=city.keeper)
    after = cast.filed(world)

    assert [city.office in current(each).parties for each in (during, after)] == [False, False]
    assert city.office in during.parties


def test_a_run_that_is_killed_in_the_middle_goes_on_from_there(
    world: World, city: City, monkeypatch: pytest.MonkeyPatch
) -> None:
    cases = [cast.filed(world).pk for _one in range(5)]
    row = overseeing.given(world, city)
    monkeypatch.setattr(service, "BATCH", 2)
    service.run(most=1)
    halfway = cases_of(city.supervisor)

    changed = service.run()

    assert halfway == set(cases[:2])
    assert (changed, cases_of(city.supervisor)) == (3, set(cases))
    assert (service.run(), overseeing.current(row).cases) == (0, 5)
    joined = Event.objects.get(verb="county.oversight_joined")
    assert (joined.subject_id, joined.data["cases"], joined.actor) == (world.county.pk, 5, None)


def test_a_batch_that_fails_leaves_nothing_half_done(world: World, city: City, monkeypatch: pytest.MonkeyPatch) -> None:
    cast.filed(world)
    row = overseeing.given(world, city)

    def broken(*_args: object) -> int:
        raise OperationalError("the connection is gone")

    with monkeypatch.context() as patch:
        patch.setattr(service, "_write_in", broken)
        service.run()
    assert (cases_of(city.supervisor), overseeing.current(row).walked) == (set(), 0)

    service.run()
    assert len(cases_of(city.supervisor)) == 1


def test_the_end_leaves_it_where_it_is_a_party_for_another_reason(world: World, city: City) -> None:
    row = overseeing.in_force(world, city)
    plain, theirs = cast.filed(world), cast.filed(world)
    Ticket.objects.filter(pk=theirs.pk).update(committee=city.office)

    overseeing.ended(row, by=world.sysadmin)

    assert cases_of(city.supervisor) == {theirs.pk}
    assert city.office not in current(plain).parties


def test_ended_and_given_again_on_one_day_it_is_in_every_case(world: World, city: City) -> None:
    ticket = cast.filed(world)
    row = overseeing.in_force(world, city)
    oversight.end(row.pk, actor=world.sysadmin)
    overseeing.given(world, city)

    service.run()
    service.run()

    assert cases_of(city.supervisor) == {ticket.pk}


def test_the_parts_of_a_call_have_it_and_lose_it(world: World, city: City) -> None:
    row = overseeing.in_force(world, city)
    whole = cast.accepted(world)
    pieces = [splitting.Piece(title=f"第{n}件", body="停电", category_id=world.category.pk) for n in (1, 2)]
    splitting.split(whole.pk, pieces=pieces, actor=world.desk, version=whole.version)

    assert len(cases_of(city.supervisor)) == 3
    overseeing.ended(row, by=world.sysadmin)
    assert cases_of(city.supervisor) == set()


def test_of_two_cities_each_has_its_own_counties(world: World, city: City) -> None:
    overseeing.in_force(world, city)
    ticket = cast.filed(world)
    keeper = scene.next_keeper()

    assert cases_of(keeper) == set()
    assert cases_of(city.supervisor) == {ticket.pk}
    assert cases_of(city.leader) == set()


def test_what_is_refused_is_never_seen(world: World, city: City) -> None:
    cast.filed(world)
    row = overseeing.asked(world, city)
    oversight.refuse(row.pk, actor=world.sysadmin)

    service.run()

    assert (overseeing.current(row).consent, cases_of(city.supervisor)) == (Consent.REFUSED, set())
