"""What the inspector says of a file."""

from enum import StrEnum


class Reason(StrEnum):
    """Why a file is not taken; each has its sentence in `services/intake.py`."""

    TYPE = "type"  # not what its name says, or nothing we take
    BROKEN = "broken"  # the right kind, but its end is missing or its parts do not fit
    PASSWORD = "password"  # noqa: S105 -- a reason, not a secret
    MACROS = "macros"
    PIXELS = "pixels"
    COMPLEX = "complex"  # unpacks to too much


class Refused(Exception):
    """This file is not taken."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason.value)
        self.reason = reason
