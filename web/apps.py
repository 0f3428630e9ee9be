"""The web layer as a Django app: template tags, commands and look."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "web"
    verbose_name = "网页"
