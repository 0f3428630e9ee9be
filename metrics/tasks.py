"""The tasks of this app, where celery looks for them."""

from metrics.audit.tasks import verify_all, verify_new

__all__ = ["verify_all", "verify_new"]
