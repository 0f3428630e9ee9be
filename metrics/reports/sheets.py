"""The yearly assessment sheet (年度考核表) of one unit: its figures beside the county's, by month, to be signed."""

from collections.abc import Mapping
from typing import Final

from django.utils import translation

from metrics import board, cubes
from metrics.models.cubes import Axis
from metrics.periods import Month
from metrics.rates import NOTHING, Tally, mean
from metrics.reports import tables
from metrics.reports.blocks import Block, Cell, section, share
from metrics.reports.bulletin import CHINESE, head
from metrics.reports.gathering import Gathered
from metrics.supervision import SupervisionTally
from metrics.whistles import WhistleTally
from orgs.statuses import OrganisationKind
from roundtable.figures import Rate as RoundRate

ByMonth = Mapping[Month, Mapping[int | None, Tally]]
TITLE: Final = "高质量发展综合绩效考核企业诉求表"


def months_of(found: Gathered) -> ByMonth:
    """Every month of the year by unit, out of the cubes, in one query."""
    by_month: ByMonth = cubes.by_month(found.county.pk, found.period.months, Axis.UNIT)
    return by_month


def assessed(found: Gathered) -> list[int]:
    """Units that had something to do in the year, by name; the general committee and its office assess the others."""
    left_out = {OrganisationKind.FIRM, OrganisationKind.GENERAL_COMMITTEE, OrganisationKind.OFFICE}
    busy = {*found.by_unit, *found.whistles, *found.supervision, *found.decisions}
    known = [unit for unit in found.names.values() if unit.pk in busy and unit.kind not in left_out]
    return [unit.pk for unit in sorted(known, key=lambda unit: (unit.display_name, unit.pk))]


def sheet(found: Gathered, months: ByMonth, unit_id: int) -> Block:
    """The sheet of one unit. Raises KeyError for one without figures."""
    unit = found.names[unit_id]
    own = found.by_unit.get(unit_id, Tally())
    with translation.override(CHINESE):
        parts = [
            _rates(found, own),
            _score(found, own, unit_id),
            _months(found, months, unit_id),
            tables.counts(own),
            tables.measures(found.whole, own),
            _together(found, unit_id),
        ]
        named = {"id": unit_id, "name": unit.name}
        return {**head(found, title=TITLE, sections=parts, unit=named), "signed_by": ["单位负责人", "考核单位"]}


def _rates(found: Gathered, own: Tally) -> Block:
    weights = found.rule.weights
    targets = ("", *(each.target_words for each in tables.rated(found)))
    both = zip(board.boxes(own, weights), board.boxes(found.whole, weights), targets, strict=True)
    rows: list[list[Cell]] = [
        [
            str(box.definition.name), share(box.rate), share(county.rate), target, box.lost,
            "" if box.excluded is None else box.excluded,
        ]
        for box, county, target in both
    ]  # fmt: skip
    columns = (
        ("name", "指标"), ("rate", "本单位"), ("county", "全县"), ("target", "目标"), ("lost", "没有做到的"),
        ("excluded", "剔除"),
    )  # fmt: skip
    return section("rates", "处理率和三率", columns=columns, rows=rows)


def _score(found: Gathered, own: Tally, unit_id: int) -> Block:
    weights = found.rule.weights
    lines = tables.lines_of(found)
    mine = next((line for line in lines if line.unit_id == unit_id), None)
    shown = tables.band(mine, found) if mine else None
    rows: list[tuple[str, str, Cell]] = [
        ("score", "综合成绩", tables.score_words(own.score(weights))),
        ("band", "档次", str(shown.label) if shown else NOTHING),
        *([("rank", "名次", (mine.rank if mine else "") or NOTHING)] if found.rule.ranked else []),
        ("county", "全县合起来算", tables.score_words(found.whole.score(weights))),
        ("mean", "各单位的平均", tables.score_words(mean(line.score for line in lines))),
    ]
    return section("score", "综合成绩", columns=tables.NAMED, rows=rows)


def _months(found: Gathered, months: ByMonth, unit_id: int) -> Block:
    rows: list[list[Cell]] = []
    for month in found.period.months:
        tally = months.get(month, {}).get(unit_id, Tally())
        boxes = board.boxes(tally, found.rule.weights)
        rows.append([
            month.label, tally.accepted, share(boxes[0].rate), tally.valid, tally.excluded,
            *(share(box.rate) for box in boxes[1:]), tables.score_words(tally.score(found.rule.weights)),
        ])  # fmt: skip
    columns = (
        ("name", "月份"), ("accepted", "受理"), ("handled", "处理率"), ("valid", "有效回访"), ("excluded", "剔除"),
        ("response", "响应率"), ("solved", "解决率"), ("satisfied", "满意率"), ("score", "综合成绩"),
    )  # fmt: skip
    return section("months", "各月", columns=columns, rows=rows)


def _together(found: Gathered, unit_id: int) -> Block:
    """Whistles, supervision, meetings and decisions of the unit."""
    called = found.whistles.get(unit_id, WhistleTally())
    orders = found.supervision.get(unit_id, SupervisionTally())
    sat, decided = found.attendance.get(unit_id), found.decisions.get(unit_id, {})
    rows: list[tuple[str, str, Cell]] = [
        ("check_in", "按时报到率", share(called.on_time())),
        ("orders", "督办（督办单、挂牌、约谈）", orders.written + orders.listed + orders.talks),
        ("answered", "督办按时反馈率", share(orders.answered_in_time())),
        ("yellow", "黄牌", orders.yellow),
        ("red", "红牌", orders.red),
        ("attendance", "到会率", share(sat.rate) if sat else NOTHING),
        ("decisions", "牵头议定事项", decided.get("decisions", 0)),
        ("struck", "其中已销号", decided.get("struck", 0)),
        ("decisions_on_time", "议定事项按期率", share(RoundRate(decided.get("on-time", 0), decided.get("due", 0)))),
    ]
    return section("together", "吹哨报到、督办和圆桌会议", columns=tables.NAMED, rows=rows)
