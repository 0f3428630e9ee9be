"""Wiring: settings, addresses, entry points. No rules of the trade live here."""

from config.celery import app as celery_app

__all__ = ["celery_app"]
