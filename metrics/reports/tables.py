"""The tables of a report, out of what was gathered. A report is an official document: its words are Chinese."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Final

from metrics import board, leading, working
from metrics.bands import FEWEST_TO_BAND, Band, band_of
from metrics.board import Line
from metrics.rates import NOTHING, Rate, Tally
from metrics.reports.blocks import Block, Cell, Columns, section, share
from metrics.reports.gathering import Gathered
from metrics.reports.kinds import ReportKind
from metrics.whistles import WhistleTally
from roundtable import figures as round_figures
from roundtable.figures import Rate as RoundRate

_OF_A_UNIT: Final = ("signing", "on_time", "put_off", "returned", "redone", "first_right", "working_time", "ledgered")


def rates(found: Gathered) -> Block:
    """The handled rate and the three rates: fraction, target, change, what failed, what was excluded."""
    known = {each.definition.key: each for each in rated(found)}
    rows: list[list[Cell]] = []
    for box in board.boxes(found.whole, found.rule.weights):
        one = known.get(box.definition.key)
        rows.append([
            str(box.definition.name), share(box.rate), one.target_words if one else "", one.change if one else "",
            box.lost, "" if box.excluded is None else box.excluded,
        ])  # fmt: skip
    columns = (
        ("name", "指标"), ("rate", "本期"), ("target", "目标"), ("change", "和上期比"),
        ("lost", "没有做到的"), ("excluded", "剔除"),
    )  # fmt: skip
    return section("rates", "处理率和三率", columns=columns, rows=rows)


def rated(found: Gathered) -> list[leading.Rated]:
    """The three rates of the county as the leader's page has them: target, and change to the period before."""
    named = {ReportKind.DAILY: "前一天", ReportKind.WEEKLY: "前一周"}
    than = named.get(found.kind) or found.before.label
    return leading.rated(found.whole, found.earlier, [found.whole], found.rule, than=than)


def counts(tally: Tally) -> Block:
    """What stands beside the rates, and never in them."""
    numbers = (
        ("accepted", "受理", tally.accepted), ("urgent", "急难诉求已处理", tally.urgent),
        ("valid", "有效回访", tally.valid), ("excluded", "剔除（不计入考核）", tally.excluded),
        ("redo", "重办后的回访", tally.redo), ("withdrawn", "派单后撤回", tally.withdrawn),
        ("persuaded", "企业说被劝撤", tally.persuaded), ("not_reached", "两次未联系上企业", tally.not_reached),
        ("final", "最终答复", tally.final),
    )  # fmt: skip
    rows = [(key, words, count) for key, words, count in numbers]
    return section("counts", "件数", columns=NAMED, rows=rows)


NAMED: Final[Columns] = (("key", ""), ("name", "项目"), ("count", "数"))


def measures(whole: Tally, own: Tally | None = None) -> Block:
    """Deadlines, dispatch and revisits; of a unit with the county's beside."""
    rows: list[list[Cell]] = []
    for each, county in zip(working.measures(whole if own is None else own), working.measures(whole), strict=True):
        cells: list[Cell] = [str(each.definition.name), _measured(each)]
        rows.append([*cells, *([_measured(county)] if own is not None else []), each.lost if each.failed else ""])
    middle = (("own", "本单位"), ("county", "全县")) if own is not None else (("own", "本期"),)
    columns = (("name", "指标"), *middle, ("lost", "没有做到的"))
    return section("measures", "时限、派单和回访", columns=columns, rows=rows)


def _measured(each: working.Measured) -> Cell:
    return [each.words, each.fraction] if each.fraction and each.words != NOTHING else each.words


def lines_of(found: Gathered) -> list[Line]:
    """Units with figures of cases: by rank where the rule says so, else by band and name."""
    lines = board.ranked(found.by_unit, found.names, found.rule.weights)
    if found.rule.ranked:
        return lines
    return sorted(lines, key=lambda each: (_place(band(each, found)), each.name))


def _place(shown: Band | None) -> int:
    """The best band first, and last whoever stands in none."""
    return len(Band) if shown is None else list(Band).index(shown)


def band(line: Line, found: Gathered) -> Band | None:
    """The band of a unit; none with too few revisits."""
    return band_of(line.score, line.tally.valid, found.rule.thresholds)


def units(found: Gathered) -> Block:
    """Rates, score and band of each unit."""
    rows: list[list[Cell]] = []
    for each in lines_of(found):
        shown = band(each, found)
        rows.append([
            each.unit_id or 0, *([each.rank or NOTHING] if found.rule.ranked else []), each.name, each.tally.accepted,
            share(each.tally.handling()), each.tally.valid, each.tally.excluded,
            *(share(box.rate) for box in each.boxes[1:]), each.score_words, str(shown.label) if shown else NOTHING,
        ])  # fmt: skip
    columns = (
        ("key", ""), *((("rank", "名次"),) if found.rule.ranked else ()), ("name", "单位"),
        ("accepted", "受理"), ("handled", "处理率"), ("valid", "有效回访"), ("excluded", "剔除"),
        ("response", "响应率"), ("solved", "解决率"), ("satisfied", "满意率"), ("score", "综合成绩"),
        ("band", "档次"),
    )  # fmt: skip
    notes = [f"有效回访不满 {FEWEST_TO_BAND} 件的不分档。"] if rows else []
    return section("units", "各单位", lines=_none(rows), columns=columns, rows=rows, notes=notes)


