"""Tasks carry nothing and are safe to run twice."""

import logging

from celery import shared_task
from django.conf import settings

from journal import clock
from orgs import limits
from orgs.services import codes, messages, people, staff_invitations, staff_mails

logger = logging.getLogger(__name__)


@shared_task(name="orgs.tasks.send_messages")
def send_messages() -> int:
    """Send the text messages that are due."""
    return messages.run()


@shared_task(name="orgs.tasks.send_invitations")
def send_invitations() -> int:
    """Send the invitations that go by mail and are due."""
    return staff_mails.run()


@shared_task(name="orgs.tasks.forget_old")
def forget_old() -> None:
    """Remove codes and counts that have run out, and how to reach people whose invitation is over."""
    now = clock.now()
    codes.forget(now)
    limits.forget(now)
    staff_invitations.forget(now)


@shared_task(name="orgs.tasks.disable_unused")
def disable_unused() -> int:
    """Disable accounts of the staff that nobody has used for a quarter of a year (DOMAIN §4.2); the number of them."""
    days = settings.SECURITY.unused_days
    stale = people.unused(days, now=clock.now()) if days else []
    done = 0
    for person in stale:
        try:
            people.disable(person.pk, actor=None)
            done += 1
        except Exception:  # one that cannot be disabled keeps nobody else's account open
            logger.exception("account %s was not disabled", person.pk)
    return done
