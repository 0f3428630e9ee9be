"""Towns and villages: entered when a county is set up, added to later; names never vanish, cases point at them."""

from collections.abc import Mapping, Sequence

from django.db import transaction

from journal import clock, events
from journal.models import Event
from orgs.models import County, Organisation, Place, Post, ServiceSite
from orgs.names import name_keys
from orgs.services import organisations
from orgs.statuses import AuthorityKind, OrganisationKind, PlaceKind, SiteLevel


def enter(county_id: int, *, towns: Mapping[str, Sequence[str]], actor: Post | None) -> Event:
    """Enter towns with their villages; what is there already stays as it is."""
    with transaction.atomic():
        county = County.objects.select_for_update(of=("self",)).get(pk=county_id)
        made_towns = _enter(county, [(PlaceKind.TOWN, None, name) for name in towns])
        parents = {place.name: place for place in Place.objects.filter(county=county, kind=PlaceKind.TOWN)}
        wanted = [(PlaceKind.VILLAGE, parents[town], name) for town, names in towns.items() for name in names]
        data = {"towns": made_towns, "villages": _enter(county, wanted)}
        return events.record("county.places_entered", county, actor=actor, at=clock.now(), data=data)


def _enter(county: County, wanted: Sequence[tuple[PlaceKind, Place | None, str]]) -> int:
    """Enter the places that are not there; return how many."""
    known = set(Place.objects.filter(county=county).values_list("parent", "name"))
    places = {
        (parent.pk if parent else None, name): Place(
            county=county, kind=kind, parent=parent, name=name, **name_keys(name)
        )
        for kind, parent, name in wanted
    }
    fresh = [place for key, place in places.items() if key not in known]
    Place.objects.bulk_create(fresh)
    return len(fresh)


def found_town_bodies(county_id: int, *, actor: Post | None) -> int:
    """Enter the government and the service station of every town that lacks them; return how many were made."""
    made = 0
    with transaction.atomic():
        for town in Place.objects.filter(county=county_id, kind=PlaceKind.TOWN).order_by("pk"):
            there = set(Organisation.objects.filter(place=town, active=True).values_list("kind", flat=True))
            if OrganisationKind.DEPARTMENT not in there:
                _found_government(county_id, town, actor=actor)
                made += 1
            if OrganisationKind.STATION not in there:
                _found_station(county_id, town, actor=actor)
                made += 1
    return made


def _found_government(county_id: int, town: Place, *, actor: Post | None) -> None:
    ending = "办事处" if town.name.endswith("街道") else "人民政府"
    organisations.create(
        county_id,
        kind=OrganisationKind.DEPARTMENT,
        name=f"{town.name}{ending}",
        short_name=town.name,
        place_id=town.pk,
        authority_kind=AuthorityKind.GOVERNMENT,
        actor=actor,
    )


def _found_station(county_id: int, town: Place, *, actor: Post | None) -> None:
    station = organisations.create(
        county_id, kind=OrganisationKind.STATION, name=f"{town.name}电商服务站", place_id=town.pk, actor=actor
    )
    open_site(station)


def open_site(body: Organisation) -> None:
    """Let a station or point be found as a service site (阵地), unless its place has one."""
    level = SiteLevel.TOWN if body.kind == OrganisationKind.STATION else SiteLevel.VILLAGE
    if not ServiceSite.objects.filter(place=body.place_id).exists():
        ServiceSite.objects.create(county_id=body.county_id, organisation=body, level=level, place_id=body.place_id)
