"""Sends what is due: claims a delivery, commits, sends outside any transaction, writes down how it ended.

A sender that is killed in between leaves a row in `sending`; when its lease has run out the next one takes it up,
with the same reference. So a mail may reach a server twice, and is recognisable; it is never lost.
"""

import logging
import time
from collections.abc import Callable, Collection
from datetime import timedelta
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from journal import clock
from journal.models import MachineTime
from journal.relay import TRIES, wait_after
from notifications import mails, texts
from notifications.models import Delivery
from notifications.reasons import Unsendable, in_words, is_final, is_the_server
from notifications.statuses import Channel, DeliveryStatus

logger = logging.getLogger(__name__)

# Longer than one mail takes when each step of SMTP uses up its timeout.
LEASE: Final = timedelta(seconds=90)
# A run ends well before the worker's time limit; the next beat goes on.
LONGEST_RUN: Final = 60.0

SENDERS: Final[dict[str, Callable[[Delivery], None]]] = {Channel.EMAIL: mails.send, Channel.SMS: texts.send}


def run(*, limit: int = 200) -> int:
    """Send what is due, one after the other; the number of tries.

    Only one run sends at a time, and it leaves a way alone when the far end itself is the trouble: a server that hangs
    must not keep every worker waiting, nor hold up the other ways.
    """
    if _somebody_sends():
        return 0
    started, tried, ways = time.monotonic(), 0, set(SENDERS)
    while tried < limit and ways and time.monotonic() - started < LONGEST_RUN:
        delivery = claim(ways)
        if delivery is None:
            break
        tried += 1
        if not _try(delivery):
            ways.discard(delivery.channel)
    return tried


def claim(ways: Collection[str] = frozenset(Channel.values)) -> Delivery | None:
    """Take the delivery that is due longest, with its notice and addressee; None when nothing is due."""
    with transaction.atomic():
        row = Delivery.objects.due().filter(channel__in=ways).select_for_update(skip_locked=True).first()
        if row is None:
            return None
        row.attempts += 1
        Delivery.objects.filter(pk=row.pk).update(
            status=DeliveryStatus.SENDING, attempts=row.attempts, next_at=MachineTime() + LEASE
        )
    return Delivery.objects.select_related("notice__person", "notice__post", "notice__event").get(pk=row.pk)


def _somebody_sends() -> bool:
    return Delivery.objects.filter(status=DeliveryStatus.SENDING, next_at__gt=MachineTime()).exists()


def _try(delivery: Delivery) -> bool:
    """Send one claimed delivery. False when the server should be left alone for now."""
    try:
        _check(delivery)
        SENDERS[delivery.channel](delivery)
    except Exception as error:  # noqa: BLE001 -- whatever a sender raises, the delivery must end in words
        _postpone(delivery, error)
        return not is_the_server(error)
    _settle(delivery, status=DeliveryStatus.DELIVERED, sent_at=clock.now(), reason="")
    return True


def _check(delivery: Delivery) -> None:
    """Raises Unsendable when the addressee is gone, or when every try has killed its sender."""
    if delivery.attempts > TRIES:
        raise Unsendable(_("发送时多次中断"))
    if not delivery.notice.person.is_active:
        raise Unsendable(_("收件人的账号已停用"))
    if delivery.channel == Channel.EMAIL and not delivery.notice.person.email:
        raise Unsendable(_("收件人的电子邮箱已删除"))
    if delivery.channel == Channel.SMS and not texts.is_mobile(delivery.notice.person.mobile):
        raise Unsendable(_("收件人的手机号已删除"))


def _postpone(delivery: Delivery, error: Exception) -> None:
    reason = in_words(error)
    if is_final(error) or delivery.attempts >= TRIES:
        _settle(delivery, status=DeliveryStatus.FAILED, reason=reason)
        logger.error("delivery %s FAILED: %s", delivery.pk, type(error).__name__)
    else:
        wait = wait_after(delivery.attempts)
        _settle(delivery, status=DeliveryStatus.WAITING, reason=reason, next_at=MachineTime() + wait)
        logger.warning("delivery %s, try %s: %s", delivery.pk, delivery.attempts, type(error).__name__)


def _settle(delivery: Delivery, **how: object) -> None:
    """Write down how the try ended, unless the lease ran out and somebody else tries by now."""
    mine = Delivery.objects.filter(pk=delivery.pk, status=DeliveryStatus.SENDING, attempts=delivery.attempts)
    mine.update(**how)
