"""A closed case is taken up again on new facts (再次办理, DESIGN §5): asked for, ruled on, a round like any other."""

from typing import Final
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from journal.models import Event
from orgs.models import Post
from tickets.clock import REWORK_WORKING_DAYS
from tickets.exceptions import Blocked, NotPossibleNow, StaleWrite
from tickets.models import Reopening
from tickets.services import splitting
from tickets.services.changing import Change, changing
from tickets.services.handling import write
from tickets.services.replying import back_to_the_lead
from tickets.statuses import Closure, DeadlineKind, NoteKind

REFUSED_AT_MOST: Final = 2
"""After so many refusals a new call is the way: a proposal of ours."""


def ask(ticket_id: int, *, words: str, client_token: UUID, actor: Post, version: int) -> Event | None:
    """Say what is new; the form's files come along. On a final answer the office rules from the start.

    The same form again writes nothing: None. Raises StaleWrite, NotPossibleNow, PermissionDenied, Blocked (refused
    twice already).
    """
    try:
        with changing(ticket_id, action="ask_reopening", actor=actor, version=version) as change:
            if Reopening.objects.filter(ticket=change.ticket, granted=False).count() >= REFUSED_AT_MOST:
                raise Blocked(
                    _("这件事已经两次申请再办没有获准。有别的问题，请重新提一件诉求，写上这件的编号。"), field="words"
                )
            final = change.ticket.closure == Closure.FINAL
            asked = Reopening.objects.create(
                ticket=change.ticket,
                round=change.ticket.round,
                by=change.post,
                by_person_id=change.post.person_id,
                at=change.now,
                note=write(change, NoteKind.SUPPLEMENT, words, client_token=client_token),
                escalated_at=change.now if final else None,
            )
            change.data |= {"reopening": asked.pk, "escalated": final}
    except (StaleWrite, NotPossibleNow, PermissionDenied):
        if Reopening.objects.filter(ticket=ticket_id, by=actor, note__client_token=client_token).exists():
            return None
        raise
    return change.event


def grant(ticket_id: int, *, actor: Post, version: int) -> Event:
    """Take it up again: a further round with the same lead; the desk can send it elsewhere as always."""
    with changing(ticket_id, action="reopen", actor=actor, version=version) as change:
        _rule(change, granted=True)
        change.ticket.reopen()
        change.ticket.closed_at, change.ticket.closure = None, ""
        back_to_the_lead(change)
        change.days[DeadlineKind.RESOLVE] = REWORK_WORKING_DAYS
        splitting.reopen_whole(change.ticket)
    return change.event


def refuse(ticket_id: int, *, told: str, actor: Post, version: int) -> Event:
    """Nothing new, or nothing that a unit could act on: the firm reads why and where to turn."""
    with changing(ticket_id, action="refuse_reopening", actor=actor, version=version) as change:
        _rule(change, granted=False, told=told)
        change.erasable["told"] = told
    return change.event


def _rule(change: Change, *, granted: bool, told: str = "") -> None:
    asked = change.ticket.open_reopening
    if asked is None:
        raise NotPossibleNow(change.ticket)
    asked.ruled_at, asked.ruled_by, asked.ruled_by_person_id = change.now, change.post, change.post.person_id
    asked.granted, asked.told = granted, told
    asked.save()
    change.data["reopening"] = asked.pk


def when_silent(change: Change) -> None:
    """Nobody has ruled in time: from here on the office may as well. Part of the sweep's mark."""
    Reopening.objects.filter(ticket=change.ticket, ruled_at=None, escalated_at=None).update(escalated_at=change.now)
