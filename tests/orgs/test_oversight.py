"""That a unit sees the cases of another county is given by two persons, and taken back by one."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from journal.models import Event
from metrics.audit.verbs import verbs
from notifications import relay
from notifications.models import Notice
from notifications.silent import SILENT
from orgs.exceptions import Refused
from orgs.models import Oversight, Post
from orgs.services import oversight
from orgs.statuses import Consent, Role
from tests import cast, overseeing
from tests.access import scene
from tests.cast import World, signed_in
from tests.overseeing import City, asked, current, given

TODAY = timezone.localdate
DAY = timedelta(days=1)


@pytest.fixture
def world(db: None) -> World:
    return cast.county()


@pytest.fixture
def city(world: World) -> City:
    return overseeing.city()


@pytest.fixture
def security(world: World) -> Post:
    """The county's own security administrator."""
    return cast.post(world.office.organisation, Role.SECADMIN, "张安")


def told_of(county_id: int) -> list[tuple[str, int | None]]:
    """What the journal of the county says of it, and who did it."""
    found = Event.objects.for_subject("county", county_id).filter(verb__contains="oversight")
    return list(found.values_list("verb", "actor"))


def test_one_asks_another_of_the_county_that_is_looked_into_agrees(world: World, city: City, security: Post) -> None:
    row = asked(world, city)
    before = current(row).consent

    oversight.confirm(row.pk, actor=security)

    assert (before, current(row).consent, current(row).confirmed_by) == (Consent.WAITS, "", security.person)
    assert told_of(world.county.pk) == [
        ("county.oversight_asked", city.keeper.person_id),
        ("county.oversight_confirmed", security.person_id),
    ]


def test_nobody_agrees_to_what_they_asked_for_nor_an_administrator_of_the_city_for_the_county(
    world: World, city: City, security: Post
) -> None:
    own, other = asked(world, city, actor=security), asked(world, city, unit=city.general)
    colleague = cast.post(city.supervisor.organisation, Role.SYSADMIN, "褚市系")

    for row, actor in ((own, security), (own, city.keeper), (other, city.keeper), (other, colleague)):
        with pytest.raises(Refused, match="要由被查看的县里、提出人以外的另一位"):
            oversight.confirm(row.pk, actor=actor)
    with pytest.raises(Refused):
        oversight.confirm(other.pk, actor=world.office)

    assert set(Oversight.objects.values_list("consent", flat=True)) == {Consent.WAITS}


def test_only_administrators_of_one_of_the_two_counties_ask(world: World, city: City) -> None:
    third = cast.post(scene.next_keeper().organisation, Role.SECADMIN, "邻安")

    for actor in (city.supervisor, world.office, world.auditor, third):
        with pytest.raises(PermissionDenied):
            asked(world, city, actor=actor)


REFUSED: dict[str, tuple[Callable[[World, City], dict[str, Any]], str]] = {
    "a department": (lambda w, c: {"unit": w.liaison.organisation_id, "county_id": c.county.pk}, "只有在用的"),
    "an industry committee": (lambda w, c: {"unit": w.desk.organisation_id, "county_id": c.county.pk}, "只有在用的"),
    "its own county": (lambda _w, c: {"county_id": c.county.pk}, "本来就能看"),
    "ends before it starts": (lambda _w, _c: {"starts_on": TODAY() + 3 * DAY, "ends_on": TODAY() + DAY}, "不能早于"),
    "is over": (lambda _w, _c: {"starts_on": TODAY() - 3 * DAY, "ends_on": TODAY() - DAY}, "今天或以后"),
}


@pytest.mark.parametrize("why", REFUSED)
def test_what_makes_no_sense_is_refused(world: World, city: City, why: str) -> None:
    terms, words = REFUSED[why]

    with pytest.raises(Refused, match=words):
        asked(world, city, **terms(world, city))


def test_the_same_days_are_asked_for_once(world: World, city: City) -> None:
    asked(world, city, ends_on=TODAY() + 5 * DAY)

    with pytest.raises(Refused, match="已经提过"):
        asked(world, city, starts_on=TODAY() + 5 * DAY)
    asked(world, city, starts_on=TODAY() + 6 * DAY)


def test_all_is_asked_anew_when_it_is_confirmed(world: World, city: City) -> None:
    row = asked(world, city)
    type(city.supervisor.organisation).objects.filter(pk=city.office).update(active=False)

    with pytest.raises(Refused, match="在用的"):
        oversight.confirm(row.pk, actor=world.sysadmin)


def test_whoever_asked_takes_it_back_and_it_can_be_asked_for_again(world: World, city: City) -> None:
    row = asked(world, city)
    with pytest.raises(Refused, match="请选“不同意”"):
        oversight.end(row.pk, actor=city.keeper)

    oversight.refuse(row.pk, actor=city.keeper)

    with pytest.raises(Refused, match="不在等确认"):
        oversight.confirm(row.pk, actor=world.sysadmin)
    assert asked(world, city).waits


