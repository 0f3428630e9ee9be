"""Carrying out what a caller without an account was granted: on the cases that name their number, and on nothing else.

Part of an act of `data_desk`, in its transaction.
"""

from collections.abc import Mapping
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from journal import clock
from journal.events import record
from orgs.exceptions import Refused
from orgs.models import Post
from tickets.models import DataRequest, Ticket
from tickets.queries.visibility import calls_naming, seen_among
from tickets.retention_kinds import Kept
from tickets.services import answered, changing, retaining
from tickets.statuses import OPEN

CORRECTED, UNPUBLISHED = VERBS = ("ticket.contact_corrected", "ticket.publishing_withdrawn")
"""Acts on cases that stand in no table of actions: nobody working on one does them."""
MOST_NAMED: Final = 5
"""So many numbers of cases a sentence names."""


def cases_of(request: DataRequest) -> list[int]:
    """The cases of the county that name them."""
    found = calls_naming(county_id=request.county_id, name=request.caller_name, phone=request.caller_phone)
    return list(found.order_by("pk").values_list("pk", flat=True))


def refuse_barred(request: DataRequest, *, actor: Post) -> None:
    """Raise Refused where `actor` is kept from one of them: that it exists is all they hear of it."""
    found = cases_of(request)
    if not seen_among(actor, found).issuperset(found):
        raise Refused(_("这个请求涉及您要回避的诉求，请由同事答复和交副本。"))


def correct(request: DataRequest, *, actor: Post) -> int:
    """Put the right name or number into them; how many."""
    new = {"contact_name": request.new_name, "contact_phone": request.new_phone}
    wanted = {column: value for column, value in new.items() if value}
    if not wanted:
        return 0
    return _each(request, CORRECTED, wanted, actor=actor)


def withdraw(request: DataRequest, *, actor: Post) -> int:
    """Nothing of them may be published any more; how many."""
    return _each(request, UNPUBLISHED, {"may_publish": False}, actor=actor)


def erase(request: DataRequest, *, actor: Post) -> int:
    """Erase the contact in all of them, at once; how many. Refused while one is open: it could not be answered."""
    found = cases_of(request)
    refuse_open(found, actor=actor)
    for pk in found:
        retaining.erase(pk, kind=Kept.CONTACTS, now=clock.now(), asked=request.pk)
    answered.forget_of_caller(request)
    return len(found)


def refuse_open(ids: list[int], *, actor: Post) -> None:
    """Raise Refused where cases are still worked on, naming those that `actor` may see."""
    numbers = dict(Ticket.objects.filter(pk__in=ids, status__in=OPEN).order_by("pk").values_list("pk", "number"))
    if not numbers:
        return
    seen = seen_among(actor, numbers)
    named = [number for pk, number in numbers.items() if pk in seen][:MOST_NAMED]
    words = _("还有 %(count)d 件诉求没有办结，办结要用联系方式。办结后再办这一项。")
    if named:
        words = _("还有 %(count)d 件诉求没有办结（%(numbers)s），办结要用联系方式。办结后再办这一项。")
    raise Refused(words % {"count": len(numbers), "numbers": _("、").join(named)})


def _each(request: DataRequest, verb: str, columns: Mapping[str, object], *, actor: Post) -> int:
    found = cases_of(request)
    with transaction.atomic():
        for pk in found:
            ticket, _legs = changing.locked(pk)
            Ticket.objects.filter(pk=pk).update(**columns)
            data = {"request": request.pk, "fields": sorted(columns), "status": ticket.status, "round": ticket.round}
            words = {name: value for name, value in columns.items() if isinstance(value, str)}
            record(verb, ticket, actor=actor, at=clock.now(), data=data, erasable=words)
    return len(found)
