"""The county that every address is tried in: thirteen readers, and of each kind of thing one of theirs and another's.

Two firms of one town, two desks, two units: case A is the first firm's and the power company's, case B the second
firm's, entered by the station and handled by the market bureau. What belongs to a county, B is the next county's.
"""

import uuid
from dataclasses import dataclass
from typing import Final

from django.core.files.base import ContentFile

from journal.models import MachineTime, Outbox
from orgs.models import County, Firm, Organisation, Person, Post
from orgs.names import name_keys
from orgs.policies import IN_THE_BACK_OFFICE
from orgs.services import joining
from orgs.statuses import OrganisationKind, Role
from tests import cast
from tests.cast import MONDAY, World
from tickets.models import Attachment, Ticket
from tickets.services import desk, dispatch, filing, handling, store
from tickets.statuses import Source, Urgency

NOW: Final = MONDAY + 2 * cast.MINUTE * 60
CODES: Final = {"A": "91350100M000100Y43", "B": "92370000MAFAKE001X"}
READERS: Final = (
    "nobody", "firm", "firm2", "clerk", "unit", "unit2", "head", "desk", "desk2", "office", "leader", "audit", "sysadm",
)  # fmt: skip
"""Columns of the file: a stranger, firms A and B, the station, liaisons of A's and B's unit, A's unit's head, the desks
of A's and B's industry, supervisor, county leader (convenor), auditor, system administrator."""


@dataclass
class Scene:
    """What is in the county; `posts` by reader, `case` and `file` by "A" and "B"."""

    world: World
    posts: dict[str, Post | None]
    case: dict[str, Ticket]
    file: dict[str, Attachment]
    next_county: County
    next_keeper: Post

    def post(self, reader: str) -> Post:
        """The post of a reader who has one."""
        post = self.posts[reader]
        assert post is not None
        return post


def build() -> Scene:
    """Make the county; the clock stands at NOW, the transaction is the caller's."""
    world = cast.county()
    desk2 = _second_desk(world)
    posts: dict[str, Post | None] = {
        "nobody": None, "firm": world.firm, "firm2": world.other_firm, "clerk": world.clerk, "unit": world.liaison,
        "unit2": world.third_liaison, "head": world.head, "desk": world.desk, "desk2": desk2, "office": world.office,
        "leader": world.leader, "audit": world.auditor, "sysadm": world.sysadmin,
    }  # fmt: skip
    keepers = [post.person_id for post in posts.values() if post is not None and post.role in IN_THE_BACK_OFFICE]
    Person.objects.filter(pk__in=keepers).update(is_staff=True)  # as the service for appointments does
    case = {"A": cast.signed(world), "B": _case_b(world, desk2)}
    file = {
        "A": attach(world.firm.person, ticket=case["A"]),
        "B": attach(world.clerk.person, ticket=case["B"]),
        "unsent": attach(world.firm.person),
    }
    keeper = next_keeper()
    return Scene(world, posts, case, file, keeper.organisation.county, keeper)


def _second_desk(world: World) -> Post:
    """The desk of another industry, which the second firm belongs to."""
    general = world.leader.organisation
    committee = unit(world.county, OrganisationKind.INDUSTRY_COMMITTEE, "家具行业党委", parent=general, tier=2)
    branch = unit(world.county, OrganisationKind.BRANCH, "木言支部", parent=committee, tier=3)
    Firm.objects.filter(organisation=world.other_firm.organisation).update(branch=branch)
    for label, firm in (("A", world.firm), ("B", world.other_firm)):
        Firm.objects.filter(organisation=firm.organisation).update(credit_code=CODES[label])
    return cast.post(committee, Role.DISPATCHER, "何木")


def unit(
    county: County, kind: OrganisationKind, name: str, *, parent: Organisation | None = None, tier: int | None = None
) -> Organisation:
    """A body of a county."""
    above = {"parent": parent, "parent_kind": parent.kind} if parent else {}
    return Organisation.objects.create(county=county, kind=kind, name=name, tier=tier, **above, **name_keys(name))


def _case_b(world: World, desk2: Post) -> Ticket:
    call = cast.a_call(world, source=Source.STATION)
    firm_id = world.other_firm.organisation_id
    ticket = filing.submit(call, firm_id=firm_id, actor=world.clerk, client_token=uuid.uuid4()).ticket
    desk.accept(ticket.pk, actor=desk2, version=ticket.version)
    dispatch.send(
        ticket.pk,
        order=dispatch.Order(lead_id=world.third_liaison.organisation_id, assists=[], instruction="请三日内到现场。"),
        category_id=world.category.pk,
        urgency=Urgency.NORMAL,
        actor=desk2,
        version=cast.current(ticket).version,
    )
    leg = cast.lead_of(ticket)
    handling.sign(ticket.pk, leg_id=leg.pk, actor=world.third_liaison, version=leg.version)
    return cast.current(ticket)


def attach(person: Person, *, ticket: Ticket | None = None, token: uuid.UUID | None = None) -> Attachment:
    """A picture of a case, or of a form that is being filled in; the bytes are in the store."""
    bytes_of = ContentFile(f"{person.pk} {ticket} {token}".encode())
    digest = store.put(bytes_of.read())
    return Attachment.objects.create(
        ticket=ticket,
        person=person,
        client_token=token or uuid.uuid4(),
        name="现场.jpg",
        content_type="image/jpeg",
        size=bytes_of.size,
        sha256=digest,
        thumb_sha256=digest,
        at=NOW,
    )


def newcomer(world: World, phone: str) -> Person:
    """Somebody who has proven a number and speaks for no firm yet."""
    return joining.welcome(phone, name="周小满", county_id=world.county.pk, consents=False)


def next_keeper() -> Post:
    """The supervisor of another county."""
    county = County.objects.create(name="邻县", code="next")
    general = unit(county, OrganisationKind.GENERAL_COMMITTEE, "邻县综合党委", tier=1)
    office = unit(county, OrganisationKind.OFFICE, "邻县综合党委办公室", parent=general)
    return cast.post(office, Role.SUPERVISOR, "邻督")


def park(subject: Ticket | Person, *, event_id: int) -> Outbox:
    """A duty that has failed eight times."""
    return Outbox.objects.create(
        consumer="notify",
        event_id=event_id,
        subject_type=type(subject).JOURNAL_NAME,
        subject_id=subject.pk,
        attempts=8,
        parked_at=MachineTime(),
        last_error="KeyError at audience.py:1",
    )
