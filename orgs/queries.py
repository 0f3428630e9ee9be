"""Reads of the register: posts, units, places. No writes, no rules."""

from collections.abc import Collection, Iterable
from datetime import date, datetime

from django.conf import settings
from django.db.models import Q, QuerySet

from journal import clock
from orgs.calendar import COUNTY_TIME
from orgs.models import Claim, County, Organisation, Oversight, Person, Place, Post, StaffInvitation
from orgs.models.joining import ClaimQuerySet
from orgs.models.oversight import OversightQuerySet
from orgs.models.posts import PostQuerySet
from orgs.models.staff import StaffInvitationQuerySet
from orgs.policies import CLAIM_DESKS, may_confirm_posts, owns
from orgs.statuses import WATCHING_KINDS, OrganisationKind, PlaceKind, Role
from web.prepared import prepared

TOWN_NAMES = ("属地镇街", "镇街电商服务站")
"""How the dispatch catalogue spells "the firm's own town"; a station is run by its town."""


def today(now: datetime) -> date:
    """Return the county's date at an instant."""
    return now.astimezone(COUNTY_TIME).date()


def home_county() -> County | None:
    """Return the county of visitors who have not signed in: the only one, opened or not, or the one of this name."""
    counties = list(County.objects.order_by("pk")[:2])
    if len(counties) == 1:
        return counties[0]
    return County.objects.filter(name=settings.COUNTY_NAME).first() if settings.COUNTY_NAME else None


def posts_of(person: Person, *, on: date) -> list[Post]:
    """Return the posts a person may act in on a day, own ones before substitutions. One query."""
    posts = _posts_of(person=person.pk, day=on)
    for post in posts:
        post.person = person  # in hand already; `section` is for lists of posts
    return sorted(posts, key=lambda post: (post.standing_in_for_id is not None, post.pk))


@prepared("person", "day")
def _posts_of(*, person: int, day: date) -> QuerySet[Post]:
    return Post.objects.filter(person=person).live(day).select_related("organisation__county")


def posts_in(organisation_ids: Collection[int], roles: Collection[Role], *, on: date | None = None) -> PostQuerySet:
    """Return live posts of these roles in these organisations, substitutes among them.

    `on` defaults to today by the database's clock.
    """
    day = on or today(clock.now())
    return Post.objects.filter(organisation__in=organisation_ids, role__in=roles).live(day).named()


def is_staffs_number(phone: str, *, on: date) -> bool:
    """Whether somebody who works for the county rings with this number."""
    live = Post.objects.live(on).exclude(role=Role.ENTERPRISE_USER).values("person")
    return Person.objects.filter(phone=phone, pk__in=live).exists()


def organisations_in(county_id: int, *kinds: OrganisationKind) -> QuerySet[Organisation]:
    """Return the county's live organisations of these kinds, by name."""
    return Organisation.objects.filter(county=county_id, kind__in=kinds, active=True).select_related("place")


def towns_of(county_id: int) -> QuerySet[Place]:
    """Return the county's towns by name."""
    return Place.objects.filter(county=county_id, kind=PlaceKind.TOWN)


def town_names_of(county_id: int) -> list[tuple[int, str]]:
    """Their ids and names, for a form's list."""
    return _town_names_of(county=county_id)


@prepared("county")
def _town_names_of(*, county: int) -> QuerySet[Place, tuple[int, str]]:
    return Place.objects.filter(county=county, kind=PlaceKind.TOWN).values_list("pk", "name")


def villages_of(town_id: int) -> QuerySet[Place]:
    """Return a town's villages by name."""
    return Place.objects.filter(parent=town_id)


def claims_for(post: Post | None) -> ClaimQuerySet:
    """The claims that a post may see and rule on: `policies.may_rule_on_claim` as a query."""
    claims = ClaimQuerySet(Claim)
    if post is None:
        return claims.none()
    county = claims.filter(county=post.organisation.county_id).exclude(person=post.person_id)
    if post.role in CLAIM_DESKS:
        return county
    if post.role == Role.SITE_CLERK and post.organisation.kind == OrganisationKind.STATION:
        return county.filter(place=post.organisation.place_id)
    return county.filter(firm=post.organisation_id) if owns(post, post.organisation_id) else claims.none()


