"""The bulletin (通报) of a day, a week, a month or a year: its sentences and tables, as they are frozen."""

from typing import Any

from django.utils import translation

from metrics import board
from metrics.bands import Band
from metrics.definitions import FIGURES, SCORE
from metrics.periods import Month, Year
from metrics.rates import mean
from metrics.reports import tables
from metrics.reports.blocks import FORMAT, Block, section
from metrics.reports.gathering import Gathered
from metrics.reports.kinds import ReportKind, last_day
from metrics.rules import Rule
from orgs.calendar import COUNTY_TIME
from roundtable.documents.words import day
from roundtable.figures import Rate as RoundRate

CHINESE = "zh-hans"
_TITLES = {
    ReportKind.DAILY: "企业诉求办理情况日报",
    ReportKind.WEEKLY: "企业诉求办理情况周报",
    ReportKind.MONTHLY: "企业诉求办理情况通报",
    ReportKind.YEARLY: "企业诉求办理年度考核汇总",
}


def bulletin(found: Gathered) -> Block:
    """The whole report on the county."""
    with translation.override(CHINESE):
        parts = [
            section("summary", "总体情况", lines=_summary(found)),
            tables.rates(found),
            tables.counts(found.whole),
            tables.units(found),
            tables.measures(found.whole),
            tables.work_of_units(found),
            tables.now(found),
            tables.alike(found),
            tables.whistles(found),
            tables.supervised(found),
            tables.round_table(found),
            *([tables.attendance(found)] if found.kind in {ReportKind.MONTHLY, ReportKind.YEARLY} else []),
        ]
        return head(found, title=f"{found.county.name}{_TITLES[found.kind]}", sections=parts)


def head(found: Gathered, *, title: str, sections: list[Block], unit: Block | None = None) -> Block:
    """What every report begins with, and its footnotes."""
    first, last = found.period.days[0], last_day(found.period)
    label = found.period.label if isinstance(found.period, Month | Year) else ""
    days = day(first) if first == last else f"{day(first)}至{day(last)}"
    return {
        "format": FORMAT,
        "kind": found.kind.value,
        "period": str(found.period),
        "first_day": first.isoformat(),
        "last_day": last.isoformat(),
        "title": title,
        "label": label or days,
        "days": days,
        "county": found.county.name,
        "organ": found.organ,
        "unit": unit,
        "made_at": found.now.astimezone(COUNTY_TIME).isoformat(timespec="minutes"),
        "rule": _rule(found.rule),
        "sections": sections,
        "notes": _notes(found.rule),
    }


def _summary(found: Gathered) -> list[str]:
    """The bulletin in words."""
    whole, boxes = found.whole, board.boxes(found.whole, found.rule.weights)
    first, *three = (tables.rate_words(box.definition.name, box.rate) for box in boxes)
    average = mean(line.score for line in tables.lines_of(found))
    return [
        f"本期受理企业诉求{whole.accepted}件，{first}。现在超期{found.overdue}件，其中超期三个工作日以上{found.late}件。",
        f"首次有效回访{whole.valid}件，另有{whole.excluded}件剔除、不计入考核。{'，'.join(three)}。",
        f"综合成绩{tables.score_words(whole.score(found.rule.weights))}，各单位的平均{tables.score_words(average)}。",
        *_bands(found),
        *_together(found),
    ]


def _bands(found: Gathered) -> list[str]:
    """How many units stand in each band."""
    shown = [tables.band(line, found) for line in tables.lines_of(found)]
    told = [f"{each.label}{shown.count(each)}个" for each in Band if each in shown]
    return [f"有档次的单位：{'，'.join(told)}。"] if told else []


def _together(found: Gathered) -> list[str]:
    """Whistles and the round table in a sentence each."""
    rounds, blown = found.rounds, sum(each.blown for each in found.whistles.values())
    rate = RoundRate(rounds["on-time"], rounds["due"])
    decided = f"，按期率{rate.percent}（{rate.fraction}）" if rate.whole else ""
    return [
        f"吹哨{blown}次。开圆桌会议等会议{rounds['meetings']}次，解决难题{rounds['solved']}个。",
        f"形成议定事项{rounds['decisions']}项，已销号{rounds['struck']}项{decided}。",
    ]


def _rule(rule: Rule) -> dict[str, Any]:
    names = ("response", "solved", "satisfied", "basic")
    return {"version": rule.version, **{name: str(getattr(rule.weights, name)) for name in names}}


def _notes(rule: Rule) -> list[str]:
    weights = rule.weights
    return [
        *(f"{each.name}：{each.sentence}" for each in FIGURES),
        f"{SCORE.name}：响应率×{weights.response}＋解决率×{weights.solved}＋满意率×{weights.satisfied}，满分100。",
        f"“基本解决”“基本满意”各按{weights.basic}件计。口径第{rule.version}版。",
    ]
