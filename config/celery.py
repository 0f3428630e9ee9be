"""The worker's application. What runs when is written in the settings, beside everything else."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("qihu")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
