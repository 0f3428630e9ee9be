"""Text messages of this app: written as rows inside the act that causes them, sent by a task after it has committed.

A sender that is killed leaves its row in `sending`; when the lease has run out the next one takes it up with the same
reference. So a message may be handed over twice, and is recognisable; it is never lost (RELIABILITY §1, promise 6).
"""

import logging
import re
from collections.abc import Collection, Mapping
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from journal import access, clock, events
from journal.models import AccessKind, MachineTime
from journal.relay import TRIES, wait_after
from orgs.exceptions import Refused
from orgs.models import County, Post, SmsMessage, SmsTemplate
from orgs.sms import gateways, templates
from orgs.sms.templates import TEMPLATES, Text
from orgs.statuses import MESSAGE_UNDER_WAY, MessageStatus
from web import sealed

logger = logging.getLogger(__name__)

# Longer than one message takes when connecting and reading both use up their time.
LEASE: Final = timedelta(seconds=60)
_EXPIRED: Final = gettext_lazy("已过有效期，没有再发")
_MOBILE: Final = re.compile(r"1[3-9][0-9]{9}")


def queue(
    key: str,
    *,
    number: str,
    fields: Mapping[str, str],
    county_id: int | None,
    now: datetime,
    expires_at: datetime | None = None,
) -> SmsMessage:
    """Write a message down, in the caller's transaction. Raises KeyError for a message or a field that is unknown."""
    known = {word: fields[word] for word in TEMPLATES[key].fields}
    message = SmsMessage.to(number, template=key, county_id=county_id, fields=known, at=now, expires_at=expires_at)
    message.save(force_insert=True)
    return message


def text(
    key: str, *, number: str, fields: Mapping[str, str], county_id: int | None, reference: str, now: datetime
) -> Text:
    """The message as the gateway gets it: the county's own words, or ours."""
    own = SmsTemplate.objects.filter(county=county_id, key=key).first()
    return Text(
        number=number,
        words=templates.fill(own.words if own else TEMPLATES[key].words, fields),
        template=key,
        gateway_code=own.gateway_code if own else "",
        variables=templates.variables(key, fields),
        reference=reference,
        at=now,
    )


def word(county_id: int, *, key: str, words: str, gateway_code: str, actor: Post) -> SmsTemplate:
    """Give a message the county's own words. Raises ValidationError for words that cannot be filled in."""
    templates.check(key, words)
    with transaction.atomic():
        county = County.objects.select_for_update(of=("self",)).get(pk=county_id)
        own, _made = SmsTemplate.objects.update_or_create(
            county=county,
            key=key,
            defaults={"words": templates.one_line(words), "gateway_code": gateway_code},
        )
        events.record("county.sms_words_changed", county, actor=actor, at=clock.now(), data={"key": key})
    return own


def run(*, limit: int = 100) -> int:
    """Send what is due, one after the other; the number of tries. Ends when the gateway itself is the trouble."""
    tried = 0
    while tried < limit:
        message = _claim()
        if message is None:
            break
        tried += 1
        if not _try(message):
            break
    return tried


def retry(message_id: int, *, actor: Post, now: datetime) -> None:
    """Send a failed message once more. Raises Refused when it did not fail, or is worth nothing any more."""
    with transaction.atomic():
        message = _failed(message_id)
        if TEMPLATES[message.template].secret:
            raise Refused(_("验证码和邀请不能重发，请对方重新获取。"))
        message.status, message.attempts, message.next_at = MessageStatus.WAITING, 0, MachineTime()
        message.save(update_fields=["status", "attempts", "next_at"])
        _note(AccessKind.RETRIED, message, actor=actor, now=now)


def give_up(message_id: int, *, reason: str, actor: Post, now: datetime) -> None:
    """Let a failed message be, with a reason. Raises Refused when it did not fail."""
    with transaction.atomic():
        message = _failed(message_id)
        message.status, message.reason = MessageStatus.GIVEN_UP, reason
        message.number, message.fields = "", {}
        message.save(update_fields=["status", "reason", "number", "fields"])
        _note(AccessKind.GIVEN_UP, message, actor=actor, now=now)


