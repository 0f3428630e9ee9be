"""Why a change did not happen. Services raise these; views turn them into sentences."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tickets.models import Leg, Ticket


class NotDone(Exception):
    """The change was refused and nothing was written."""


class StaleWrite(NotDone):
    """What the form was drawn on has moved since; `ticket` is how it stands now."""

    def __init__(self, ticket: "Ticket", leg: "Leg | None" = None) -> None:
        super().__init__(f"{ticket.number} moved on")
        self.ticket = ticket
        self.leg = leg


class NotPossibleNow(NotDone):
    """The case's status no longer allows this; somebody else was faster."""

    def __init__(self, ticket: "Ticket", leg: "Leg | None" = None) -> None:
        super().__init__(f"{ticket.number} is {ticket.status}")
        self.ticket = ticket
        self.leg = leg


class Busy(NotDone):
    """Somebody holds the case for longer than a person should wait; trying again soon will do."""


class Blocked(NotDone):
    """A rule stands in the way; `sentence` says it to the person, `field` where."""

    def __init__(self, sentence: str, *, field: str = "") -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.field = field


class OutOfTime(Blocked):
    """It was possible until a moment that has passed; silence has spoken."""


class AlreadySent(NotDone):
    """The same words came by the same form before: nothing to do, and nothing is lost."""


class TokenReused(NotDone):
    """The form's token was used before, with other content; `ticket` is the first one."""

    def __init__(self, ticket: "Ticket") -> None:
        super().__init__(f"{ticket.number} was filed with this token")
        self.ticket = ticket


class ExternalNumberTaken(NotDone):
    """The other channel's number has a case already; `ticket` is it, for whoever may see it."""

    def __init__(self, ticket: "Ticket") -> None:
        super().__init__(f"{ticket.number} has this external number")
        self.ticket = ticket
