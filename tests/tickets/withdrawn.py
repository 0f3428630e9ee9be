"""What the tests of withdrawals after dispatch share: a firm that takes its call back and says why."""

from typing import Final

from journal.models import Event
from tests.cast import World, current, signed
from tickets.models import Ticket
from tickets.services import firm, withdrawing
from tickets.statuses import Outcome

SAID: Final = {"outcome": "unsolved", "persuaded": "yes", "words": "有人打电话让我先撤了"}


def account(*, persuaded: bool = True) -> withdrawing.Account:
    """What the firm says of it."""
    return withdrawing.Account(outcome=Outcome.UNSOLVED, persuaded=persuaded, words=str(SAID["words"]))


def after_dispatch(world: World) -> Ticket:
    """A case that its firm has withdrawn while the power company was at it."""
    ticket = signed(world)
    firm.withdraw(ticket.pk, reason="不办了", actor=world.firm, version=ticket.version)
    return current(ticket)


def told(world: World, ticket: Ticket, *, persuaded: bool = True) -> Event:
    """The firm says on its page why."""
    version = current(ticket).version
    return withdrawing.tell(ticket.pk, account=account(persuaded=persuaded), actor=world.firm, version=version)


def called(world: World, ticket: Ticket, *, reached: bool = True, persuaded: bool = True) -> Event:
    """A revisit clerk has called."""
    said = account(persuaded=persuaded) if reached else None
    return withdrawing.check(ticket.pk, account=said, actor=world.revisit_clerk, version=current(ticket).version)