def give_up_to(numbers: Collection[str], *, reason: Promise) -> None:
    """Let all that has not reached these numbers be, in the caller's transaction: they leave the rows."""
    waiting = SmsMessage.objects.filter(number__in=numbers).exclude(status=MessageStatus.DELIVERED)
    waiting.update(status=MessageStatus.GIVEN_UP, reason=_in_chinese(reason), number="", fields={})


def is_mobile(number: str) -> bool:
    """Whether a text message reaches it at all."""
    return _MOBILE.fullmatch(number) is not None


def _failed(message_id: int) -> SmsMessage:
    message = SmsMessage.objects.defer("fields").select_for_update().get(pk=message_id)
    if message.status != MessageStatus.FAILED:
        raise Refused(_("这一条已经有人处理过了。"))
    return message


def _note(kind: AccessKind, message: SmsMessage, *, actor: Post, now: datetime) -> None:
    access.note(kind, actor=actor, county=message.county_id, data={"sms": message.pk}, at=now)


def _claim() -> SmsMessage | None:
    """Take the message that is due longest; what has expired meanwhile is given up on the way."""
    now = clock.now()
    with transaction.atomic():
        overdue = SmsMessage.objects.filter(status__in=MESSAGE_UNDER_WAY, expires_at__lte=now)
        overdue.update(status=MessageStatus.GIVEN_UP, reason=_in_chinese(_EXPIRED), number="", fields={})
        message = SmsMessage.objects.due().select_for_update(skip_locked=True).first()
        if message is None:
            return None
        with suppress(sealed.Unreadable):  # told of when it is sent
            message.refresh_from_db(fields=["fields"])  # under the lock: whoever gives it up empties them
        message.attempts += 1
        message.status = MessageStatus.SENDING
        SmsMessage.objects.filter(pk=message.pk).update(
            status=MessageStatus.SENDING, attempts=message.attempts, next_at=MachineTime() + LEASE
        )
    return message


def _try(message: SmsMessage) -> bool:
    """Send one claimed message. False when the gateway should be left alone for now."""
    try:
        gateways.send(
            text(
                message.template,
                number=message.number,
                fields=message.fields,
                county_id=message.county_id,
                reference=str(message.reference),
                now=clock.now(),
            )
        )
    except gateways.NotSent as error:
        _postpone(message, error)
        return not error.everybody
    except OSError as error:
        _postpone(message, gateways.NotSent(gettext_lazy("短信写不进文件夹"), everybody=True))
        logger.warning("sms %s: %s", message.pk, type(error).__name__)
        return False
    except sealed.Unreadable:
        _settle(message, status=MessageStatus.FAILED, reason=_in_chinese(gettext_lazy("号码或内容用现有的密钥打不开")))
        logger.error("sms %s FAILED: it is unreadable", message.pk)  # noqa: TRY400 -- a trace tells no more
        return True
    _settle(message, status=MessageStatus.DELIVERED, sent_at=clock.now(), reason="", number="", fields={})
    return True


def _postpone(message: SmsMessage, error: gateways.NotSent) -> None:
    reason = _in_chinese(error.words)
    if error.final or message.attempts >= TRIES:
        _settle(message, status=MessageStatus.FAILED, reason=reason)
        logger.error("sms %s FAILED after %s tries", message.pk, message.attempts)
    else:
        next_at = MachineTime() + wait_after(message.attempts)
        _settle(message, status=MessageStatus.WAITING, reason=reason, next_at=next_at)
        logger.warning("sms %s, try %s did not go", message.pk, message.attempts)


def _settle(message: SmsMessage, **how: object) -> None:
    """Write down how the try ended, unless the lease ran out and somebody else tries by now."""
    mine = SmsMessage.objects.filter(pk=message.pk, status=MessageStatus.SENDING, attempts=message.attempts)
    mine.update(**how)


def _in_chinese(words: Promise | str) -> str:
    with translation.override("zh-hans"):
        return str(words)
