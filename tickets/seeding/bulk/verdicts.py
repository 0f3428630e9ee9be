"""What the firm says of the result, by itself or when it is called, and the rounds that a bad word brings."""

from typing import TYPE_CHECKING, Final

from tickets.models import Revisit
from tickets.seeding.bulk import firm, units
from tickets.services.revisiting import Verdict
from tickets.statuses import BadReason, DeadlineKind, Grade, Outcome, Status

if TYPE_CHECKING:
    from tickets.seeding.bulk.lives import Life

_GOOD: Final = (
    (Grade.VERY_SATISFIED, Outcome.SOLVED),
    (Grade.SATISFIED, Outcome.SOLVED),
    (Grade.BASICALLY_SATISFIED, Outcome.BASICALLY),
    (Grade.BASICALLY_SATISFIED, Outcome.SOLVED),
)
_BAD: Final = (
    (Grade.DISSATISFIED, Outcome.UNSOLVED),
    (Grade.VERY_DISSATISFIED, Outcome.UNSOLVED),
    (Grade.DISSATISFIED, Outcome.BASICALLY),
)
_CALLS: Final = 3
_ROUNDS: Final = 3  # the last one is always accepted: what comes after it no life here tells


class Asking:
    """The rounds of a life from its first passed reply to its end."""

    def __init__(self, life: "Life") -> None:
        self.life, self.ledger, self.waits = life, life.ledger, life.waits

    def go_round(self) -> None:
        """Ask until the case has ended: after a bad word the lead works on and answers again."""
        while self.life.status == Status.REVISITING:
            self._page() if self.life.chance(0.72) or self.waits.brisk else self._telephone()
            if self.life.status == Status.HANDLING:
                if self.life.chance(0.3):
                    self.waits.office(60, 900)
                    self._contact_again()
                self.waits.after_due() if self.life.chance(0.03) else self.waits.before_due()
                self.life.answer()

    def _contact_again(self) -> None:
        words = self.life.texts.say("progress")
        units.progress(self.ledger, self.ledger.lead, words=words, at=self.waits.now, by=self.life.handler())

    def _page(self) -> None:
        """The firm answers on the page, mostly within days."""
        self.waits.firm(90, 7000 if self.life.chance(0.9) else 12_500)
        self._confirm()

    def _confirm(self) -> None:
        firm.confirm(self.ledger, verdict=self._verdict(), at=self.waits.now, by=self.life.caller.post)

    def _telephone(self) -> None:
        """Seven days of silence, then the calls: two that reach nobody end the case."""
        clock = self.ledger.clocks(DeadlineKind.CONFIRM)[0]
        self.waits.go_to(clock.due_at)
        for _call in range(_CALLS):
            self.waits.office(30, 700)
            self._wait_for_the_next_day()
            verdict = None if self.life.chance(0.35) else self._verdict()
            by = self.life.rng.choice(self.life.scene.revisit_clerks)
            firm.called(self.ledger, verdict=verdict, at=self.waits.now, by=by)
            if self.life.status != Status.REVISITING:
                return

    def _wait_for_the_next_day(self) -> None:
        """Two calls are two days'; nobody calls before the seven days are over."""
        mine = [row for row in self.ledger.rows[Revisit] if row.round == self.ledger.ticket.round]
        while not self.ledger.clocks(DeadlineKind.CALLS) or (mine and mine[-1].at.date() == self.waits.now.date()):
            self.waits.office(200, 400)

    def _verdict(self) -> Verdict:
        life, first = self.life, self.ledger.ticket.round == 1
        bad = self.ledger.ticket.round < _ROUNDS and not self.waits.brisk and life.chance(0.075 if first else 0.15)
        if bad:
            grade, outcome = life.rng.choices(_BAD, (6, 2, 1))[0]
            reasons = life.rng.sample(list(BadReason), life.rng.randint(1, 2))
            return Verdict(
                contacted=life.chance(0.8), outcome=outcome, grade=grade, reasons=reasons, words=life.texts.say("blame")
            )
        grade, outcome = life.rng.choices(_GOOD, (48, 36, 9, 7))[0]
        return Verdict(contacted=life.chance(0.97), outcome=outcome, grade=grade, words=life.texts.say("praise"))