def test_one_person_of_either_county_ends_it_and_nobody_else(world: World, city: City) -> None:
    row = given(world, city)
    with pytest.raises(PermissionDenied):
        oversight.end(row.pk, actor=world.office)

    oversight.end(row.pk, actor=city.keeper)

    assert current(row).stopped_at is not None
    with pytest.raises(Refused, match="已经结束"):
        oversight.end(row.pk, actor=world.sysadmin)


def test_it_begins_no_earlier_than_it_is_confirmed(world: World, city: City) -> None:
    assert given(world, city, starts_on=TODAY() - 9 * DAY).starts_on == TODAY()


@pytest.mark.parametrize(
    ("columns", "constraint"),
    [
        ({"consent": ""}, "oversight_is_confirmed_by_another"),
        ({"reach": "joining"}, "oversight_begins_once_it_is_confirmed"),
    ],
)
def test_the_database_lets_nothing_begin_unconfirmed(
    world: World, city: City, columns: dict[str, str], constraint: str
) -> None:
    row = asked(world, city)

    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Oversight.objects.filter(pk=row.pk).update(**columns)
    with pytest.raises(IntegrityError, match="oversight_is_confirmed_by_another"), transaction.atomic():
        Oversight.objects.filter(pk=row.pk).update(consent="", confirmed_by=city.keeper.person)


def test_those_who_can_agree_are_told_and_then_the_administrators_of_both(
    world: World, city: City, security: Post
) -> None:
    row = asked(world, city)
    relay.handle(Event.objects.get(verb="county.oversight_asked"))
    told = {notice.person_id: notice.text for notice in Notice.objects.all()}
    oversight.confirm(row.pk, actor=security)
    relay.handle(Event.objects.get(verb="county.oversight_confirmed"))

    words = "有跨县查看等您确认：滨河市 · 市综合党委办公室看测试县"
    assert told == {world.sysadmin.person_id: words, security.person_id: words}
    later = Notice.objects.filter(verb="county.oversight_confirmed")
    assert set(later.values_list("person", flat=True)) == {world.sysadmin.person_id, city.keeper.person_id}


def test_every_verb_of_it_has_words_and_is_told_on_its_own_page() -> None:
    acts = ("asked", "confirmed", "refused", "ended", "joined", "left")
    wanted = {f"county.oversight_{act}" for act in acts}

    assert wanted <= verbs().keys()
    assert wanted <= set(SILENT)


def send(window: Client, row: Oversight, ruling: str) -> int:
    """The answer to a button of the page."""
    return window.post(f"/oversight/{row.pk}/", {"ruling": ruling}).status_code


def test_on_the_page_one_asks_another_agrees_and_either_ends_it(world: World, city: City, security: Post) -> None:
    theirs, ours = signed_in(city.keeper), signed_in(security)
    form = {"unit": city.office, "county": world.county.pk, "starts_on": f"{TODAY()}", "ends_on": ""}

    asking = theirs.post("/oversight/ask/", form)
    row = Oversight.objects.get()
    own = theirs.get("/oversight/").content.decode()
    other = ours.get("/oversight/").content.decode()

    assert asking.status_code == 303
    assert ('value="confirm"' in own, "收回" in own, 'value="confirm"' in other) == (False, True, True)
    assert [send(theirs, row, "confirm"), send(ours, row, "confirm"), send(ours, row, "confirm")] == [409, 303, 409]
    assert "还没开始" in ours.get("/oversight/").content.decode()
    assert [send(theirs, row, "no"), send(theirs, row, "end")] == [422, 303]


def test_a_form_that_is_wrong_comes_back_with_what_was_typed(world: World, city: City) -> None:
    window = signed_in(city.keeper)
    other = scene.next_keeper().organisation

    same = window.post("/oversight/ask/", {"unit": city.office, "county": city.county.pk, "starts_on": "2026-12-01"})
    foreign = window.post("/oversight/ask/", {"unit": other.pk, "county": world.county.pk, "starts_on": "2026-12-01"})

    assert (same.status_code, foreign.status_code) == (422, 422)
    assert "本来就能看" in same.content.decode()
    assert "至少有一边是您自己的县" in foreign.content.decode()
    assert 'value="2026-12-01"' in foreign.content.decode()


def test_where_there_is_one_county_the_page_says_so_and_strangers_see_none(world: World) -> None:
    assert "这里只有一个县" in signed_in(world.sysadmin).get("/oversight/").content.decode()
    for post in (world.office, world.auditor, world.firm, world.leader):
        assert signed_in(post).get("/oversight/").status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_a_page_costs_the_same_for_one_and_for_three(
    world: World, city: City, count: int, django_assert_max_num_queries: Any
) -> None:
    for month in range(count):
        asked(world, city, starts_on=TODAY() + month * 9 * DAY, ends_on=TODAY() + (month * 9 + 5) * DAY)
    window = signed_in(city.keeper)
    window.get("/oversight/")

    with django_assert_max_num_queries(12):
        window.get("/oversight/")
