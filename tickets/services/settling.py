"""After the last round that goes by itself the office decides (督办): another round by its order, or a final answer.

A bad rating of the third round does not go round: the case stays with its lead, whose leg rests, and the office has a
clock. Other forms of supervision may be ordered beside it; they never end it.
"""

from typing import Final

from journal.models import Event
from orgs.models import Post
from tickets.clock import REWORK_WORKING_DAYS
from tickets.exceptions import Blocked, NotPossibleNow
from tickets.forwarding import ONLY_FORWARDED, Says, what_it_says
from tickets.models import Impasse, Revisit
from tickets.services import splitting, whistling
from tickets.services.changing import Change, changing
from tickets.services.proposing import propose
from tickets.services.replying import back_to_the_lead
from tickets.statuses import Closure, DeadlineKind, HardCase

ROUNDS: Final = 3
"""How many rounds go by themselves: the first and two redos (DOMAIN §2.9)."""


def come_to_a_stop(change: Change, revisit: Revisit) -> None:
    """Part of taking a bad rating: the case waits for the office, and is a candidate for the round table."""
    ticket = change.ticket
    reply = ticket.standing_reply
    if reply is None:
        msg = "a case in revisiting has a standing reply"
        raise AssertionError(msg)
    ticket.come_to_a_stop()
    Impasse.objects.create(
        ticket=ticket,
        round=ticket.round,
        by=change.actor,
        at=change.now,
        revisit=revisit,
        replied_by_person_id=reply.by_person_id,
    )
    propose(change, HardCase.REDONE_TWICE)
    change.starts.append(DeadlineKind.SETTLE)
    change.data["stopped"] = True


def order_round(ticket_id: int, *, words: str, actor: Post, version: int) -> Event:
    """The same lead does a further round, under the office's eyes and by its words; the firm reads that, not the words.

    Raises StaleWrite, NotPossibleNow, PermissionDenied.
    """
    with changing(ticket_id, action="order_round", actor=actor, version=version) as change:
        _decide(change, final=False, ruling=words)
        change.ticket.round += 1
        back_to_the_lead(change)
        change.days[DeadlineKind.RESOLVE] = REWORK_WORKING_DAYS
    return change.event


def sign_final(ticket_id: int, *, answer: str, reason: str, actor: Post, version: int) -> Event:
    """The last word (最终答复): closes the case, counted apart. The rating of the last round stands.

    Raises StaleWrite, NotPossibleNow, PermissionDenied, Blocked (words that only pass the matter on).
    """
    if what_it_says(answer) is Says.ONLY_FORWARDED:
        raise Blocked(str(ONLY_FORWARDED), field="answer")
    with changing(ticket_id, action="sign_final", actor=actor, version=version) as change:
        _decide(change, final=True, ruling=reason, body=answer)
        whistling.lapse(change)
        change.ticket.settle()
        change.ticket.closure, change.ticket.closed_at = Closure.FINAL, change.now
        change.data["closure"] = str(Closure.FINAL)
        splitting.close_whole(change.ticket)
    return change.event


def _decide(change: Change, *, final: bool, ruling: str, body: str = "") -> None:
    """Write the decision on the open impasse; the policy has seen that there is one."""
    impasse = change.ticket.open_impasse
    if impasse is None:
        raise NotPossibleNow(change.ticket)
    impasse.decided_by, impasse.decided_by_person_id = change.post, change.post.person_id
    impasse.decided_at, impasse.final, impasse.ruling, impasse.body = change.now, final, ruling, body
    impasse.save()
    change.data["impasse"] = impasse.pk
    change.erasable |= {"ruling": ruling, "body": body}


def lapse(change: Change) -> None:
    """Part of an act that ends the case: nobody needs to decide any more."""
    Impasse.objects.filter(ticket=change.ticket, decided_at=None, lapsed_at=None).update(lapsed_at=change.now)
