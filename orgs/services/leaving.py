"""Posts end with empty hands: what hangs on them is handed on first, or goes back to the unit and is on record."""

from collections.abc import Collection
from datetime import datetime

from django.utils.translation import gettext as _

from journal.canonical import JSON
from orgs import leaving
from orgs.exceptions import Refused
from orgs.models import County, Person, Post
from orgs.queries import today
from orgs.services import duty
from orgs.statuses import Role


def let_go(
    person: Person, posts: Collection[Post], *, gives_back: bool, actor: Post | None, now: datetime
) -> dict[str, JSON]:
    """Part of ending a person's posts, under their lock. Returns what was left, for the journal; nothing, mostly.

    `gives_back`, or without an actor, who has nobody to ask: shifts leave the roster, all else is its unit's again (its
    own readers see to that). Otherwise raises Refused while anything hangs on them, and says where it is handed on; and
    always for the last administrator.
    """
    ids = [post.pk for post in posts]
    if actor is not None:
        _another_keeper_stays(posts, now=now)
    held = leaving.held_by(ids, now=now)
    if held and not gives_back and actor is not None:
        raise Refused(
            _("%(who)s还有：%(what)s。请先办好交接（%(where)s）；来不及交接的，选“手里的事退回单位”。")
            % {
                "who": person.name,
                "what": leaving.in_words(held),
                "where": _("；").join(str(each.where) for each in held),
            }
        )
    if shifts := list(leaving.shifts_ahead(ids, now=now)):
        for shift in shifts:
            duty.remove(shift.pk, actor=actor)
        person.refresh_from_db(fields=["chain_seq", "chain_head"])  # each shift is in the person's journal
    return {"left": {each.kind: each.count for each in held}} if held else {}


def _another_keeper_stays(posts: Collection[Post], *, now: datetime) -> None:
    """A county without a system administrator could appoint none."""
    mine = [post for post in posts if post.role == Role.SYSADMIN]
    if not mine:
        return
    county = Post.objects.values_list("organisation__county", flat=True).get(pk=mine[0].pk)
    County.objects.select_for_update(of=("self",), no_key=True).get(pk=county)  # two who end each other meet here
    keepers = Post.objects.live(today(now)).filter(role=Role.SYSADMIN, organisation__county=county)
    if not keepers.exclude(pk__in=[post.pk for post in mine]).exists():
        raise Refused(_("这是县里最后一位系统管理员。请先任命另一位，再来操作。"))
