"""What the tests of exclusions (剔除) share: asking, agreeing and granting as the cast does it."""

from uuid import UUID, uuid4

from orgs.models import Post
from tests import cast
from tests.cast import World
from tickets.exclusion_kinds import ExclusionReason
from tickets.models import Exclusion, Ticket
from tickets.services import excluding, objecting

GROUND = "电价由省里核定，供电公司无权调整，见苏发改价格〔2023〕1号"
WHY_NOT = "电压低是本单位的事，不能剔除"
COUNTS = "电压低是线路老化，不是电价的事，应当计入"
LOOKED = "已到现场复核，线路确实归供电公司管"


def ask(ticket: Ticket, by: Post, *, token: UUID | None = None, reason: str = "beyond_duty") -> Exclusion:
    """Ask that the counted rating is left out."""
    plea = excluding.Plea(reason=ExclusionReason(reason), words=GROUND, client_token=token or uuid4())
    excluding.ask(ticket.pk, plea=plea, actor=by)
    return Exclusion.objects.filter(ticket=ticket).latest("pk")


def agree(ticket: Ticket, by: Post) -> None:
    """The first of two."""
    excluding.agree(ticket.pk, ruling="情况属实", actor=by, version=cast.current(ticket).version)


def grant(ticket: Ticket, by: Post) -> None:
    """The second."""
    excluding.grant(ticket.pk, ruling="符合规定", actor=by, version=cast.current(ticket).version)


def asked(world: World) -> Ticket:
    """A closed case whose rating its unit does not want counted."""
    ticket = cast.closed(world)
    ask(ticket, world.liaison)
    return cast.current(ticket)


def refused(world: World) -> Ticket:
    """The same, and the unit's head does not agree."""
    ticket = asked(world)
    excluding.refuse(ticket.pk, ruling=WHY_NOT, actor=world.head, version=ticket.version)
    return cast.current(ticket)


def agreed(world: World) -> Ticket:
    """Asked for, and the unit's head has agreed."""
    ticket = asked(world)
    agree(ticket, world.head)
    return cast.current(ticket)


def granted(world: World) -> Ticket:
    """The same, and the office has granted it."""
    ticket = agreed(world)
    grant(ticket, world.office)
    return cast.current(ticket)


def object_to(ticket: Ticket, by: Post, *, token: UUID | None = None) -> None:
    """The firm does not accept it."""
    objecting.object_to(ticket.pk, words=COUNTS, client_token=token or uuid4(), actor=by)


def objected(world: World) -> Ticket:
    """Granted, and the firm objects."""
    ticket = granted(world)
    object_to(ticket, world.firm)
    return cast.current(ticket)


def confirmed(world: World) -> Ticket:
    """The same, and another person of the office lets it stand."""
    ticket = objected(world)
    objecting.confirm(ticket.pk, told=LOOKED, actor=world.second_office, version=ticket.version)
    return cast.current(ticket)
