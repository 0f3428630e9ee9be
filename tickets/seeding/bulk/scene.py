"""The county in memory: who sits where, whom the catalogue names, which firms call. Read once, then only looked at."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from random import Random
from typing import Any

from orgs.calendar import WorkCalendar
from orgs.models import County, Organisation, Post
from orgs.queries import TOWN_NAMES, resolve_unit, towns_of
from orgs.statuses import OrganisationKind, Role
from orgs.working_days import calendar_for
from tickets.models import Category
from tickets.policies import DESK_ROLES
from tickets.queries.units import desk_of, dispatchable_units, watching_units
from tickets.seeding.bulk.hours import QuickCalendar
from tickets.seeding.files import requests
from tickets.seeding.people import PACE
from tickets.statuses import Urgency
from tickets.supervision_kinds import WITHOUT_CARDS

Files = Sequence[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Caller:
    """A firm that calls: who speaks for it, where it is, which desk answers it."""

    post: Post
    organisation: Organisation
    committee: Organisation
    town_id: int
    town: str
    place: str
    phone: str


@dataclass(frozen=True, slots=True)
class Named:
    """Whom the catalogue names for a category in a town."""

    lead: Organisation
    assists: Sequence[int]


class Scene:
    """Everything that lives are told from. `pictures` are files that the store holds, one list a picture."""

    def __init__(self, county: County, *, first: date, last: date, pictures: Files = ()) -> None:
        self.county, self.pictures = county, list(pictures)
        self.plain_calendar: WorkCalendar = calendar_for(county.pk)
        self.calendar = QuickCalendar.of(self.plain_calendar, first=first, last=last)
        self.watching = watching_units(county.pk)
        self._posts: dict[int, dict[str, list[Post]]] = defaultdict(lambda: defaultdict(list))
        for post in Post.objects.filter(organisation__county=county, standing_in_for=None).named().order_by("pk"):
            self._posts[post.organisation_id][post.role].append(post)
        self._desks: dict[tuple[int, int | None], list[Post]] = {}
        self._units = {unit.pk: unit for unit in dispatchable_units(county.pk)}
        self.spared = frozenset(pk for pk, unit in self._units.items() if unit.authority_kind in WITHOUT_CARDS)
        self._towns = {town.pk: town for town in towns_of(county.pk)}
        self._resolved: dict[tuple[str, int], Organisation | None] = {}
        self.stations = self._stations()
        self.callers = self._callers()
        self.categories = self._categories()

    # --- who ------------------------------------------------------------------------------------------------------

    def of(self, organisation_id: int, rng: Random, *roles: str) -> Post:
        """Somebody with the first of these roles that anybody has there. LookupError when nobody sits there."""
        for role in roles:
            if posts := self._posts[organisation_id][role]:
                return rng.choice(posts)
        raise LookupError(f"nobody in {organisation_id} is one of {roles}")

    def desk(self, committee_id: int, rng: Random, *, but: int | None = None) -> Post:
        """A dispatcher of a desk; `but` is the person who must not be it."""
        return rng.choice(self._desk_but(committee_id, but))

    def _desk_but(self, committee_id: int, but: int | None) -> list[Post]:
        if (committee_id, but) not in self._desks:
            posts = [post for role in sorted(DESK_ROLES) for post in self._posts[committee_id][role]]
            self._desks[committee_id, but] = [post for post in posts if post.person_id != but]
        return self._desks[committee_id, but]

    def liaison(self, unit_id: int, rng: Random) -> Post:
        """Who signs for a unit."""
        return self.of(unit_id, rng, Role.DEPT_LIAISON, Role.MASS_ORG_USER, Role.DISPATCHER)

    def handler(self, unit_id: int, rng: Random) -> Post:
        """Who works on a unit's cases."""
        return self.of(unit_id, rng, Role.HANDLER, Role.DEPT_LIAISON, Role.MASS_ORG_USER, Role.DISPATCHER)

    @cached_property
    def revisit_clerks(self) -> list[Post]:
        """Who calls firms."""
        return [post for posts in self._posts.values() for post in posts[Role.REVISIT_CLERK]]

    @cached_property
    def office(self) -> list[Post]:
        """Who rules where a desk was silent."""
        return [post for posts in self._posts.values() for post in posts[Role.SUPERVISOR]]

    def _stations(self) -> dict[int, Post]:
        found = Organisation.objects.filter(county=self.county, kind=OrganisationKind.STATION, active=True)
        return {
            site.place_id: self._posts[site.pk][Role.SITE_CLERK][0] for site in found.order_by("pk") if site.place_id
        }

    def _callers(self) -> list[Caller]:
        firms = Organisation.objects.filter(county=self.county, kind=OrganisationKind.FIRM, active=True)
        desks: dict[int | None, Organisation] = {}
        callers = []
        for firm in firms.select_related("place__parent", "profile__branch__parent").order_by("pk"):
            posts, place = self._posts[firm.pk][Role.ENTERPRISE_USER], firm.place
            if not posts or place is None:
                continue
            branch = firm.profile.branch_id
            if branch not in desks:
                desks[branch] = desk_of(firm)
            town = place.parent or place
            phone = firm.profile.contact_phone
            callers.append(Caller(posts[0], firm, desks[branch], town.pk, town.name, place.name, phone))
        return callers

    # --- what -----------------------------------------------------------------------------------------------------

    def _categories(self) -> list[Category]:
        """Second-level categories that name a lead everywhere, each as often as it weighs."""
        weights: dict[str, int] = defaultdict(lambda: 2)
        for request in requests():
            weights[request.category] += 2
        rows = Category.objects.filter(catalogue__county=self.county, parent__isnull=False).select_related(
            "catalogue", "parent"
        )
        some_town = next(iter(self._towns))
        named = [row for row in rows.order_by("order", "pk") if self._resolve(row.lead, some_town) is not None]
        return [row for row in named for _time in range(1 if row.tier == "T0" else weights[row.code])]

    @cached_property
    def pressing(self) -> list[Category]:
        """Those that are urgent by themselves."""
        return [category for category in self.categories if category.urgency != Urgency.NORMAL]

    @cached_property
    def calm(self) -> list[Category]:
        """All others."""
        return [category for category in self.categories if category.urgency == Urgency.NORMAL]

    def named(self, category: Category, town_id: int) -> Named:
        """Lead and assists of the catalogue for a firm of this town (`suggested_units`)."""
        lead = self._resolve(category.lead, town_id)
        if lead is None:
            raise LookupError(f"{category.code} names no lead")
        found = (self._resolve(name, town_id) for name in category.assists)
        assists = dict.fromkeys(unit.pk for unit in found if unit is not None and unit.pk != lead.pk)
        return Named(lead, list(assists))

    def _resolve(self, name: str, town_id: int) -> Organisation | None:
        key = (name, town_id if name.startswith(TOWN_NAMES) else 0)
        if key not in self._resolved:
            unit = resolve_unit(name, county=self.county, town=self._towns[town_id])
            self._resolved[key] = self._units.get(unit.pk) if unit is not None else None
        return self._resolved[key]

    def another_unit(self, rng: Random, but: Sequence[int]) -> int:
        """A department that has nothing to do with the case yet."""
        wanted = [pk for pk, unit in self._units.items() if unit.kind == OrganisationKind.DEPARTMENT and pk not in but]
        return rng.choice(wanted)

    def pace(self, unit_id: int) -> float:
        """How long a unit takes, measured by an ordinary one."""
        unit = self._units.get(unit_id)
        return PACE.get(unit.name, 1.0) if unit else 0.7
