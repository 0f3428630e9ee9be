"""Photos that came with a claim: who may see them is the claim's rule; they go half a year after the ruling."""

from datetime import datetime

from django.db.models import Exists, OuterRef, QuerySet

from orgs.models import Claim
from tickets.models import UNSENT, Attachment
from tickets.retention import before
from tickets.retention_kinds import Kept


def of_claim(claim: Claim) -> QuerySet[Attachment]:
    """The files that came with a claim."""
    mine = Attachment.objects.filter(UNSENT, person=claim.person_id, client_token=claim.client_token)
    return mine.filter(removed_at=None)


def forget_old(now: datetime) -> int:
    """Take proof of claims away that ended half a year ago (DOMAIN §4.1); the bytes are collected as orphans."""
    return old(now).update(removed_at=now)


def old(now: datetime) -> QuerySet[Attachment]:
    """Proof that has been kept for as long as pictures of papers are."""
    ended = Claim.objects.filter(
        person=OuterRef("person"),
        client_token=OuterRef("client_token"),
        ruled_at__lte=before(Kept.PICTURES, now),
    )
    return Attachment.objects.filter(UNSENT, Exists(ended), removed_at=None)
