"""The worker's application. What runs when is written in the settings, beside everything else."""

import os
from typing import Any

from celery import Celery
from celery.signals import worker_init
from django.core.management.base import SystemCheckError

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("qihu")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@worker_init.connect
def refuse(**_of_the_signal: Any) -> None:
    """Before the first task, what is asked before the first page. Raises SystemExit with the sentences.

    Any other error of a receiver is a line of Celery's log, and the worker starts all the same.
    """
    from config.checks import look_for_keys, refuse_unsafe  # noqa: PLC0415 -- needs the apps to be loaded

    try:
        refuse_unsafe()
        look_for_keys()
    except SystemCheckError as wrong:
        raise SystemExit(str(wrong)) from wrong
