"""`docs/lifecycle.md`, written from the action table. A test compares the two."""

from collections.abc import Iterable
from pathlib import Path
from typing import Final

from django.utils.translation import override

from tickets.actions import ACTIONS, Action, On
from tickets.statuses import FIRM_WORDS, LegStatus, Status

DOCUMENT: Final = Path(__file__).resolve().parent.parent / "docs" / "lifecycle.md"

_COLUMNS: Final = (
    "action", "button", "on", "from", "case in", "to", "who may (`policies.`)", "stops", "starts", "event", "readers",
    "guarded",
)  # fmt: skip


def document() -> str:
    """The whole document: statuses, then every action from where to where, by whom, with its clocks."""
    with override("zh-hans"):
        return "\n".join([*_head(), *_statuses(), *_actions(), ""])


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
