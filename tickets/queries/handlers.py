"""Who has a leg inside its unit: the people it can be given to, the words for whoever has it, legs that nobody has.

Asked when it is read: whoever stands in for a handler has its legs on those days and no others, and a handler that has
left has none, whether the sweep has come by or not.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Final

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from orgs.models import Organisation, Post
from orgs.statuses import OrganisationKind
from tickets.models import Leg
from tickets.policies import DESK_ROLES, UNIT_ROLES
from tickets.statuses import LIVE_LEGS, OPEN
from web.prepared import Among, prepared

_WORKERS: Final = sorted(UNIT_ROLES | DESK_ROLES)
MINE, NOBODYS = "mine", "nobody"


def people_of(unit_id: int, *, on: date) -> list[Post]:
    """Whom a leg of this unit can be given to: its own people in their own posts, handlers first."""
    posts = Post.objects.filter(organisation=unit_id, role__in=_WORKERS, standing_in_for=None).live(on)
    return sorted(posts.select_related("person", "section"), key=lambda post: (post.role != "handler", post.pk))


def sections_of(unit_id: int) -> list[tuple[int, str]]:
    """Ids and names of the unit's sections (科室)."""
    return _sections(unit=unit_id)


@prepared("unit")
def _sections(*, unit: int) -> QuerySet[Organisation, tuple[int, str]]:
    found = Organisation.objects.filter(parent=unit, kind=OrganisationKind.SECTION, active=True)
    return found.order_by("pk").values_list("pk", "name")


def _somebody(on: date) -> Exists:
    """Whether the handler of a leg is in its post, or somebody stands in for it."""
    return Exists(Post.objects.all().live(on).filter(_has_it()))


def _has_it() -> Q:
    return Q(pk=OuterRef("handler")) | Q(standing_in_for=OuterRef("handler"))


def forsaken(on: date) -> QuerySet[Leg]:
    """Live legs of open cases whose handler has left, with nobody standing in."""
    held = Leg.objects.filter(handler__isnull=False, status__in=LIVE_LEGS, ticket__status__in=OPEN)
    return held.filter(~_somebody(on))


def held_by(legs: QuerySet[Leg], who: str, post: Post, *, on: date) -> QuerySet[Leg]:
    """Of the unit's legs the reader's, in whichever of its posts, those that nobody has, or those of a section."""
    if who == MINE:
        own = Post.objects.filter(person=post.person_id, organisation=post.organisation_id).live(on)
        return legs.filter(Exists(own.filter(_has_it())))
    if who == NOBODYS:
        return legs.filter(Q(handler=None) | ~_somebody(on))
    return legs.filter(section=int(who))


def holders(legs: Iterable[Leg], *, on: date) -> Mapping[int, str]:
    """Leg → 综合科 · 钱线（周代 代）, in one statement for all; a leg that nobody has been given is left out."""
    shown = [leg for leg in legs if leg.handler_id or leg.section_id]
    if not shown:
        return {}
    handlers = [leg.handler_id for leg in shown if leg.handler_id]
    posts = _posts(posts=handlers) if handlers else []
    sections = {row.pk: row.name for row in _named(sections=[leg.section_id for leg in shown if leg.section_id])}
    return {leg.pk: _words(leg, posts, sections, on) for leg in shown}


def _words(leg: Leg, posts: Iterable[Post], sections: Mapping[int, str], on: date) -> str:
    section = sections.get(leg.section_id or 0, "")
    name = _name(leg.handler_id, posts, on) if leg.handler_id else ""
    return _(" · ").join(part for part in (section, name or _("未分到人")) if part)


def _name(handler_id: int, posts: Iterable[Post], on: date) -> str:
    """The handler, and who stands in today; nobody where it has left."""
    handler = next(post for post in posts if post.pk == handler_id)
    if substitute := next(
        (post for post in posts if post.standing_in_for_id == handler_id and is_live(post, on)), None
    ):
        return _("%(substitute)s（代%(handler)s）") % {
            "substitute": substitute.person.name,
            "handler": handler.person.name,
        }
    return handler.person.name if is_live(handler, on) else ""


def is_live(post: Post, on: date) -> bool:
    """`PostQuerySet.live` of a post in hand, with its person and organisation."""
    lasts = post.starts_on <= on and (post.ends_on is None or post.ends_on >= on)
    return post.active and lasts and post.person.is_active and post.organisation.active


@prepared("posts")
def _posts(*, posts: list[int]) -> QuerySet[Post]:
    found = Post.objects.filter(Q(Among(F("pk"), posts)) | Q(Among(F("standing_in_for"), posts)))
    return found.select_related("person", "organisation").order_by("pk")


@prepared("sections")
def _named(*, sections: list[int]) -> QuerySet[Organisation]:
    return Organisation.objects.filter(Among(F("pk"), sections))