def staff_invitations_for(post: Post) -> StaffInvitationQuerySet:
    """The invitations of staff that a post may see and take back: of the head's own unit, or of the whole county."""
    invitations = StaffInvitationQuerySet(StaffInvitation)
    if post.role == Role.SYSADMIN:
        return invitations.filter(organisation__county=post.organisation.county_id)
    return invitations.filter(organisation=post.organisation_id) if post.role == Role.DEPT_HEAD else invitations.none()


def oversights_for(post: Post) -> OversightQuerySet:
    """Who looks into the post's county and into which ones its own units look, for those who answer for it."""
    return (
        OversightQuerySet(Oversight).concerning(post.county_id) if may_confirm_posts(post) else Oversight.objects.none()
    )


def watching_units_of_all() -> QuerySet[Organisation]:
    """Return the committees and offices of all counties that may be let see others, with their county, by its name."""
    kinds = sorted(WATCHING_KINDS)
    found = Organisation.objects.filter(kind__in=kinds, active=True, county__in_setup=False).select_related("county")
    return found.order_by("county__name", "kind", "pk")


def counties_watched_by(organisation_id: int) -> list[County]:
    """Return the other counties whose cases a unit sees, by name."""
    return _watched_by(organisation=organisation_id)


@prepared("organisation")
def _watched_by(*, organisation: int) -> QuerySet[County]:
    return County.objects.filter(
        overseen_by__in=Oversight.objects.lasting().filter(organisation=organisation)
    ).order_by("name")


def firms_to_invite(post: Post) -> QuerySet[Organisation]:
    """The firms that a desk (all of the county) or a station (its town's) may invite people to."""
    firms = organisations_in(post.organisation.county_id, OrganisationKind.FIRM).filter(profile__unverified=False)
    if post.role in CLAIM_DESKS:
        return firms
    if post.organisation.kind != OrganisationKind.STATION or post.organisation.place_id is None:
        return firms.none()
    return firms.filter(Q(place=post.organisation.place_id) | Q(place__parent=post.organisation.place_id))


def named_like(organisations: QuerySet[Organisation], typed: str) -> QuerySet[Organisation]:
    """Narrow to what a person means by a few characters, pinyin or initials (`gdgs`, `gong dian`)."""
    words = typed.strip().lower()
    return organisations.filter(
        Q(name__icontains=words)
        | Q(short_name__icontains=words)
        | Q(initials__contains=words.replace(" ", ""))
        | Q(pinyin__startswith=words)
    )


def units_in(county_id: int) -> QuerySet[Organisation]:
    """Return every live body of the county that is neither a firm nor a section of another."""
    living = Organisation.objects.filter(county=county_id, active=True)
    return living.exclude(kind__in=[OrganisationKind.FIRM, OrganisationKind.SECTION])


def units_of(county_id: int) -> list[Organisation]:
    """Read the same now."""
    return _units(county=county_id)


@prepared("county")
def _units(*, county: int) -> QuerySet[Organisation]:
    return units_in(county)


def resolve_unit(name: str, *, county: County, town: Place | None) -> Organisation | None:
    """Return the live unit that a name in the dispatch catalogue means for a firm of `town`."""
    return resolve_among(units_in(county.pk), name, town=town)


def resolve_among(units: Iterable[Organisation], name: str, *, town: Place | None) -> Organisation | None:
    """Return the unit that a name means, out of `units_in` a county, in whose order the first of several wins.

    "属地镇街" and what the towns run is the town's government; "某局（某科）" is the department.
    None when the name stands for nobody in particular ("相关行业协会"): the desk picks by hand.
    """
    if name.startswith(TOWN_NAMES):
        return next((unit for unit in units if town is not None and _governs(unit, town)), None)
    whole, _bracket, _section = name.partition("（")
    meant = [unit for unit in units if unit.name in {name, whole} or name in {unit.short_name, *unit.also_called}]
    return min(meant, key=lambda unit: unit.name == whole, default=None)


def _governs(unit: Organisation, town: Place) -> bool:
    return unit.place_id == town.pk and unit.kind == OrganisationKind.DEPARTMENT
