"""Registers the start-up questions."""

from django.apps import AppConfig


class HouseConfig(AppConfig):
    """The wiring itself as an app, so that its checks are asked."""

    name = "config"

    def ready(self) -> None:
        """Register what must be true before anything is served."""
        from config import checks  # noqa: F401, PLC0415 -- importing registers them
