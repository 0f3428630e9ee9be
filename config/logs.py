"""How log lines are written: one entry a line, on stderr, as words or as JSON, no secret (ASVS V16.2.5, V16.4.1).

Whatever a person typed that gets into a line can neither begin another one nor hide part of it: control characters
and those that turn the reading direction around are written as `\\u000a`. Nobody should log a telephone number or an
address that opens something; frameworks do (Django names the path of every refused request, PostgreSQL the row that
breaks a constraint), so both are taken out of whatever is written.
"""

import json
import logging
import re
from datetime import datetime
from typing import Any, Final

LINE, JSON = "line", "json"
FORMATS: Final = frozenset({LINE, JSON})
_PHONE: Final = re.compile(r"(?<!\d)(1[3-9]\d)\d{4}(\d{4})(?!\d)")
# Addresses that open something by themselves: a case, a rating, an invitation, the set-up.
_OPENING: Final = re.compile(r"(/(?:i/staff|i|t|r|setup)/)[\w-]{16,}")
# What PostgreSQL adds to an error: values of the row and pieces of the statement, up to the end of that error.
_DETAIL: Final = re.compile(
    r"^(?:DETAIL|HINT|CONTEXT|QUERY|LINE \d+):.*?(?=^\s*(?:The above exception|During handling of)|\Z)",
    re.MULTILINE | re.DOTALL,
)
_UNSEEN: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def settings_for(shape: str, *, level: str) -> dict[str, Any]:
    """`LOGGING`. Raises ValueError for a shape that is none."""
    if shape not in FORMATS:
        raise ValueError(f"QIHU_LOG_FORMAT is neither {LINE} nor {JSON}: {shape}")
    quiet = {"handlers": ["stderr"], "level": "WARNING", "propagate": False}
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "filters": {"request": {"()": "web.request_id.RequestIdFilter"}},
        "formatters": {
            LINE: {"()": "config.logs.Line", "format": "%(asctime)s %(levelname)s %(request_id)s %(name)s %(message)s"},
            JSON: {"()": "config.logs.Json"},
        },
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": shape, "filters": ["request"]}},
        "root": {"handlers": ["stderr"], "level": level},
        "loggers": {
            "django": quiet,
            "gunicorn.error": quiet,
            "uvicorn.error": quiet,
            "celery.app.trace": {"level": "WARNING"},
            "celery.beat": {"level": "WARNING"},
        },
    }


def bare(text: str) -> str:
    """The text without what is nobody's business."""
    return _OPENING.sub(r"\1…", _PHONE.sub(r"\1****\2", _DETAIL.sub("(left out)\n", text)))


def seen(text: str) -> str:
    """The text with everything visible that a reader of the log would not see."""
    return _UNSEEN.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


class Line(logging.Formatter):
    """Words. What an error left behind follows in lines that are set in: only an entry begins at the margin."""

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 -- logging's name
        """The entry's own line."""
        return seen(bare(super().formatMessage(record)))

    def format(self, record: logging.LogRecord) -> str:
        """The entry, and its traceback."""
        record.message, record.asctime = record.getMessage(), self.formatTime(record)
        return "\n    ".join([self.formatMessage(record), *map(seen, _left_behind(self, record))])


class Json(logging.Formatter):
    """An object a line: `at` (ISO 8601 with zone), `level`, `request`, `logger`, `words`; `error` if there is one."""

    def format(self, record: logging.LogRecord) -> str:
        """The entry with its traceback, on one line."""
        said = {
            "at": datetime.fromtimestamp(record.created).astimezone().isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "request": getattr(record, "request_id", "-"),
            "logger": record.name,
            "words": bare(record.getMessage()),
        }
        if error := _left_behind(self, record):
            said["error"] = "\n".join(error)
        return seen(json.dumps(said, ensure_ascii=False))


def _left_behind(how: logging.Formatter, record: logging.LogRecord) -> list[str]:
    """The lines of a traceback and of a stack."""
    error = how.formatException(record.exc_info) if record.exc_info and record.exc_info[0] else ""
    stack = how.formatStack(record.stack_info) if record.stack_info else ""
    return [line for text in (error, stack) if text for line in bare(text).rstrip("\n").split("\n")]
