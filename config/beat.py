"""What the clock rings for: task → how often. Every one finds its work in the database and is safe to run twice."""

from typing import Any, Final

from celery.schedules import crontab

# A tick that waited longer than its own period has been overtaken by the next one.
SCHEDULE: Final[dict[str, dict[str, Any]]] = {
    name: {"task": name, "schedule": seconds, "options": {"expires": max(seconds, 2)}}
    for name, seconds in {
        "journal.tasks.relay": 1.0,
        "orgs.tasks.send_messages": 2.0,
        "orgs.tasks.send_invitations": 5.0,
        "notifications.tasks.deliver": 5.0,
        "journal.tasks.checkpoint": 60.0,
        "tickets.tasks.sweep": 60.0,
        "roundtable.tasks.sweep": 60.0,
        "roundtable.tasks.remind": 300.0,
        "tickets.tasks.expire_drafts": 3600.0,
        "tickets.tasks.lists": 2.0,
        "metrics.tasks.recount": 1.0,
        "metrics.tasks.reread_owed": 60.0,
        "metrics.tasks.catch_up": 3600.0,
        "metrics.tasks.make_reports": 5.0,
        "tickets.tasks.scan_files": 2.0,
        "tickets.tasks.oversee": 10.0,
        "tickets.tasks.forget_lists": 600.0,
        "orgs.tasks.forget_old": 600.0,
    }.items()
} | {
    name: {"task": name, "schedule": when, "options": {"expires": 3600}}
    for name, when in {
        "orgs.tasks.disable_unused": crontab(hour="3", minute="10"),
        "tickets.tasks.collect_files": crontab(minute="17"),
        "tickets.tasks.verify_files": crontab(hour="2", minute="40"),
        "tickets.tasks.retain": crontab(hour="1", minute="20"),
        "metrics.audit.tasks.report": crontab(hour="7-22", minute="20"),  # again where the morning was missed
        "metrics.tasks.order_reports": crontab(hour="7-22", minute="30"),  # as above; `reports.kinds` says what is due
        "metrics.audit.tasks.verify_new": crontab(minute="37"),
        "metrics.audit.tasks.verify_all": crontab(hour="3", minute="10"),
    }.items()
}
