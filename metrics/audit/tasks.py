"""Tasks carry nothing and are safe to run twice, at once, or late."""

from celery import shared_task

from metrics.audit import reporting, runs

HOURS = 3600


@shared_task(name="metrics.audit.tasks.verify_new")
def verify_new() -> None:
    """Prove what is newer than the last sound run."""
    runs.prove(incremental=True)


@shared_task(name="metrics.audit.tasks.verify_all", soft_time_limit=4 * HOURS - 60, time_limit=4 * HOURS)
def verify_all() -> None:
    """Prove the whole journal: only that finds tampering with what an earlier run found sound."""
    runs.prove(incremental=False)


@shared_task(name="metrics.audit.tasks.report")
def report() -> None:
    """Tell audit administrators of yesterday's report, once."""
    reporting.report_yesterday()
