"""Invitations that go by mail: each is a row with its invitation, sent by a task after that has committed.

A sender that is killed leaves its row in `sending`; when the lease has run out the next one takes it up, with the same
Message-ID. The link leaves the row as soon as the mail has gone, or is given up (RELIABILITY §1, promise 6).
"""

import logging
from collections.abc import Iterator
from datetime import timedelta
from smtplib import SMTPException, SMTPRecipientsRefused
from typing import Final

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from journal import clock
from journal.models import MachineTime
from journal.relay import TRIES, wait_after
from orgs.calendar import COUNTY_TIME
from orgs.models import StaffInvitation
from orgs.statuses import MessageStatus
from web import sealed

logger = logging.getLogger(__name__)
LEASE: Final = timedelta(seconds=60)


def run(*, limit: int = 20) -> int:
    """Send what is due, one after the other; the number of tries. Ends when the server itself is the trouble."""
    tried = 0
    while tried < limit and (invitation := _claim()) is not None:
        tried += 1
        if not _try(invitation):
            break
    return tried


def compose(invitation: StaffInvitation) -> EmailMessage:
    """The mail: the unit, the post and the link; nobody's name. Raises sealed.Unreadable."""
    until = invitation.expires_at.astimezone(COUNTY_TIME)
    with translation.override("zh-hans"):
        words = {
            "unit": invitation.organisation.name,
            "role": invitation.get_role_display(),
            "link": sealed.unseal(invitation.sealed_link),
            "until": f"{until:%Y-%m-%d %H:%M}",
        }
        body = _(
            "“%(unit)s”请您担任%(role)s。\n\n"
            "请本人打开下面的链接，给自己设账号和密码（%(until)s 前有效，只能用一次，不要转给别人）：\n%(link)s\n\n"
            "不认识这个单位，就不用理会。这封邮件由系统发出，请不要直接回复。\n"
        )
        subject = _("企呼链应 请开通工作账号")
    host = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].rstrip(">") or "localhost"
    headers = {"Message-ID": f"<{invitation.digest}@{host}>", "Auto-Submitted": "auto-generated"}
    return EmailMessage(subject=subject, body=body % words, to=[invitation.email], headers=headers)


LABEL: Final = "orgs.StaffInvitation.sealed_link"


def earlier() -> int:
    """How many links wait that the newest key has not sealed (`rotate_keys`)."""
    return len(_by_earlier_keys())


def renew(*, batch: int) -> Iterator[int]:  # noqa: ARG001 -- as the others; links wait for hours only, they are few
    """Seal them anew; yields how many. Raises sealed.Unreadable."""
    found = _by_earlier_keys()
    for pk, kept in found:
        StaffInvitation.objects.filter(pk=pk, sealed_link=kept).update(sealed_link=sealed.seal(sealed.unseal(kept)))
    yield len(found)


def _by_earlier_keys() -> list[tuple[int, str]]:
    waiting = StaffInvitation.objects.exclude(sealed_link="").values_list("pk", "sealed_link")
    return [(pk, kept) for pk, kept in waiting if not sealed.is_newest(kept)]


def _claim() -> StaffInvitation | None:
    with transaction.atomic():
        due = StaffInvitation.objects.open(clock.now()).to_mail().select_for_update(of=("self",), skip_locked=True)
        invitation = due.select_related("organisation").first()
        if invitation is None:
            return None
        invitation.mail_attempts += 1
        StaffInvitation.objects.filter(pk=invitation.pk).update(
            mail_status=MessageStatus.SENDING,
            mail_attempts=invitation.mail_attempts,
            mail_next_at=MachineTime() + LEASE,
        )
    return invitation


def _try(invitation: StaffInvitation) -> bool:
    """Send one claimed mail. False when the server should be left alone for now."""
    try:
        compose(invitation).send()
    except (SMTPRecipientsRefused, sealed.Unreadable) as refused:
        _settle(invitation, mail_status=MessageStatus.FAILED, sealed_link="")
        logger.error("invitation %s: %s", invitation.pk, type(refused).__name__)  # noqa: TRY400 -- a trace holds the address
        return True
    except (SMTPException, OSError) as error:
        _postpone(invitation, error)
        return False
    _settle(invitation, mail_status=MessageStatus.DELIVERED, sealed_link="")
    return True


def _postpone(invitation: StaffInvitation, error: Exception) -> None:
    logger.warning("invitation %s, try %s: %s", invitation.pk, invitation.mail_attempts, type(error).__name__)
    if invitation.mail_attempts >= TRIES:
        _settle(invitation, mail_status=MessageStatus.FAILED, sealed_link="")
    else:
        next_at = MachineTime() + wait_after(invitation.mail_attempts)
        _settle(invitation, mail_status=MessageStatus.WAITING, mail_next_at=next_at)


def _settle(invitation: StaffInvitation, **how: object) -> None:
    """Write down how the try ended, unless the lease ran out and somebody else tries by now."""
    mine = StaffInvitation.objects.filter(pk=invitation.pk, mail_status=MessageStatus.SENDING)
    mine.filter(mail_attempts=invitation.mail_attempts).update(**how)
