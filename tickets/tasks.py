"""Tasks carry nothing and are safe to run twice."""

from celery import shared_task
from django.conf import settings
from django.utils import timezone

from journal import clock
from tickets.services import collecting, drafts, exporting, importing, overseeing, proofs, retaining, scanning, tracking
from tickets.services import sweep as sweeping


@shared_task(name="tickets.tasks.sweep")
def sweep() -> None:
    """Run the clocks' sweep."""
    sweeping.run()
    tracking.forget_old_attempts()
    proofs.forget_old(clock.now())


@shared_task(name="tickets.tasks.collect_files")
def collect_files() -> None:
    """Let go of files that nobody sent."""
    collecting.collect()


@shared_task(name="tickets.tasks.scan_files")
def scan_files() -> None:
    """Ask the scanner about files that wait for it."""
    scanning.run()


@shared_task(name="tickets.tasks.verify_files")
def verify_files() -> None:
    """Read a thirtieth of the store again."""
    collecting.verify(day=timezone.localdate())
    collecting.recheck()


@shared_task(name="tickets.tasks.retain")
def retain() -> None:
    """Erase what has been kept long enough, where the operator has said so."""
    if settings.RETENTION:
        retaining.carry_out(most=retaining.MOST)


@shared_task(name="tickets.tasks.expire_drafts")
def expire_drafts() -> None:
    """Throw away drafts that nobody has touched for long."""
    drafts.expire(now=clock.now(), after_days=settings.DRAFT_DAYS)


@shared_task(name="tickets.tasks.lists")
def lists() -> None:
    """Work off lists that came in and make lists that go out."""
    importing.run()
    exporting.run()


@shared_task(name="tickets.tasks.oversee")
def oversee() -> None:
    """Have the cases follow who watches their county from another one."""
    overseeing.run()


@shared_task(name="tickets.tasks.forget_lists")
def forget_lists() -> None:
    """Wipe what nobody needs any more of lists."""
    importing.forget()
    exporting.forget()
