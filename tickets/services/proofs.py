"""Photos that came with a claim: who may see them is the claim's rule; they go half a year after the ruling."""

from datetime import datetime, timedelta
from typing import Final

from django.db.models import Exists, OuterRef, QuerySet

from orgs.models import Claim
from tickets.models import Attachment

KEPT_FOR: Final = timedelta(days=180)


def of_claim(claim: Claim) -> QuerySet[Attachment]:
    """The files that came with a claim."""
    mine = Attachment.objects.filter(person=claim.person_id, client_token=claim.client_token)
    return mine.filter(ticket=None, removed_at=None)


def forget_old(now: datetime) -> int:
    """Take proof of claims away that ended half a year ago (DOMAIN §4.1); the bytes are collected as orphans."""
    ended = Claim.objects.filter(
        person=OuterRef("person"), client_token=OuterRef("client_token"), ruled_at__lte=now - KEPT_FOR
    )
    old = Attachment.objects.filter(Exists(ended), ticket=None, removed_at=None)
    return old.update(removed_at=now)
