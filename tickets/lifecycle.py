"""`docs/lifecycle.md`, written from the action table. A test compares the two."""

from collections.abc import Iterable
from pathlib import Path
from typing import Final

from django.utils.translation import override

from tickets.action import Action, On
from tickets.actions import ACTIONS
from tickets.explaining import clock_of, possible
from tickets.standing import TURNS
from tickets.statuses import ENDED, FIRM_WORDS, DeadlineKind, LegStatus, Status

DOCUMENT: Final = Path(__file__).resolve().parent.parent / "docs" / "lifecycle.md"

_COLUMNS: Final = (
    "action", "button", "on", "from", "case in", "to", "who may (`policies.`)", "stops", "starts", "event", "readers",
    "guarded",
)  # fmt: skip


def document() -> str:
    """The whole document: statuses and their edges, clocks, who may what in each status, then every action."""
    with override("zh-hans"):
        return "\n".join([*_head(), *_statuses(), *_diagram(), *_clocks(), *_by_status(), *_actions(), ""])


def _head() -> list[str]:
    return [
        "# The life of a case",
        "",
        "Generated from `tickets/actions.py` by `manage.py write_lifecycle`; a test keeps the two equal.",
        "",
    ]


def _statuses() -> list[str]:
    rows = [f"| `{status.value}` | {status.label} | {FIRM_WORDS[status]} |" for status in Status]
    legs = [f"| `{status.value}` | {status.label} |" for status in LegStatus]
    return [
        "## Statuses of a case",
        "",
        "| status | 中文 | the firm reads |",
        "|---|---|---|",
        *rows,
        "",
        "## Statuses of a leg",
        "",
        "| status | 中文 |",
        "|---|---|",
        *legs,
        "",
    ]


def _diagram() -> list[str]:
    """The edges between the statuses of a case, with the acts that take them; acts that change nothing are left out."""
    edges: dict[tuple[str, str], list[str]] = {}
    for name, action in ACTIONS.items():
        sources = action.sources if action.on is On.CASE else action.case_in if action.targets else ()
        for source in sorted(sources):
            for target in sorted(action.targets - {source}):
                edges.setdefault((source, target), []).append(name)
    lines = [f"    {source} --> {target}: {', '.join(names)}" for (source, target), names in sorted(edges.items())]
    return [
        "## Edges",
        "",
        "```mermaid",
        "stateDiagram-v2",
        "    [*] --> submitted: submit",
        *lines,
        *(f"    {status.value} --> [*]" for status in Status if status in ENDED),
        "```",
        "",
    ]


def _clocks() -> list[str]:
    rows = []
    for kind in DeadlineKind:
        clock = clock_of(kind)
        counts = _words(status for status, kinds in TURNS.items() if kind in kinds)
        rows.append(f"| `{kind.value}` | {clock.name} | {clock.length} | {clock.silence} | {counts or '–'} |")
    return [
        "## Clocks",
        "",
        "| clock | 中文 | how long | when it runs out | may order a list in |",
        "|---|---|---|---|---|",
        *rows,
        "",
    ]


def _by_status() -> list[str]:
    """Status × action × role × clock: the policies say in their own words who that is."""
    rows = [
        f"| `{status.value}` | `{name}` | {_first_sentence(action)} | {_words(action.meets) or '–'} |"
        f" {_words(action.starts) or '–'} |"
        for status in Status
        for name, action in ACTIONS.items()
        if action in possible(status)
    ]
    return [
        "## Who may what in each status",
        "",
        "| status | action | who | stops | starts |",
        "|---|---|---|---|---|",
        *rows,
        "",
    ]


def _first_sentence(action: Action) -> str:
    return (action.policy.__doc__ or "").strip().split("\n")[0]


def _actions() -> list[str]:
    return [
        "## Actions",
        "",
        f"| {' | '.join(_COLUMNS)} |",
        "|---|---|---|---|---|---|---|---|---|---|---|---|",
        *(_row(name, action) for name, action in ACTIONS.items()),
    ]


def _row(name: str, action: Action) -> str:
    targets = [*action.targets, *([f"leg {action.leg_target}"] if action.leg_target else [])]
    cells = [
        f"`{name}`",
        str(action.label),
        action.on.value,
        _words(action.sources) or "–",
        _words(action.case_in) if action.on is On.LEG else "–",
        _words(targets) or "–",
        f"`{action.policy.__name__}`",
        _words(action.meets) or "–",
        _words(action.starts) or "–",
        f"`{action.verb}`",
        action.readers.value.replace("_", " "),
        "version" if action.decides else "append",
    ]
    return f"| {' | '.join(cells)} |"


def _words(values: Iterable[str]) -> str:
    return ", ".join(sorted(str(value) for value in values))
