"""What a row of another channel's list says, as a call, or a sentence for each cell to mend. No queries."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from django.utils.translation import gettext as _

from orgs.calendar import COUNTY_TIME
from orgs.models.organisations import CREDIT_CODE, PHONE
from tickets.call_forms import title_of
from tickets.queries.firms import Named
from tickets.services.filing import Call
from tickets.statuses import RequestType, Source
from web.forms import PhoneField

LONGEST: Final = {"external_no": 60, "body": 2000, "address": 120, "contact_name": 30, "firm": 100, "expected": 300}
LONGEST_TITLE: Final = 60
LONGEST_KIND: Final = 200
_MOMENT: Final = re.compile(
    r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[ T]*(\d{1,2})[:：时](\d{1,2})(?:[:：分]\d{1,2}秒?|分)?)?"
)
_TYPES: Final = {str(label): value for value, label in RequestType.choices}


@dataclass(frozen=True, slots=True)
class Known:
    """The county's words: towns and categories by name. Read once a list."""

    towns: Mapping[str, int]
    categories: Mapping[str, int]
    labels: Mapping[str, str]  # our column → its heading, for sentences


@dataclass(frozen=True, slots=True)
class Said:
    """A row understood: the call, whom it is from, and what the other channel says of it."""

    call: Call
    named: Named
    category: str
    received_at: datetime | None
    due_at: datetime | None


@dataclass(slots=True)
class Reading:
    """Takes one row apart and collects what is wrong with it."""

    cells: Mapping[str, str]
    known: Known
    problems: list[str] = field(default_factory=list)

    def said(self, *, source: Source) -> Said | None:
        """The row as a call, or None with sentences in `problems`."""
        phone, code = self._phone(), self._code()
        town_id, body = self._town(), self._body()
        received_at, due_at = self._moment("received_at"), self._moment("due_at")
        firm, person = self._text("firm"), self._text("contact_name")
        number, category = self._text("external_no"), self._their_kind()
        if not number:
            self.problems.append(self._missing("external_no"))
        if not (firm or person):
            self.problems.append(_("企业名称和联系人都没有，分不清是谁的诉求"))
        if self.problems or town_id is None:
            return None
        return Said(
            call=Call(
                title=self._title(body),
                body=body,
                town_id=town_id,
                contact_name=person or firm[: LONGEST["contact_name"]],
                contact_phone=phone,
                category_id=self.known.categories.get(self._cell("category")),
                address=self._text("address"),
                expected=self._text("expected"),
                request_type=RequestType(_TYPES.get(self._cell("request_type"), RequestType.HELP)),
                source=source,
                external_no=number,
            ),
            named=Named(firm or person, code, phone, town_id, is_person=not firm),
            category=category,
            received_at=received_at,
            due_at=due_at,
        )

    def _cell(self, name: str) -> str:
        return self.cells.get(name, "")

    def _label(self, name: str) -> str:
        return self.known.labels.get(name, name)

    def _missing(self, name: str) -> str:
        return _("“%(label)s”没有填") % {"label": self._label(name)}

    def _text(self, name: str) -> str:
        """A text within its length; longer is said, never cut."""
        text, most = self._cell(name), LONGEST[name]
        if len(text) > most:
            words = {"label": self._label(name), "most": most}
            self.problems.append(_("“%(label)s”超过 %(most)d 字，请写短一些") % words)
        return text

    def _their_kind(self) -> str:
        """Their category, and their type where it is none of ours: kept or refused, never dropped."""
        kind = self._cell("request_type")
        words = " · ".join(filter(None, [self._cell("category"), "" if kind in _TYPES else kind]))
        if len(words) > LONGEST_KIND:
            told = {"label": self._label("category"), "most": LONGEST_KIND}
            self.problems.append(_("“%(label)s”超过 %(most)d 字，请写短一些") % told)
        return words

    def _body(self) -> str:
        """What happened; a title too long for ours stands in front of it."""
        body, title = self._cell("body"), self._cell("title")
        if not body:
            self.problems.append(self._missing("body"))
        whole = f"{title}\n{body}" if len(title) > LONGEST_TITLE else body
        if len(whole) > LONGEST["body"]:
            words = {"label": self._label("body"), "most": LONGEST["body"]}
            self.problems.append(_("“%(label)s”超过 %(most)d 字，请写短一些") % words)
        return whole

    def _title(self, body: str) -> str:
        title = " ".join(self._cell("title").split())
        return title if 0 < len(title) <= LONGEST_TITLE else title_of(title or body)

    def _phone(self) -> str:
        """A mobile or fixed number that can be dialled."""
        typed = self._cell("contact_phone")
        if not typed:
            self.problems.append(self._missing("contact_phone"))
            return ""
        digits = PhoneField(label="").to_python(typed)
        if not re.fullmatch(PHONE, digits):
            words = {"label": self._label("contact_phone")}
            self.problems.append(_("“%(label)s”不是能拨通的手机号或带区号的座机号") % words)
        return digits

    def _code(self) -> str:
        code = re.sub(r"[\s-]", "", self._cell("credit_code")).upper()
        if code and not re.fullmatch(CREDIT_CODE, code):
            self.problems.append(_("统一社会信用代码应为 18 位数字和大写字母"))
        return code

    def _town(self) -> int | None:
        """By its name, or else the one town that the address names."""
        towns = self.known.towns
        if (typed := self._cell("town")) and typed in towns:
            return towns[typed]
        named = {pk for name, pk in towns.items() if name in (typed or self._cell("address"))}
        if len(named) == 1:
            return named.pop()
        words = {"label": self._label("town"), "typed": typed}
        sentence = _("“%(label)s”里的“%(typed)s”不是本县的镇街") if typed else _("没有填镇街，地址里也看不出是哪个镇街")
        self.problems.append(sentence % words)
        return None

    def _moment(self, name: str) -> datetime | None:
        """The other channel's time; what cannot be read is said, since it would be lost."""
        typed = self._cell(name)
        if not typed:
            return None
        parts = [int(part or 0) for part in found.groups()] if (found := _MOMENT.fullmatch(typed)) else []
        try:
            year, month, day, hour, minute = parts
            return datetime(year, month, day, hour, minute, tzinfo=COUNTY_TIME)
        except ValueError:
            words = {"label": self._label(name), "typed": typed}
            self.problems.append(_("“%(label)s”里的“%(typed)s”不是日期，例如 2026-11-18 09:30") % words)
            return None
