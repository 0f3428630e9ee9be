"""What is brought to the year's meetings, by whom, and how it goes on: texts told for one town and one season."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import cycle
from pathlib import Path
from typing import Any, Final, NamedTuple

from orgs.models import Post
from orgs.seeding.files import read as read_of_orgs
from orgs.statuses import Role
from roundtable.kinds import TopicKind
from roundtable.meeting_kinds import Outcome
from roundtable.seeding_year import timetable
from roundtable.seeding_year.people import People, dice

_FOLDER: Final = Path(__file__).resolve().parent.parent / "data"
_SEASONS: Final = (
    "春节前", "春节后", "开春", "清明前后", "“六一”前", "“六一”旺季", "夏天", "开学季", "中秋前", "“双11”前",
    "“双11”后", "年底",
)  # fmt: skip
_MEMBERS: Final = {
    timetable.DRESS: "舞韵轩演出服饰",
    timetable.WOOD: "泽丰鼎盛木业",
    timetable.PARCELS: "速通云仓",
}
"""The member household through which firms of a trade speak in its committee."""
_ASSOCIATIONS: Final = (
    "县电子商务协会", "县妇联", "县直播电商协会", "团县委", "县汉服协会", "县工商联", "县女电商协会", "县面料协会",
    "县总工会", "县跨境电商协会", "县摄影美工协会",
)  # fmt: skip
_OPTIONAL: Final = ("facts", "positions", "reason", "plan", "criterion")
_WITHDRAWN, _LAST = frozenset({7, 29}), 39
_FEWEST, _MOST = 4, 19
_RESULTS: Final = {"A": Outcome.ANSWERED, "R": Outcome.NOT_ADOPTED}
_HOME: Final = ("云裳镇", "前丁村")


@cache
def _read(name: str) -> dict[str, Any]:
    stored: dict[str, Any] = json.loads((_FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    return stored


def firm_names() -> tuple[str, ...]:
    """Every firm that can speak."""
    return tuple(each["name"] for each in read_of_orgs("firms")["firms"])


@dataclass(frozen=True, slots=True)
class Matter:
    """One topic: who brings it in, what it says, how it ends at the table and how it goes on (`timetable`).

    `aside` is the same or a like matter that is not heard, with what becomes of it: merge, decline or withdraw.
    """

    fate: str
    kind: TopicKind
    by: Post
    title: str
    body: str
    outcome: Outcome
    facts: str = ""
    positions: str = ""
    reason: str = ""
    plan: str = ""
    criterion: str = ""
    lead: str = ""
    assists: tuple[str, ...] = ()
    days: int = 0
    town: str = ""
    aside: "tuple[str, Matter] | None" = None


class _Speaker(NamedTuple):
    post: Post
    town: str
    village: str


class Teller:
    """Deals out texts and speakers in turn, so that a year tells each of them about as often as the others."""

    def __init__(self, people: People) -> None:
        self._people = people
        stored = _read("year_problems")
        self._texts: dict[str, Iterator[dict[str, Any]]] = {
            "P": cycle(stored["decided"]), "O": cycle(stored["open"]), "U": cycle(stored["units"]),
            "A": cycle(stored["answered"]), "R": cycle(stored["refused"]),
        }  # fmt: skip
        self._texts["L"] = self._texts["P"]
        self._suggestions: list[dict[str, Any]] = _read("year_suggestions")["suggestions"]
        self._told = 0  # suggestions so far
        own = set(_MEMBERS.values())
        self._firms = [each for each in read_of_orgs("firms")["firms"] if each["name"] not in own]
        self._stations = cycle(read_of_orgs("places")["towns"])
        self._associations = cycle(_ASSOCIATIONS)
        self._turn = 0

    def matters(self, committee: str, items: str, *, month: int) -> list[Matter]:
        """The agenda of a meeting."""
        return [self._matter(letter, committee, month) for letter in items]

    def told(self, fate: str, words: str, firm: str, *, month: int) -> Matter:
        """The problem whose title has these words, brought in by this firm. Raises StopIteration for unknown words."""
        text = next(each for each in _read("year_problems")["decided"] if words in each["title"])
        return self._told_by(self._of_firm(firm), text, month, fate=fate, outcome=Outcome.DECIDED)

    def _matter(self, letter: str, committee: str, month: int) -> Matter:
        if letter == "s":
            return self._suggestion(committee, month)
        text = self._fitting(letter, committee)
        speaker = self._speaker(committee, text, firm=letter in "PLO")
        return self._told_by(speaker, text, month, fate=letter, outcome=_RESULTS.get(letter, Outcome.DECIDED))

    def _fitting(self, letter: str, committee: str) -> dict[str, Any]:
        """The next text; of a trade's own committee the next that is its trade's, or anybody's."""
        texts = self._texts[letter]
        while True:
            text = next(texts)
            member = _MEMBERS.get(committee)
            if member is None or letter not in "PL" or _fits(text, member):
                return text

    def _speaker(self, committee: str, text: dict[str, Any], *, firm: bool) -> _Speaker:
        self._turn += 1
        if "by" in text:
            return _Speaker(self._people.of_unit(text["by"]), *_HOME)
        member = _MEMBERS.get(committee)
        if member is not None and (firm or self._turn % 2):
            return self._of_firm(member)
        if member is not None or committee == timetable.LIVE:
            return _Speaker(self._people.post(committee, Role.DISPATCHER), *_HOME)
        said = next(each for each in self._firms if _fits(text, each["name"]))
        self._firms.remove(said)
        self._firms.append(said)  # whoever has spoken speaks last again
        return self._of_firm(said["name"])

    def _of_firm(self, name: str) -> _Speaker:
        place = next(each for each in read_of_orgs("firms")["firms"] if each["name"] == name)
        return _Speaker(self._people.firm(name), place["town"], place["village"])

    def _told_by(self, speaker: _Speaker, text: dict[str, Any], month: int, **fixed: Any) -> Matter:
        words = {
            "town": speaker.town,
            "village": speaker.village,
            "season": _SEASONS[month - 1],
            "count": dice(text["title"], speaker.town, month).randint(_FEWEST, _MOST),
        }
        said = {name: text[name].format(**words) for name in ("title", "body")}
        said |= {
            name: text.get(name, "").format(**words) for name in ("facts", "positions", "reason", "plan", "criterion")
        }
        return Matter(
            **{"kind": TopicKind.PROBLEM, **fixed}, **said, by=speaker.post, town=speaker.town,
            lead=text.get("lead", text.get("who", "")), assists=tuple(text.get("assists", ())),
            days=text.get("days", 0),
        )  # fmt: skip

    # --- suggestions --------------------------------------------------------------------------------------------------

    def _suggestion(self, committee: str, month: int) -> Matter:
        nth, self._told = self._told, self._told + 1
        text = self._suggestions[nth % len(self._suggestions)]
        speaker = self._suggests(committee)
        aside = None
        if nth % 2 == 0 and nth < 2 * timetable.UNHEARD:
            aside = self._aside(nth // 2, committee, month, like=text)
        return self._told_by(
            speaker, text, month, fate="s", kind=TopicKind.SUGGESTION, outcome=Outcome(text["result"]), aside=aside
        )

    def _suggests(self, committee: str) -> _Speaker:
        if committee != timetable.GENERAL:
            return self._speaker(committee, {}, firm=False)
        self._turn += 1
        town = next(self._stations)
        if self._turn % 3:
            return _Speaker(self._people.post(f"{town}电商服务站", Role.SITE_CLERK), town, _village(town))
        return _Speaker(self._people.of_unit(next(self._associations)), *_HOME)

    def _aside(self, nth: int, committee: str, month: int, *, like: dict[str, Any]) -> tuple[str, Matter]:
        """One that is not heard: mostly the same again from elsewhere, which goes into this one."""
        fate = "withdraw" if nth in _WITHDRAWN else "decline" if nth % 3 == 1 or nth == _LAST else "merge"
        text = like if fate == "merge" else self._suggestions[(2 * nth + 13) % len(self._suggestions)]
        speaker = self._suggests(committee)
        if text["title"].startswith("建议") and "{" not in text["title"]:
            text = text | {"title": f"{speaker.town}也有商户{text['title']}"}
        told = self._told_by(speaker, text, month, fate=fate, kind=TopicKind.SUGGESTION, outcome=Outcome.SUGGESTED)
        return fate, told


def _fits(text: dict[str, Any], firm: str) -> bool:
    """Whether it is a firm's own trade; what names no trade is anybody's."""
    trades: list[str] = text.get("raisers", [""])
    return any(trade in firm for trade in trades)


def _village(town: str) -> str:
    villages: list[str] = read_of_orgs("places")["villages"][town]
    return villages[0]
