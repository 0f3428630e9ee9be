"""How a case goes: what happens to it, in which order, how often it goes wrong. Pure but for its rng."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Final

from orgs.models import Post
from tickets.models import Category, Leg
from tickets.seeding.bulk import calls, desk, firm, units
from tickets.seeding.bulk.calls import MILD, Place
from tickets.seeding.bulk.ledger import Ledger
from tickets.seeding.bulk.requests import Requests
from tickets.seeding.bulk.scene import Caller, Scene
from tickets.seeding.bulk.sweeping import sweep_until
from tickets.seeding.bulk.texts import Texts
from tickets.seeding.bulk.verdicts import Asking
from tickets.seeding.bulk.waits import TimeIsUp, Waits
from tickets.services.dispatch import Assist, Order
from tickets.services.replying import Answer
from tickets.services.withdrawing import Account
from tickets.statuses import (
    ContactWay,
    LegStatus,
    Outcome,
    RejectReason,
    Source,
    Status,
    Urgency,
)

_FRESH: Final = timedelta(days=2)
_TOO_OFTEN_BACK: Final = 2


class Life:
    """One case from its filing to the end of the telling."""

    def __init__(self, scene: Scene, ledger: Ledger, place: Place) -> None:
        self.scene, self.ledger, self.rng, self.place = scene, ledger, ledger.rng, place
        self.caller: Caller = self.rng.choice(scene.callers)
        self.category: Category = self.rng.choice(calls.categories(scene, place, self.rng))
        self.texts = Texts(self.rng, self.category, self.caller)

    def tell(self, *, brisk: bool = False) -> None:
        """Live it; a `brisk` life is short and plain."""
        self.waits = Waits(self.ledger, start=self.place.filed_at, until=self.place.until, brisk=brisk)
        calls.file(self)
        try:
            self._directly() if brisk else self._at_the_desk()
            Asking(self).go_round()
        except TimeIsUp:
            return
        sweep_until(self.ledger, self.place.until)

    def chance(self, share: float) -> bool:
        """Whether something happens that happens so often."""
        return self.rng.random() < share

    @property
    def status(self) -> str:
        """Where the case stands."""
        return str(self.ledger.ticket.status)

    # --- the desk -------------------------------------------------------------------------------------------------

    def dispatcher(self, *, but: int | None = None) -> Post:
        """Somebody at the case's desk."""
        return self.scene.desk(self.caller.committee.pk, self.rng, but=but)

    def _at_the_desk(self) -> None:
        if not self.place.presses and self.chance(0.02):
            self.waits.firm(20, 400)
            return self._withdraw()
        if self.chance(0.05):
            self.waits.office(20, 100)
            self._ask(self.dispatcher())
        if not self.place.presses and self.chance(0.035) and not self._stays():
            return None
        if self.ledger.ticket.request_type in MILD and self.chance(0.4) and not self.waits.hurried:
            return self._directly()
        self.waits.office(240, 500) if self.chance(0.008) else self._wait_at_the_desk(5, 90)
        desk.accept(self.ledger, at=self.waits.now, by=self.dispatcher())
        self._send()
        return None

    def _wait_at_the_desk(self, least: int, most: int) -> None:
        """Some minutes; of the last days' calls a good part still lies there when the telling ends."""
        late = self.place.until - self.place.filed_at < _FRESH and self.chance(0.4)
        self.waits.office(least * 8, most * 8, hurried=(2, 9)) if late else self.waits.office(least, most)

    def _ask(self, by: Post) -> None:
        """A question; the firm answers it, or lets its time run out."""
        desk.ask(self.ledger, question=self.texts.say("question"), at=self.waits.now, by=by)
        asked = len(self.ledger.acts)
        self.waits.firm(60, 2900) if self.chance(0.85) else self.waits.firm(12_000, 14_000)
        if self.status == Status.NEED_INFO:
            by = self.speaker() if self.chance(0.5) else self.caller.post
            firm.supplement(self.ledger, answer=self.texts.say("answer"), at=self.waits.now, by=by)
        elif len(self.ledger.acts) == asked:
            msg = "a question neither answered nor lapsed"
            raise AssertionError(msg)

    def speaker(self) -> Post:
        """Who may speak for the firm on this case: the station that filed, else the firm."""
        if self.ledger.ticket.source == Source.STATION:
            return self.scene.stations[self.caller.town_id]
        return self.caller.post

    def _stays(self) -> bool:
        """A proposal not to take the case on: refused or, once, appealed, it stays. False when it has ended."""
        self.waits.office(30, 150)
        proposer = self.dispatcher()
        desk.propose(
            self.ledger,
            reason=self.rng.choice(list(RejectReason)),
            channel=self.texts.say("channel"),
            explanation=self.texts.say("explanation"),
            at=self.waits.now,
            by=proposer,
        )
        self.waits.office(20, 160)
        second = self.dispatcher(but=proposer.person_id)
        if self.chance(0.25):
            desk.refuse(self.ledger, ruling=self.texts.say("refusal"), at=self.waits.now, by=second)
            return True
        desk.approve(self.ledger, at=self.waits.now, by=second)
        if not self.chance(0.3):
            return False
        self.waits.firm()
        firm.appeal(self.ledger, reason=self.texts.say("appeal"), at=self.waits.now, by=self.caller.post)
        return True

    def _withdraw(self) -> None:
        firm.withdraw(self.ledger, reason=self.texts.say("withdraw"), at=self.waits.now, by=self.caller.post)

    def _asked_why(self) -> None:
        """A revisit clerk calls in the next hours; some were talked out of it."""
        self.waits.office(30, 300)
        outcome = self.rng.choice((Outcome.SOLVED, Outcome.BASICALLY, Outcome.UNSOLVED))
        account = Account(outcome=outcome, persuaded=self.chance(0.1))
        firm.asked_why(self.ledger, account=account, at=self.waits.now, by=self.rng.choice(self.scene.revisit_clerks))

    def _directly(self) -> None:
        """The desk answers by itself."""
        self.waits.office(10, 160)
        by, urgency = self.dispatcher(), self._urgency()
        desk.answer_directly(self.ledger, category=self.category, urgency=urgency, at=self.waits.now, by=by)
        self.waits.pace = 0.4
        self.waits.office(30, 500, hurried=(20, 90))
        self.answer(by=by)

    def _urgency(self) -> Urgency:
        """What the desk settles on: mostly the first guess."""
        if self.place.presses:
            return calls.urgency(self.category, self.place)
        guessed = Urgency(self.ledger.ticket.urgency)
        raised = guessed == Urgency.NORMAL and not self.place.settled and self.chance(0.04)
        return Urgency.URGENT if raised else guessed

    def _send(self) -> None:
        self._wait_at_the_desk(10, 140)
        named = self.scene.named(self.category, self.caller.town_id)
        order = self._order(named.lead.pk, named.assists)
        desk.send(
            self.ledger,
            order=order,
            category=self.category,
            urgency=self._urgency(),
            at=self.waits.now,
            by=self.dispatcher(),
        )
        if self.chance(0.025):
            self.waits.office(60, 400, hurried=(5, 15))
            has = [leg.department_id for leg in self.ledger.live_legs]
            order = self._order(self.scene.another_unit(self.rng, has), named.assists)
            by, reason = self.dispatcher(), self.texts.say("redispatch")
            desk.send_elsewhere(self.ledger, order=order, reason=reason, at=self.waits.now, by=by)
        self.waits.pace = self.scene.pace(self.ledger.lead.department_id)
        self._handled()

    def _order(self, lead_id: int, assists: Sequence[int]) -> Order:
        wanted = [Assist(unit_id=pk, days=5 if self.chance(0.05) else None) for pk in assists if pk != lead_id]
        return Order(
            lead_id=lead_id,
            assists=wanted[: self.rng.choice((0, 1, 1, 2, 3))],
            instruction=self.texts.say("instruction"),
        )

    # --- units ----------------------------------------------------------------------------------------------------

    def _handled(self) -> None:
        """Signed, contacted, helped, told of, and answered."""
        ledger, waits = self.ledger, self.waits
        waits.by_unit(460, 900, hurried=(16, 40)) if self.chance(0.008) else waits.by_unit(15, 200, hurried=(2, 5))
        if self.chance(0.03):
            Requests(self).give_back(ledger.lead)
        lead = ledger.lead
        units.sign(ledger, lead, at=waits.now, by=self.scene.liaison(lead.department_id, self.rng))
        self._assists_sign()
        if self.chance(0.985) and not ledger.ticket.confidential:
            waits.by_unit(15, 110, hurried=(10, 60))
            self._contact(lead)
        self._assists_answer()
        if self.chance(0.03):
            waits.office(30, 120)
            self._ask(self.handler())
        for _time in range(self.rng.choice((0, 0, 1, 1, 2))):
            waits.by_unit(200, 420, hurried=(20, 50))
            units.progress(ledger, lead, words=self.texts.say("progress"), at=waits.now, by=self.handler())
        if self.chance(0.06):
            Requests(self).ask_longer()
        if self.chance(0.15):
            waits.office(30, 120)
            units.note(ledger, words=self.texts.say("note"), at=waits.now, by=self.handler())
        if self.chance(0.05):
            waits.firm()
            firm.add(ledger, words=self.texts.say("add"), at=waits.now, by=self.caller.post)
        if not self.place.settled and self.chance(0.015):
            waits.firm()
            self._withdraw()
            return self._asked_why()
        waits.after_due() if self.chance(0.03) else waits.before_due()
        self.answer()
        return None

    def handler(self) -> Post:
        """Somebody of the unit that leads."""
        return self.scene.handler(self.ledger.lead.department_id, self.rng)

    def _contact(self, lead: Leg) -> None:
        units.contact(
            self.ledger,
            lead,
            way=self.rng.choice(list(ContactWay)),
            words=self.texts.say("contact"),
            at=self.waits.now,
            by=self.handler(),
        )

    def _assists_sign(self) -> None:
        for leg in self.ledger.assists:
            if self.chance(0.993):
                self.waits.office(2, 20, hurried=(1, 2))
                by = self.scene.liaison(leg.department_id, self.rng)
                units.sign(self.ledger, leg, at=self.waits.now, by=by)

    def _assists_answer(self) -> None:
        for leg in self.ledger.assists:
            if leg.status == LegStatus.SIGNED and self.chance(0.97):
                self.waits.office(30, 260, hurried=(10, 30))
                by = self.scene.handler(leg.department_id, self.rng)
                units.opine(self.ledger, leg, opinion=self.texts.say("opinion"), at=self.waits.now, by=by)

    def answer(self, *, by: Post | None = None) -> None:
        """The lead replies, the desk reads it, and sends it back now and then."""
        for time in range(_TOO_OFTEN_BACK + 1):
            author = by or self.handler()
            self._reply(author)
            self.waits.office(20, 500, hurried=(15, 60))
            reviewer = self.dispatcher(but=author.person_id)
            if time == _TOO_OFTEN_BACK or self.waits.brisk or not self.chance(0.06):
                desk.pass_on(self.ledger, at=self.waits.now, by=reviewer)
                return
            desk.send_back(self.ledger, words=self.texts.say("back"), at=self.waits.now, by=reviewer)
            self.waits.office(60, 500, hurried=(20, 60))

    def _reply(self, author: Post) -> None:
        outcome = self._outcome()
        waiting = any(leg.status in {LegStatus.PENDING, LegStatus.SIGNED} for leg in self.ledger.assists)
        answer = Answer(
            claim_true=True,
            outcome=outcome,
            words=self.texts.say("reply"),
            internal=self.texts.say("internal") if self.chance(0.3) else "",
            unsolved_reason=self.texts.say("unsolved") if outcome != Outcome.SOLVED else "",
            override_reason=self.texts.say("override") if waiting else "",
        )
        units.reply(self.ledger, self.ledger.lead, answer=answer, at=self.waits.now, by=author)

    def _outcome(self) -> Outcome:
        if self.chance(0.04):
            return Outcome.UNSOLVED
        return Outcome.BASICALLY if self.chance(0.12) else Outcome.SOLVED
