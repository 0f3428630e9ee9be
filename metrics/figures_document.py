"""`docs/figures.md`, written from the definitions. A test compares the two."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from django.utils.translation import override

from metrics.definitions import FEWEST_TO_BAND, FEWEST_TO_RANK, GROUPS, Definition
from metrics.rules import Rule

DOCUMENT: Final = Path(__file__).resolve().parent.parent / "docs" / "figures.md"


def document() -> str:
    """The whole document, in English through the catalogue, each name with its Chinese one."""
    with override("en"):
        return "\n".join([*_head(), *_rule(Rule()), *_groups()])


def _head() -> list[str]:
    return [
        "# What the figures mean",
        "",
        "Generated from `metrics/definitions/` by `manage.py write_figures`; a test keeps the two equal.",
        "",
        "Months are natural ones, or run from the day that the county sets (`month_starts_on`: 19 makes November run",
        "from 19 October to 18 November). A figure belongs to the month that its line “Month” names. Nothing to divide",
        f"by shows “—”. A unit with fewer than {FEWEST_TO_RANK} valid revisits is not ranked, with fewer",
        f"than {FEWEST_TO_BAND} it stands in no band. Of a group the mean of its members and the pooled rate",
        "are both shown; what was excluded is counted beside every rate.",
        "",
    ]


def _rule(rule: Rule) -> list[str]:
    weights, targets, bands = rule.weights, rule.targets, rule.thresholds
    return [
        "## What a county starts with",
        "",
        "Settings with a history (`/statistics/rules/`): each holds from the month on for which it was set, and no",
        "month that has ended changes. Targets and bands are proposals of ours, not law.",
        "",
        "| setting | value |",
        "|---|---|",
        f"| weights: response, resolution, satisfaction | {weights.response}, {weights.solved}, {weights.satisfied} |",
        f"| “basically” counts as | {weights.basic} |",
        f"| targets: response, resolution, satisfaction | {targets.response}, {targets.solved}, {targets.satisfied} |",
        f"| bands: 优, 良, 中 from (below: 差) | {bands.excellent}, {bands.good}, {bands.fair} |",
        f"| league table | {'shown' if rule.ranked else 'not shown'} |",
        "",
    ]


def _groups() -> Iterator[str]:
    for words, group in GROUPS:
        yield from (f"## {words}", "")
        for definition in group:
            yield from _figure(definition)


def _figure(definition: Definition) -> Iterator[str]:
    with override("zh-hans"):
        chinese = str(definition.name)
    yield f"### {definition.name} ({chinese}) `{definition.key}`"
    yield ""
    yield str(definition.sentence)
    yield ""
    rows = [
        ("Formula", definition.formula),
        ("Unit", definition.unit),
        ("Counted", definition.population),
        ("Against it", definition.failed),
        ("Month", definition.period),
        ("Version", definition.version),
    ]
    yield from (f"- {label}: {words}" for label, words in rows if words)
    yield ""
