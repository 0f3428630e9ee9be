"""Answered requests about personal data: they lose whom and what when contacts of cases do; the answer stays."""

from datetime import datetime
from typing import Final

from django.db import transaction
from django.db.models import Q, QuerySet

from journal import facts
from orgs.models import Person
from tickets.data_kinds import Answer
from tickets.models import DataRequest
from tickets.retention import before
from tickets.retention_kinds import Kept

PERSONAL: Final = ("caller_name", "caller_phone", "words", "new_name", "new_phone", "new_email")


def old(now: datetime) -> QuerySet[DataRequest]:
    """Those that have been kept long enough and still say something."""
    over = DataRequest.objects.exclude(state=Answer.WAITING).filter(ruled_at__lte=before(Kept.CONTACTS, now))
    return over.exclude(Q(**dict.fromkeys(PERSONAL, "")))


def forget_old(now: datetime) -> int:
    """Empty them, and forget by which salt their words could be proven; how many."""
    with transaction.atomic():
        return _empty(old(now))


def forget_of_caller(request: DataRequest) -> int:
    """The same at once for all that the caller of a granted erasure has asked in the county, and for that; how many."""
    theirs = DataRequest.objects.filter(
        county=request.county_id, person=None, caller_name=request.caller_name, caller_phone=request.caller_phone
    )
    with transaction.atomic():
        return _empty(theirs.filter(~Q(state=Answer.WAITING) | Q(pk=request.pk)))


def _empty(requests: QuerySet[DataRequest]) -> int:
    found = list(requests.select_for_update(of=("self",)))
    for request in found:
        whose = request.person_id or request.asked_by_person_id
        facts.forget(Person.JOURNAL_NAME, whose, texts={request.words})
    kept = DataRequest.objects.filter(pk__in=[request.pk for request in found])
    return kept.update(**dict.fromkeys(PERSONAL, ""))
