"""What a life's lead asks for and who rules on it: returns (退单) and later dates (延期). Pure but for its rng."""

from typing import TYPE_CHECKING, Final

from orgs.models import Post
from tickets.models import Leg
from tickets.seeding.bulk import rulings
from tickets.services.extending import Wish
from tickets.services.returning import Plea
from tickets.statuses import DeadlineKind, ExtensionReason

if TYPE_CHECKING:
    from tickets.seeding.bulk.lives import Life

_DAYS: Final = (2, 3, 3, 5, 5, 10)


class Requests:
    """Those of one life, each ruled on before it goes on."""

    def __init__(self, life: "Life") -> None:
        self.life, self.ledger, self.waits = life, life.ledger, life.waits

    def give_back(self, lead: Leg) -> None:
        """The lead says in time that the case is not its own; another leads, or it keeps it for good."""
        ledger, life = self.ledger, self.life
        signs = next((clock for clock in ledger.clocks(DeadlineKind.SIGN) if clock.leg_id == lead.pk), None)
        ours = lead.department_id == ledger.ticket.committee_id
        if signs is None or signs.due_at < self.waits.now or lead.final or ours:
            return
        other = life.scene.another_unit(ledger.rng, [leg.department_id for leg in ledger.live_legs])
        say = life.texts.say
        plea = Plea(
            reason=say("plea"),
            suggested_id=other,
            entry_id=life.category.pk if life.chance(0.5) else None,
            law=say("law"),
        )
        by = life.scene.liaison(lead.department_id, ledger.rng)
        rulings.give_back(ledger, lead, plea=plea, at=self.waits.now, by=by)
        ruler = self._ruler()
        if life.chance(0.55):
            words = {"ruling": say("upheld"), "told": say("told")}
            rulings.uphold(ledger, lead_id=other, **words, at=self.waits.now, by=ruler)
            self.waits.pace = life.scene.pace(other)
            self.waits.by_unit(15, 200, hurried=(2, 5))
        else:
            rulings.refuse_return(ledger, ruling=say("kept"), told=say("told"), at=self.waits.now, by=ruler)

    def ask_longer(self) -> None:
        """The lead asks for a later date, where the case's tier has any to give."""
        ledger, life = self.ledger, self.life
        left = rulings.room(ledger)
        if left is None or left.clock.due_at < self.waits.now:
            return
        wanted = ledger.calendar.add_working_days(left.clock.due_at.date(), ledger.rng.choice(_DAYS)).date()
        wish = Wish(
            until=min(max(wanted, left.first), left.last),
            reason=ledger.rng.choice(list(ExtensionReason)),
            words=life.texts.say("longer"),
            told=life.texts.say("later"),
        )
        rulings.ask_longer(ledger, ledger.lead, wish=wish, left=left, at=self.waits.now, by=life.handler())
        ruler = self._ruler()
        if life.chance(0.7) and left.clock.due_at > self.waits.now:
            rulings.grant_longer(ledger, ruling=life.texts.say("agreed"), at=self.waits.now, by=ruler)
        else:
            rulings.refuse_longer(ledger, ruling=life.texts.say("not agreed"), at=self.waits.now, by=ruler)

    def _ruler(self) -> Post:
        """The desk, mostly within its half day; after that the office."""
        if self.life.chance(0.1):
            self.waits.office(240, 400, hurried=(18, 25))
        else:
            self.waits.office(20, 180, hurried=(4, 10))
        asked = self.ledger.open_request
        if asked is not None and asked.escalated_at is not None:
            return self.ledger.rng.choice(self.life.scene.office)
        return self.life.dispatcher()
