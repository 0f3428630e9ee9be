"""Answered requests about personal data: they lose whom and what when contacts of cases do; the answer stays."""

from datetime import datetime
from typing import Final

from django.db.models import Q, QuerySet

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
    """Empty them; how many."""
    return old(now).update(**dict.fromkeys(PERSONAL, ""))
