"""What a person decides about a delivery that failed: once more, or never. Each ruling leaves a sealed trace."""

from datetime import datetime

from django.db import transaction

from journal import access
from journal.models import AccessKind, MachineTime
from notifications.models import Delivery
from notifications.statuses import DeliveryStatus
from orgs.models import Post


class NotFailed(Exception):
    """The delivery no longer waits for a ruling; somebody else was faster."""


def retry(delivery_id: int, *, actor: Post, now: datetime) -> None:
    """Send once more at once, with all its tries. Raises NotFailed, Delivery.DoesNotExist."""
    with transaction.atomic():
        delivery = _locked(delivery_id, county_id=actor.county_id)
        _leave_trace(AccessKind.RETRIED, delivery, actor=actor, now=now)
        Delivery.objects.filter(pk=delivery.pk).update(
            status=DeliveryStatus.WAITING, attempts=0, reason="", next_at=MachineTime()
        )


def give_up(delivery_id: int, *, actor: Post, now: datetime, reason: str) -> None:
    """Never send it, and say why. Raises NotFailed, Delivery.DoesNotExist."""
    with transaction.atomic():
        delivery = _locked(delivery_id, county_id=actor.county_id)
        _leave_trace(AccessKind.GIVEN_UP, delivery, actor=actor, now=now)
        Delivery.objects.filter(pk=delivery.pk).update(status=DeliveryStatus.GIVEN_UP, reason=reason)


def _locked(delivery_id: int, *, county_id: int) -> Delivery:
    ours = Delivery.objects.filter(notice__post__organisation__county=county_id)
    delivery = ours.select_for_update(of=("self",)).select_related("notice__post__organisation").get(pk=delivery_id)
    if delivery.status != DeliveryStatus.FAILED:
        raise NotFailed(f"delivery {delivery_id} is {delivery.status}")
    return delivery


def _leave_trace(kind: AccessKind, delivery: Delivery, *, actor: Post, now: datetime) -> None:
    """The reason that a person types stays in the row: free words may name people, and traces are for ever."""
    notice = delivery.notice
    access.note(
        kind,
        actor=actor,
        at=now,
        county=notice.post.organisation.county_id,
        subject_type="delivery",
        subject_id=delivery.pk,
        data={"event": notice.event_id, "channel": delivery.channel, "attempts": delivery.attempts},
    )
