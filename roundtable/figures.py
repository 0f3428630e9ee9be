"""What each figure of the round table counts: its name and the sentence that the page shows. No counting here.

Rules: DOMAIN §1.2 and §3.1. Every figure is a number of rows; `roundtable.queries.figures` has the rows of each.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from orgs.calendar import COUNTY_TIME
from roundtable.meeting_kinds import MeetingKind

FEWEST_TO_RANK: Final = 5
"""A unit that had to come less often is not ranked (DOMAIN §2.8: small samples)."""
FIRST_YEAR: Final = 2000
NOTHING: Final = "—"


@dataclass(frozen=True, slots=True)
class Definition:
    """One figure: the word over its number, and what is counted."""

    key: str
    name: Promise | str
    sentence: Promise | str


MEETINGS: Final = (
    Definition("meetings", gettext_lazy("开会"), gettext_lazy("本期开完的会，按开会那天算；取消的不算。")),
    *(Definition(f"meetings-{kind.value}", kind.label, gettext_lazy("其中这一类会议。")) for kind in MeetingKind),
)
TOPICS: Final = (
    Definition("topics", gettext_lazy("研究议题"), gettext_lazy("本期开完的会上，议程里的每一项算一件。")),
    Definition(
        "solved",
        gettext_lazy("解决难题"),
        gettext_lazy(
            "难题的议定事项全部销号，点到的企业都说“解决了”，才算一件；几件并成一项的算一件。算在最后一条销号的那个月。"
        ),
    ),
    Definition("suggestions", gettext_lazy("收到建议"), gettext_lazy("本期提出的意见建议，不论有没有上会。")),
    Definition(
        "adopted",
        gettext_lazy("采纳建议"),
        gettext_lazy("本期收到的建议里，会上列入建议或者议定交办、纪要已签的。"),
    ),
)
DECISIONS: Final = (
    Definition("decisions", gettext_lazy("议定事项"), gettext_lazy("本期签发的纪要里的议定事项。")),
    Definition("struck", gettext_lazy("已销号"), gettext_lazy("其中到现在已经销号的。")),
    Definition("running", gettext_lazy("还在办"), gettext_lazy("其中到现在没有销号的，等签字、等审核的也在内。")),
    Definition("overdue", gettext_lazy("超期未办结"), gettext_lazy("其中过了完成时限、单位还没有申请销号的。")),
    Definition("due", gettext_lazy("已销号或已超期"), gettext_lazy("按期率的分母：已经销号的，加上超期未办结的。")),
    Definition(
        "on-time", gettext_lazy("按期销号"), gettext_lazy("按期率的分子：在完成时限以前申请销号，后来批准了的。")
    ),
)
ATTENDANCE: Final = (
    Definition("invited", gettext_lazy("请了"), gettext_lazy("本期开完的会上，有这个单位席位的次数。")),
    Definition("must", gettext_lazy("必须到"), gettext_lazy("其中必须到会的次数，到会率的分母。")),
    Definition("must-came", gettext_lazy("该到的到了"), gettext_lazy("必须到会、也到了的次数，派人代替也算到。")),
    Definition("came", gettext_lazy("到了"), gettext_lazy("签到的次数，可以不来的也在内。")),
    Definition("sent", gettext_lazy("派人代替"), gettext_lazy("到了、但回执写的是派人代替的次数。")),
    Definition("absent", gettext_lazy("缺席"), gettext_lazy("必须到会、没有签到的次数，请了假的也在内。")),
)
ALL: Final[Mapping[str, Definition]] = {each.key: each for each in (*MEETINGS, *TOPICS, *DECISIONS, *ATTENDANCE)}


@dataclass(frozen=True, slots=True)
class Rate:
    """A share with its fraction; a dash where there is nothing to divide by."""

    part: int
    whole: int

    @property
    def percent(self) -> str:
        """`88.5 %`."""
        if not self.whole:
            return NOTHING
        return f"{(Decimal(self.part) * 100 / self.whole).quantize(Decimal('0.1'), ROUND_HALF_UP)} %"

    @property
    def fraction(self) -> str:
        """`177/200`."""
        return f"{self.part}/{self.whole}"


@dataclass(frozen=True, slots=True)
class Period:
    """A calendar year, or a month of it (1 to 12); meetings are counted by natural months."""

    year: int
    month: int | None = None

    @property
    def start(self) -> datetime:
        """Its first instant."""
        return datetime(self.year, self.month or 1, 1, tzinfo=COUNTY_TIME)

    @property
    def end(self) -> datetime:
        """The first instant after it."""
        year, month = (self.year + 1, 1) if self.month in {None, 12} else (self.year, (self.month or 0) + 1)
        return datetime(year, month, 1, tzinfo=COUNTY_TIME)

    @property
    def label(self) -> str:
        """2026年, or 2026年11月."""
        if self.month is None:
            return _("%(year)d年") % {"year": self.year}
        return _("%(year)d年%(month)d月") % {"year": self.year, "month": self.month}

    @property
    def query(self) -> dict[str, str]:
        """How an address spells it."""
        return {"year": str(self.year)} | ({} if self.month is None else {"month": str(self.month)})


def period_of(year: str, month: str, *, now: datetime) -> Period:
    """Out of an address; whatever cannot be read means this year."""
    today = now.astimezone(COUNTY_TIME)
    said = _number(year, FIRST_YEAR, today.year + 1)
    return Period(said or today.year, _number(month, 1, 12) if said else None)


def _number(text: str, least: int, most: int) -> int | None:
    short = text.isascii() and text.isdigit() and len(text) <= len(str(FIRST_YEAR))
    return int(text) if short and least <= int(text) <= most else None
