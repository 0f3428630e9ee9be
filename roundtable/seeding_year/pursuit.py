"""What becomes of a decision of the year: contact, progress, and the five pairs of hands that strike it off, or not."""

from collections.abc import Generator
from datetime import date, datetime
from typing import Final
from uuid import UUID

from roundtable.meeting_kinds import DecisionState
from roundtable.models import Decision, Named
from roundtable.seeding_year.diary import Life
from roundtable.seeding_year.matters import Matter
from roundtable.seeding_year.people import People, dice
from roundtable.seeding_year.sitting import DAY, Call, on, token, working_day
from roundtable.services import pursuing
from tickets.seeding.photos import photos_for
from tickets.services import attaching

STAYS: Final = frozenset({"O", "N", "Y", "X"})
"""Nobody asks to strike it off."""
WITH_HEAD, WITH_OFFICE, WITH_CONVENOR = "H", "F", "C"
_WAITS_SINCE: Final = 7 * DAY
_LATE: Final = 6  # one in so many is asked for after its day
_REFUSED: Final = 9  # of one in so many the firm says first that it is not solved
_PHONED: Final = 4  # of one in so many the office writes down what the firm said
_ENDS_BY: Final = 10  # the month from which on nothing goes wrong, so that it ends within its year
_LONG: Final = 45 * DAY
_CALLED: Final = "电话里同企业说了怎么办、什么时候办完，企业没有别的意见。"
_DONE: Final = (
    "现场看过，照片和清单都在，按完成标准办完了。",
    "已经办完，企业签了字，清单附后。",
    "达到完成标准，连看了一周没有反复。",
)
_UNSOLVED: Final = "还差一点，没有全弄好，请再来看看。"
_AUDIT: Final = ("材料齐，抽查属实。", "看了现场，同单位说的一致。")
_PROGRESS: Final = "前期手续办完，正在施工和对接。"
_NEXT: Final = "下月完成剩下的部分，请企业验收。"

_RECEIPT: Final = "C053"  # whose photo it is as well

Asked = Generator[datetime, None, date]
"""A part of a life that comes back with the day on which the lead asks next."""


class Pursuit:
    """One decision in force while it is told; its matter's letter says how far it goes."""

    def __init__(self, decision: Decision, matter: Matter, call: Call, people: People) -> None:
        self.decision, self.matter, self.call, self.people = decision, matter, call, people
        self.rng = dice(call.name, decision.number)
        self.lead, self.head = people.of_unit(matter.lead), people.head(matter.lead)
        self.due = decision.target_on

    def life(self, signed_on: date) -> Life:
        """Until it is struck off, or as far as its letter says."""
        spoken = self._later(signed_on, self.rng.choice((1, 1, 2)))
        yield on(spoken, 16)
        pursuing.contact(self.decision.pk, words=_CALLED, client_token=self._token("contact"), actor=self.lead)
        if self.due - signed_on > _LONG:
            spoken = working_day(self.people.calendar, signed_on + 28 * DAY)
            yield on(spoken, 11)
            self._report()
        if self.matter.fate in STAYS:
            return
        asks = max(self._asks_on(), self._later(spoken, 1))
        if self.rng.randrange(_REFUSED) == 0 and self.due.month < _ENDS_BY and self.matter.fate == "P":
            asks = yield from self._refused(asks)
        yield from self._strike_off(asks)

    # --- the days -----------------------------------------------------------------------------------------------------

    def _asks_on(self) -> date:
        if self.matter.fate == "L":
            new_year = date(self.call.starts_at.year, 12, 31)
            return self._working(new_year + self.rng.randint(8, 30) * DAY)
        if self.matter.fate in {WITH_HEAD, WITH_OFFICE, WITH_CONVENOR}:
            return working_day(self.people.calendar, self.due - _WAITS_SINCE)
        if self.matter.fate == "P" and self.rng.randrange(_LATE) == 0 and self.due.month < _ENDS_BY:
            return self._working(self.due + self.rng.randint(3, 12) * DAY)
        return working_day(self.people.calendar, self.due - self.rng.randint(1, 4) * DAY)

    def _working(self, day: date) -> date:
        return self.people.calendar.working_day_from(day)

    def _later(self, day: date, days: int) -> date:
        return self.people.calendar.add_working_days(day, days).date()

    # --- the acts -----------------------------------------------------------------------------------------------------

    def _report(self) -> None:
        pursuing.report(
            self.decision.pk, done=_PROGRESS, next_step=_NEXT, client_token=self._token("report"), actor=self.lead
        )

    def _refused(self, day: date) -> Asked:
        """The firm says no: it goes back, and is asked for again in two weeks."""
        yield on(day, 10)
        self._ask()
        yield on(day, 19)
        for named in self._named():
            actor = self.people.firm(named.firm.name)
            pursuing.confirm(named.pk, solved=False, words=_UNSOLVED, actor=actor)
            return self._working(day + 12 * DAY)
        return self._later(day, 1)

    def _strike_off(self, day: date) -> Life:
        yield on(day, 10)
        self._ask()
        if self.matter.fate == WITH_HEAD:
            return
        day = self._later(day, 1)
        yield on(day, 9)
        if self._state() == DecisionState.WITH_HEAD:
            pursuing.sign(self.decision.pk, actor=self.head, version=self._version())
        if self.matter.fate == WITH_OFFICE:
            return
        yield on(day, 15)
        for named in self._named():
            phoned = self.rng.randrange(_PHONED) == 0
            actor = self.people.telephone if phoned else self.people.firm(named.firm.name)
            pursuing.confirm(named.pk, solved=True, words="", actor=actor)
        yield on(self._later(day, 1), 15)
        words = self.rng.choice(_AUDIT)
        pursuing.audit(self.decision.pk, upheld=True, words=words, actor=self.people.office, version=self._version())
        if self.matter.fate == WITH_CONVENOR:
            return
        yield on(self._later(day, 2), 10)
        secretary = self.people.secretary(self.call.committee)
        pursuing.grant(self.decision.pk, words="", actor=secretary, version=self._version())

    def _ask(self) -> None:
        words, version = self.rng.choice(_DONE), self._version()
        pursuing.ask(self.decision.pk, words=words, actor=self.lead, version=version, files_token=self._shown())

    def _shown(self) -> UUID | None:
        """What the office has before its eyes: a photo of the receipt."""
        if self.matter.fate != WITH_OFFICE:
            return None
        token = self._token("evidence")
        attaching.keep(photos_for(_RECEIPT), person=self.lead.person, client_token=token)
        return token

    def _named(self) -> list[Named]:
        return list(self.decision.named.select_related("firm").order_by("pk"))

    def _version(self) -> int:
        version: int = Decision.objects.values_list("version", flat=True).get(pk=self.decision.pk)
        return version

    def _state(self) -> str:
        state: str = Decision.objects.values_list("state", flat=True).get(pk=self.decision.pk)
        return state

    def _token(self, what: str) -> UUID:
        return token(self.call.name, self.decision.number, what)
