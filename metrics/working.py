"""The figures of work beside the rates: signing, answers in time, dispatch, returns, revisits, the ledger. Pure."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from django.utils.translation import gettext as _

from metrics.definitions import DEFINITIONS, Definition
from metrics.rates import NOTHING, Rate, Tally


@dataclass(frozen=True, slots=True)
class Measured:
    """One figure of a tally. `number` and `failed` name the lists that open it; `lost` counts against it."""

    definition: Definition
    words: str
    fraction: str
    number: str
    lost: int = 0
    failed: str = ""


@dataclass(frozen=True, slots=True)
class _Share:
    part: str
    whole: str
    number: str
    failed: str = ""


_SHARES: Final[Mapping[str, _Share]] = {
    "signing": _Share("signed_in_time", "sign_due", "signing", "signing-failed"),
    "on_time": _Share("on_time", "due", "on-time", "late"),
    "put_off": _Share("put_off", "due", "put-off"),
    "first_right": _Share("first_right", "first_sent", "first-right", "first-right-failed"),
    "returned": _Share("returned", "dispatched", "returned"),
    "redone": _Share("redone", "valid", "redone"),
    "revisited": _Share("asked", "passed", "asked", "asked-failed"),
    "validly": _Share("answered", "passed", "answered", "answered-failed"),
}
_COUNTS: Final = {"misdispatched": "misdispatched", "extended": "extended", "ledgered": "ledgered"}


def measures(tally: Tally) -> list[Measured]:
    """All of them, in the order of a case's life."""
    kinds: tuple[Callable[[Tally], list[Measured]], ...] = (_shares, _time, _counts)
    return [each for kind in kinds for each in kind(tally)]


def _shares(tally: Tally) -> list[Measured]:
    found = []
    for key, share in _SHARES.items():
        part, whole = getattr(tally, share.part), getattr(tally, share.whole)
        rate = Rate(Decimal(part), whole)
        lost = whole - part if share.failed else 0
        found.append(Measured(DEFINITIONS[key], rate.percent, rate.fraction, share.number, lost, share.failed))
    return found


def _time(tally: Tally) -> list[Measured]:
    count = _("%(count)s 件") % {"count": tally.worked}
    words = hours(round(tally.worked_minutes / tally.worked)) if tally.worked else NOTHING
    return [Measured(DEFINITIONS["working_time"], words, count, "worked")]


def _counts(tally: Tally) -> list[Measured]:
    return [
        Measured(DEFINITIONS[key], _("%(count)s 件") % {"count": getattr(tally, key)}, "", number)
        for key, number in _COUNTS.items()
    ]


def hours(minutes: int) -> str:
    """Office minutes as hours, one decimal."""
    return _("%(hours)s 小时") % {"hours": f"{Decimal(minutes) / 60:.1f}"}
