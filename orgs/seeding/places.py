"""Towns, villages and service sites of the fictional county: 27, 138, and 1 + 27 + 138 sites."""

from dataclasses import dataclass
from datetime import datetime

from orgs.models import County, Organisation, Place, ServiceSite
from orgs.names import name_keys
from orgs.seeding import register
from orgs.seeding.files import read
from orgs.statuses import AuthorityKind, OrganisationKind, PlaceKind, SiteLevel, SiteRoom

_STATION_ROOMS = [SiteRoom.HALL, SiteRoom.PARCELS, SiteRoom.MEETING, SiteRoom.LIVE]
_HOURS = "工作日 8:30–12:00，14:00–18:00"


@dataclass(frozen=True, slots=True)
class Places:
    """The built places by name; villages by (town, village), for two towns may share a name."""

    towns: dict[str, Place]
    villages: dict[tuple[str, str], Place]


@dataclass(frozen=True, slots=True)
class Sites:
    """Town governments and site operators by town, and by (town, village)."""

    governments: dict[str, Organisation]
    stations: dict[str, Organisation]
    points: dict[tuple[str, str], Organisation]


def build_places(county: County) -> Places:
    """Enter towns and villages."""
    stored = read("places")
    villages: dict[str, list[str]] = stored["villages"]
    quiet = set(stored["not_taobao"])
    towns = Place.objects.bulk_create(
        Place(county=county, kind=PlaceKind.TOWN, name=name, is_taobao=name not in quiet, **name_keys(name))
        for name in villages
    )
    made = Place.objects.bulk_create(
        Place(county=county, kind=PlaceKind.VILLAGE, name=name, parent=town, **name_keys(name))
        for town in towns
        for name in villages[town.name]
    )
    return Places(
        towns={town.name: town for town in towns},
        villages={(place.parent.name, place.name): place for place in made if place.parent},
    )


def build_sites(county: County, places: Places, *, centre: Organisation, at: datetime) -> Sites:
    """Enter town governments, stations and points, and the sites they run."""
    governments = _by_place(_governments(county, places), at=at)
    stations = _by_place(
        [
            register.organisation(county, OrganisationKind.STATION, f"{name}电商服务站", place=town)
            for name, town in places.towns.items()
        ],
        at=at,
    )
    points = _by_place(
        [
            register.organisation(
                county,
                OrganisationKind.POINT,
                f"{town}{village}电商服务点",
                place=place,
                parent=stations[places.towns[town].pk],
            )
            for (town, village), place in places.villages.items()
        ],
        at=at,
    )
    _enter_sites(county, centre, stations=stations, points=points)
    return Sites(
        governments={name: governments[town.pk] for name, town in places.towns.items()},
        stations={name: stations[town.pk] for name, town in places.towns.items()},
        points={key: points[village.pk] for key, village in places.villages.items()},
    )


def _governments(county: County, places: Places) -> list[Organisation]:
    return [
        register.organisation(
            county,
            OrganisationKind.DEPARTMENT,
            f"{name}{'办事处' if name.endswith('街道') else '人民政府'}",
            place=town,
            short_name=name,
            authority=AuthorityKind.GOVERNMENT,
        )
        for name, town in places.towns.items()
    ]


def _by_place(made: list[Organisation], *, at: datetime) -> dict[int, Organisation]:
    return {each.place_id: each for each in register.enter(made, at=at) if each.place_id}


def _enter_sites(
    county: County, centre: Organisation, *, stations: dict[int, Organisation], points: dict[int, Organisation]
) -> None:
    sites = [ServiceSite(county=county, organisation=centre, level=SiteLevel.COUNTY, rooms=list(SiteRoom))]
    sites += [
        ServiceSite(
            county=county,
            organisation=each,
            level=SiteLevel.TOWN,
            place=each.place,
            rooms=_STATION_ROOMS,
        )
        for each in stations.values()
    ]
    sites += [
        ServiceSite(
            county=county, organisation=each, level=SiteLevel.VILLAGE, place=each.place, rooms=[SiteRoom.PARCELS]
        )
        for each in points.values()
    ]
    for site in sites:
        site.opening = _HOURS
        site.address = f"{site.organisation.name}一楼"
    ServiceSite.objects.bulk_create(sites)
