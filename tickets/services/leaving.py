"""All of a colleague's work to another one at once (交接): each leg by the same door as one alone (`assigning`)."""

from dataclasses import dataclass, field

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from journal import clock, events
from orgs.models import Person, Post
from tickets.exceptions import Blocked, NotDone
from tickets.queries.leaving import in_hands_of
from tickets.queries.visibility import seen_through
from tickets.services import assigning


@dataclass(slots=True)
class Handed:
    """What has come of it: how many have changed hands, and why others have not, by number."""

    done: int = 0
    kept: dict[str, str] = field(default_factory=dict)


def hand_on(post_id: int, *, to_id: int, reason: str, actor: Post) -> Handed:
    """Give every leg in a colleague's hands to another one of the unit, each for itself: one that cannot go keeps no
    other, and one that the actor may not see stays. What has gone is in the leaver's own journal as well.

    Raises PermissionDenied to another unit's people.
    """
    leaver = Post.objects.select_related("person").get(pk=post_id)
    if leaver.organisation_id != actor.organisation_id:
        raise PermissionDenied
    handed = Handed()
    for leg in in_hands_of([post_id]).filter(seen_through(actor)):
        try:
            event = assigning.assign(
                leg.ticket_id,
                leg_id=leg.pk,
                handler_id=to_id,
                section_id=None,
                reason=reason,
                seen=leg.held,
                actor=actor,
            )
        except Blocked as problem:
            handed.kept[leg.ticket.number] = problem.sentence
        except (NotDone, PermissionDenied):
            handed.kept[leg.ticket.number] = _("刚刚有变动，请再看一次。")
        else:
            handed.done += event is not None
    if handed.done:
        _record(leaver, to_id=to_id, count=handed.done, actor=actor)
    return handed


def _record(leaver: Post, *, to_id: int, count: int, actor: Post) -> None:
    with transaction.atomic():
        person = Person.objects.select_for_update(of=("self",)).get(pk=leaver.person_id)
        data = {"post": leaver.pk, "to": to_id, "legs": count}
        events.record("person.work_handed_on", person, actor=actor, at=clock.now(), data=data)
