"""The arithmetic of the figures (DOMAIN §2.8). Pure: counts in, rates out, nothing rounded before it is shown."""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from decimal import ROUND_HALF_UP, Decimal
from typing import Final, Self

NOTHING: Final = "—"
_HUNDRED: Final = Decimal(100)


@dataclass(frozen=True, slots=True)
class Weights:
    """The county's settings. The factor counts “basically” as a part of a whole."""

    response: Decimal = Decimal("0.10")
    solved: Decimal = Decimal("0.50")
    satisfied: Decimal = Decimal("0.40")
    basic: Decimal = Decimal("0.90")


@dataclass(frozen=True, slots=True)
class Rate:
    """A share with its fraction. `part` may carry a fraction of a case, where “basically” counts in part."""

    part: Decimal
    whole: int

    @property
    def value(self) -> Decimal | None:
        """Between 0 and 1; None when there is nothing to divide by."""
        return self.part / self.whole if self.whole else None

    @property
    def percent(self) -> str:
        """`88.50 %`, or a dash when V = 0: never 0 % and never 100 %."""
        if self.value is None:
            return NOTHING
        return f"{(self.value * _HUNDRED).quantize(Decimal('0.01'), ROUND_HALF_UP)} %"

    @property
    def fraction(self) -> str:
        """`177/200`; a part of a case shows its decimal: `88.5/100`."""
        part = self.part.quantize(Decimal("0.1"))
        return f"{part.to_integral_value() if part == part.to_integral_value() else part}/{self.whole}"


@dataclass(frozen=True, slots=True)
class Tally:
    """What was counted: first valid revisits and what they said, accepted cases, and what stands beside."""

    valid: int = 0
    contacted: int = 0
    solved: int = 0
    basically_solved: int = 0
    satisfied: int = 0
    basically_satisfied: int = 0
    # Of 处理率.
    accepted: int = 0
    handled: int = 0
    urgent: int = 0  # of the handled: urgent or critical (急难)
    # Beside the rates, never in them.
    redo: int = 0
    withdrawn: int = 0
    persuaded: int = 0  # of the withdrawn: the firm says that somebody asked it to
    not_reached: int = 0
    final: int = 0  # ended by a final answer of the office, after three rounds
    misdispatched: int = 0  # of a desk: sent to a unit whose return was upheld
    # Of first answers that are given or due: in time by the date that holds, and by the first one that was promised.
    # Those that came late because a desk's rulings took the time are that desk's.
    due: int = 0
    on_time: int = 0
    on_time_first: int = 0
    put_off: int = 0  # of the due: a later date was granted
    extended: int = 0
    excluded: int = 0  # first valid revisits that two people took out of V; shown beside every rate (剔除)
    # Of dispatches: signed or due to be, in time, and given back.
    sign_due: int = 0
    signed_in_time: int = 0
    dispatched: int = 0
    returned: int = 0
    # Of cases sent out for the first time, and whether that unit kept them.
    first_sent: int = 0
    first_right: int = 0
    redone: int = 0  # of V: another round followed
    # Of replies that passed: the firm was asked, and answered.
    passed: int = 0
    asked: int = 0
    answered: int = 0
    ledgered: int = 0
    worked: int = 0  # first answers that passed, and the office minutes from dispatch until they were given
    worked_minutes: int = 0

    def __add__(self, other: Self) -> "Tally":
        """Pooled: counts are added, never rates."""
        return Tally(*(getattr(self, field.name) + getattr(other, field.name) for field in fields(self)))

    def handling(self) -> Rate:
        """处理率."""
        return Rate(Decimal(self.handled), self.accepted)

    def punctuality(self) -> Rate:
        """按期答复, by the date that holds after any extension."""
        return Rate(Decimal(self.on_time), self.due)

    @property
    def late(self) -> int:
        """Not answered by the date that holds."""
        return self.due - self.on_time

    @property
    def missed(self) -> int:
        """Not answered by the date that was promised first."""
        return self.due - self.on_time_first

    def first_punctuality(self) -> Rate:
        """The same by the date that was promised first."""
        return Rate(Decimal(self.on_time_first), self.due)

    def response(self) -> Rate:
        """响应率."""
        return Rate(Decimal(self.contacted), self.valid)

    def resolution(self, weights: Weights) -> Rate:
        """解决率."""
        return Rate(self.solved + weights.basic * self.basically_solved, self.valid)

    def satisfaction(self, weights: Weights) -> Rate:
        """满意率."""
        return Rate(self.satisfied + weights.basic * self.basically_satisfied, self.valid)

    def score(self, weights: Weights) -> Decimal | None:
        """综合成绩, one decimal; None when V = 0."""
        shares = (self.response().value, self.resolution(weights).value, self.satisfaction(weights).value)
        if any(share is None for share in shares):
            return None
        sizes = (weights.response, weights.solved, weights.satisfied)
        total = sum((size * share for size, share in zip(sizes, shares, strict=True) if share is not None), Decimal(0))
        return (total * _HUNDRED).quantize(Decimal("0.1"), ROUND_HALF_UP)

    def lost(self, key: str) -> int:
        """How many cases a rate lost altogether; those that count in part are not lost."""
        return {
            "handled": self.accepted - self.handled,
            "response": self.valid - self.contacted,
            "solved": self.valid - self.solved - self.basically_solved,
            "satisfied": self.valid - self.satisfied - self.basically_satisfied,
        }[key]


def mean(scores: Iterable[Decimal | None]) -> Decimal | None:
    """The plain mean of units' scores, shown beside the pooled one (DOMAIN §2.8); units without a score are out."""
    known = [score for score in scores if score is not None]
    return (sum(known, Decimal(0)) / len(known)).quantize(Decimal("0.1"), ROUND_HALF_UP) if known else None
