"""A log of our own, whose lines a test reads."""

import io
import logging
import logging.config

from config import logs
from web.request_id import RequestIdFilter


class Log:
    """A logger whose lines are kept, written in one of the shapes."""

    def __init__(self, shape: str) -> None:
        said = logs.settings_for(shape, level="INFO")
        made = dict(said["formatters"][shape])
        formatter = logging.config.DictConfigurator({"version": 1}).resolve(made.pop("()"))
        self.stream = io.StringIO()
        self.handler = logging.StreamHandler(self.stream)
        self.handler.setFormatter(formatter(made.pop("format", None)))
        self.handler.addFilter(RequestIdFilter())
        self.logger = logging.Logger("orgs.accounts")  # noqa: LOG001 -- one that no other test shares
        self.logger.addHandler(self.handler)

    @property
    def lines(self) -> list[str]:
        return self.stream.getvalue().split("\n")[:-1]


def fail(log: Log, words: str) -> None:
    """An error that carries words, as a traceback shows them."""
    try:
        int(f"<{words}>")
    except ValueError:
        log.logger.exception("it failed: %s", "here")