def work_of_units(found: Gathered) -> Block:
    """Deadlines, dispatch and revisits of each unit."""
    rows: list[list[Cell]] = []
    for each in lines_of(found):
        known = {one.definition.key: one for one in working.measures(each.tally)}
        told: list[Cell] = [_measured(known[key]) for key in _OF_A_UNIT]
        rows.append([each.unit_id or 0, each.name, *told])
    columns = (
        ("key", ""), ("name", "单位"), ("signing", "及时签收率"), ("on_time", "按时办结率"),
        ("put_off", "延期率"), ("returned", "退单率"), ("redone", "重办率"), ("first_right", "首派准确率"),
        ("working_time", "平均办理时长"), ("ledgered", "新挂账"),
    )  # fmt: skip
    return section("work", "各单位的时限和派单", lines=_none(rows), columns=columns, rows=rows)


def now(found: Gathered) -> Block:
    """What waits for somebody at the time of writing."""
    rows: list[tuple[str, str, int]] = [
        ("overdue", "现在超期的", found.overdue),
        ("late", "其中超期三个工作日以上的", found.late),
        *((why.value, str(why.label), count) for why, count in found.hard.items()),
    ]
    return section("now", "现在需要盯办的", columns=NAMED, rows=rows)


def alike(found: Gathered) -> Block:
    """Kinds with five and more in the thirty days until the period's last one."""
    rows = [(each.name, each.count, each.towns) for each in found.alike]
    lines = [] if rows else ["截至期末的 30 天里没有哪一类满 5 件。"]
    columns = (("name", "事项类别"), ("count", "件数"), ("towns", "涉及镇街"))
    return section("alike", "共性问题（30 天内同类满 5 件）", lines=lines, columns=columns, rows=rows)


def whistles(found: Gathered) -> Block:
    """Whistles and check-ins by unit, and all together."""
    whole = sum(found.whistles.values(), WhistleTally())
    blown = found.whistles
    rows = [_whistled(key, found.names[key].display_name, blown[key]) for key in _by_name(blown, found)]
    if rows:
        rows.append(_whistled(0, "全县", whole))
    columns = (
        ("key", ""), ("name", "单位"), ("blown", "吹哨"), ("rate", "按时报到率"), ("late", "迟到"),
        ("missed", "未报到"),
    )  # fmt: skip
    lines = [] if rows else ["本期没有吹哨。"]
    return section("whistles", "吹哨报到", lines=lines, columns=columns, rows=rows)


def _whistled(key: int, name: str, tally: WhistleTally) -> list[Cell]:
    return [key, name, tally.blown, share(tally.on_time()), tally.late, tally.missed]


def supervised(found: Gathered) -> Block:
    """Orders and cards by unit."""
    rows: list[list[Cell]] = []
    for key in _by_name(found.supervision, found):
        each = found.supervision[key]
        orders = (each.written, each.listed, each.talks)
        rows.append([
            key, found.names[key].display_name, *orders, share(each.answered_in_time()), each.yellow, each.red
        ])  # fmt: skip
    columns = (
        ("key", ""), ("name", "单位"), ("written", "督办单"), ("listed", "挂牌督办"), ("talks", "约谈"),
        ("rate", "按时反馈率"), ("yellow", "黄牌"), ("red", "红牌"),
    )  # fmt: skip
    lines = [] if rows else ["本期没有督办和亮牌。"]
    return section("supervision", "督办和亮牌", lines=lines, columns=columns, rows=rows)


def round_table(found: Gathered) -> Block:
    """Meetings, topics and decisions: the figures of the round table in the days of the period."""
    groups = (*round_figures.MEETINGS[:1], *round_figures.TOPICS, *round_figures.DECISIONS[:4])
    rows: list[tuple[str, str, Cell]] = [(each.key, str(each.name), found.rounds[each.key]) for each in groups]
    rows.append(("rate", "议定事项按期率", share(RoundRate(found.rounds["on-time"], found.rounds["due"]))))
    return section("round_table", "圆桌会议", columns=NAMED, rows=rows)


def attendance(found: Gathered) -> Block:
    """Who had to come to meetings, and came; decisions that each leads."""
    rows: list[list[Cell]] = []
    empty: Mapping[str, int] = {}
    for key in _by_name({*found.attendance, *found.decisions}, found):
        sat, decided = found.attendance.get(key), found.decisions.get(key, empty)
        rows.append([
            key, found.names[key].display_name, share(sat.rate) if sat else NOTHING, decided.get("decisions", 0),
            decided.get("struck", 0), decided.get("overdue", 0),
            share(RoundRate(decided.get("on-time", 0), decided.get("due", 0))),
        ])  # fmt: skip
    columns = (
        ("key", ""), ("name", "单位"), ("attendance", "到会率"), ("decisions", "牵头议定事项"),
        ("struck", "已销号"), ("overdue", "超期未办结"), ("rate", "按期率"),
    )  # fmt: skip
    lines = [] if rows else ["本期没有会议和议定事项。"]
    return section("attendance", "到会和议定事项", lines=lines, columns=columns, rows=rows)


def rate_words(name: object, rate: Rate) -> str:
    """解决率 88.50 %（177/200）."""
    return f"{name} {rate.percent}（{rate.fraction}）" if rate.whole else f"{name} {NOTHING}"


def score_words(score: Decimal | None) -> str:
    """One decimal, or a dash."""
    return NOTHING if score is None else str(score)


def _by_name(keys: Iterable[int], found: Gathered) -> list[int]:
    return sorted(keys, key=lambda key: (found.names[key].display_name, key))


def _none(rows: list[list[Cell]]) -> list[str]:
    return [] if rows else ["这段时间还没有可以统计的件。"]
