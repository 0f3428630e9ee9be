"""Bulk entry of organisations and people, with an event for each: the services' rules, in few statements.

Only for a county that is being built inside one transaction: every row is new, nobody else can hold it.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime

from journal import events
from journal.events import Draft
from orgs import policies
from orgs.models import County, Organisation, Person, Place, Post
from orgs.names import name_keys
from orgs.statuses import PARTY_TIERS, AuthorityKind, OrganisationKind, Role

NOBODY_TOLD: tuple[str, ...] = ()
"""Journal consumers of a county being built: there is nobody to tell yet."""


def organisation(
    county: County,
    kind: OrganisationKind,
    name: str,
    *,
    parent: Organisation | None = None,
    place: Place | None = None,
    authority: AuthorityKind | str = "",
    short_name: str = "",
    also_called: Sequence[str] = (),
) -> Organisation:
    """Make one organisation, unsaved, as `services.organisations.create` would."""
    return Organisation(
        county=county,
        kind=kind,
        name=name,
        **name_keys(name),
        short_name=short_name,
        also_called=list(also_called),
        parent=parent,
        parent_kind=parent.kind if parent else "",
        tier=PARTY_TIERS.get(kind),
        place=place,
        authority_kind=authority,
    )


def enter(made: Iterable[Organisation], *, at: datetime) -> list[Organisation]:
    """Save organisations whose parents are saved, and record that they were created."""
    saved = Organisation.objects.bulk_create(made)
    events.record_many(
        [
            Draft(
                verb="organisation.created",
                subject=each,
                actor=None,
                at=at,
                data={"kind": str(each.kind), "name": each.name, "parent": each.parent_id},
            )
            for each in saved
        ],
        consumers=NOBODY_TOLD,
    )
    return saved


def enrol(people: Iterable[Person], *, at: datetime) -> list[Person]:
    """Save people and record that they were enrolled."""
    saved = Person.objects.bulk_create(people)
    events.record_many(
        [
            Draft(verb="person.enrolled", subject=each, actor=None, at=at, data={"username": each.username})
            for each in saved
        ],
        consumers=NOBODY_TOLD,
    )
    return saved


def appoint(posts: Iterable[Post], *, at: datetime) -> list[Post]:
    """Save posts that the policies allow and record the appointments. ValueError for one they refuse."""
    wanted = list(posts)
    for post in wanted:
        if not policies.sits_there(Role(post.role), OrganisationKind(post.organisation.kind)):
            raise ValueError(f"{post.organisation.name} has no {post.role}")
    saved = Post.objects.bulk_create(wanted)
    events.record_many(
        [
            Draft(
                verb="person.appointed",
                subject=each.person,
                actor=None,
                at=at,
                data={"post": each.pk, "organisation": each.organisation_id, "role": str(each.role)},
            )
            for each in saved
        ],
        consumers=NOBODY_TOLD,
    )
    return saved
