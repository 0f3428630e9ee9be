"""The requests and their stories, read from the project's own data."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

_FOLDER = Path(__file__).resolve().parent.parent / "data"


@dataclass(frozen=True, slots=True)
class Request:
    """What a firm said, as it is carried in `data/cases.jsonl`."""

    id: str
    firm: str
    town: str
    village: str
    source: str
    type: str
    at: datetime
    category: str
    urgency: str
    confidential: bool
    title: str
    body: str


@dataclass(frozen=True, slots=True)
class Story:
    """What became of it: the steps in order, and what people wrote at them (`data/stories.jsonl`)."""

    id: str
    script: str
    progress: Sequence[str] = ()
    opinions: Sequence[str] = ()
    reply: Sequence[str] = ()
    words: Sequence[str] = ()
    reasons: Sequence[Sequence[str]] = ()
    extra: Sequence[str] = ()
    returns: Sequence[Mapping[str, str]] = ()  # reason, law, to (a unit), told and ruling of each
    longer: Sequence[Mapping[str, str]] = ()  # days, reason, words, told and ruling of each request for a later date
    waits: Sequence[Mapping[str, str]] = ()  # the same of each request for a pause
    # days, words, plan, told and ruling of a wish for the ledger; done, next, remark and reached once it is on it
    ledger: Sequence[Mapping[str, str]] = ()
    # kind, units, needed, grounds, harm, place, said (by each unit that comes), result, grades, back
    whistle: Mapping[str, Any] = field(default_factory=dict)
    orders: Sequence[Mapping[str, str]] = ()  # ground, asked and days of each supervision order
    answers: Sequence[str] = ()
    # asked, days and report of each leader's instruction; `leader` where the office enters a paper
    instructions: Sequence[Mapping[str, str]] = ()
    # reason, words, opinion of the head and ruling of each request; objection and what was told of it
    exclusions: Sequence[Mapping[str, str]] = ()
    reopenings: Sequence[Mapping[str, str]] = ()  # words of what is new, and what was told where it is not taken up
    pieces: Sequence[Sequence[str]] = ()  # title, words and category of each matter of a call that is split
    texts: Mapping[str, str] = field(default_factory=dict)
    unknown: bool = False


def requests() -> list[Request]:
    """All requests in the order of their ids."""
    return [Request(**row | {"at": datetime.fromisoformat(row["at"])}) for row in _rows("cases")]


def stories() -> dict[str, Story]:
    """The story of each request. What is not a field of its own is a text of one step."""
    return {row["id"]: _story(row) for row in _rows("stories")}


def _story(row: dict[str, Any]) -> Story:
    own = {name: row[name] for name in Story.__dataclass_fields__ if name in row}
    return Story(**own, texts={name: text for name, text in row.items() if name not in own})


def _rows(name: str) -> list[dict[str, Any]]:
    lines = (_FOLDER / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines if line]
