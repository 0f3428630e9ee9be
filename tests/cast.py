"""A cast of characters: one small county and the people in it. Built with the smallest valid rows.

`county()` gives a world; tests name whom they need (`world.desk`, `world.liaison`). Nobody here is real.
"""

import uuid
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache, cached_property
from typing import Any

from django.contrib.auth.hashers import make_password
from django.test import Client

from journal import clock
from orgs.calendar import COUNTY_TIME
from orgs.models import County, Firm, Organisation, Person, Place, Post
from orgs.names import name_keys
from orgs.statuses import AuthorityKind, OrganisationKind, PlaceKind, Role
from orgs.working_days import calendar_of
from tickets.models import Category, Leg, Ticket
from tickets.services import (
    catalogue,
    desk,
    dispatch,
    filing,
    handling,
    replying,
    returning,
    revisiting,
    sweep,
)
from tickets.services import firm as firm_acts
from tickets.statuses import Grade, Impact, Outcome, Source, Urgency

PASSWORD = "cast-password"
MONDAY = datetime(2026, 11, 16, 9, 0, tzinfo=COUNTY_TIME)
MINUTE = timedelta(minutes=1)
A_LONG_AGO = date(2020, 1, 1)

Kind = OrganisationKind


@dataclass
class World:
    """The county of a test; every attribute but the county and the places is a post."""

    county: County
    town: Place
    other_town: Place
    firm: Post
    other_firm: Post
    clerk: Post
    desk: Post
    second_desk: Post
    liaison: Post
    handler: Post
    other_liaison: Post
    third_liaison: Post
    revisit_clerk: Post
    office: Post
    leader: Post
    sysadmin: Post
    auditor: Post
    stranger: Post

    @cached_property
    def head(self) -> Post:
        """The power company's head, who takes office when a test first asks: nobody else is told of anything more."""
        return post(self.liaison.organisation, Role.DEPT_HEAD, "韩总")

    @cached_property
    def second_office(self) -> Post:
        """Another supervisor of the county office, who takes office in the same way."""
        return post(self.office.organisation, Role.SUPERVISOR, "沈督")

    @property
    def category(self) -> Category:
        """低压供电: led by the power company, T4."""
        return Category.objects.get(code="INF-LVP", catalogue__county=self.county)


def county() -> World:
    """Build the world: two firms, a desk of two, three departments, an office and administrators.

    Nearly every test has one, so its rows are written in as few statements as there are tables.
    """
    home = County.objects.create(name="测试县", code="test")
    town, other_town = Place.objects.bulk_create(
        Place(county=home, kind=PlaceKind.TOWN, name=name, **name_keys(name)) for name in ("云裳镇", "丁桥镇")
    )
    general = unit(home, Kind.GENERAL_COMMITTEE, "电商产业综合党委", tier=1)
    units = [
        _unit(home, Kind.INDUSTRY_COMMITTEE, "电商行业党委", parent=general, tier=2),
        _unit(home, Kind.OFFICE, "电商产业综合党委办公室", parent=general),
        _unit(home, Kind.DEPARTMENT, "国网泽丰县供电公司", short="供电公司", authority=AuthorityKind.UTILITY),
        _unit(home, Kind.DEPARTMENT, "县发展和改革局", short="发改局", authority=AuthorityKind.GOVERNMENT),
        _unit(home, Kind.DEPARTMENT, "县市场监督管理局", short="市监局", authority=AuthorityKind.GOVERNMENT),
        _unit(home, Kind.DEPARTMENT, "县财政局", authority=AuthorityKind.GOVERNMENT),
        _unit(home, Kind.STATION, "云裳镇电商服务站", place=town),
    ]
    committee, office, power, reform, market, finance, station = Organisation.objects.bulk_create(units)
    held = {
        "firm": (firm(home, "云裳坊演出服饰店", town), Role.ENTERPRISE_USER, "丁小满"),
        "other_firm": (firm(home, "木言家居店", town), Role.ENTERPRISE_USER, "李木言"),
        "clerk": (station, Role.SITE_CLERK, "孙站点"),
        "desk": (committee, Role.DISPATCHER, "王红"),
        "second_desk": (committee, Role.DISPATCHER, "李明"),
        "liaison": (power, Role.DEPT_LIAISON, "赵电"),
        "handler": (power, Role.HANDLER, "钱线"),
        "other_liaison": (reform, Role.DEPT_LIAISON, "周改"),
        "third_liaison": (market, Role.DEPT_LIAISON, "吴市"),
        "revisit_clerk": (office, Role.REVISIT_CLERK, "郑访"),
        "office": (office, Role.SUPERVISOR, "冯督"),
        "leader": (general, Role.LEADER, "陈领"),
        "sysadmin": (office, Role.SYSADMIN, "褚系"),
        "auditor": (office, Role.AUDITADMIN, "卫审"),
        "stranger": (finance, Role.DEPT_HEAD, "蒋远"),
    }
    people = Person.objects.bulk_create(_person(organisation, name) for organisation, _role, name in held.values())
    posts = Post.objects.bulk_create(
        Post(person=person, organisation=organisation, role=role, starts_on=A_LONG_AGO)
        for person, (organisation, role, _name) in zip(people, held.values(), strict=True)
    )
    catalogue.bring_into_force(home.pk, catalogue.shipped(), now=MONDAY - timedelta(days=300))
    # A process that has served a page knows the calendar: pages are counted without that first question.
    calendar_of(County.objects.get(pk=home.pk))
    return World(county=home, town=town, other_town=other_town, **dict(zip(held, posts, strict=True)))


def _unit(
    home: County,
    kind: OrganisationKind,
    name: str,
    *,
    short: str = "",
    parent: Organisation | None = None,
    tier: int | None = None,
    authority: str = "",
    place: Place | None = None,
) -> Organisation:
    return Organisation(
        county=home,
        kind=kind,
        name=name,
        short_name=short,
        parent=parent,
        parent_kind=parent.kind if parent else "",
        tier=tier,
        authority_kind=authority,
        place=place,
        **name_keys(name),
    )


def unit(home: County, kind: OrganisationKind, name: str, **more: Any) -> Organisation:
    """A further one: its short name, parent, tier, authority or place in `more`."""
    organisation = _unit(home, kind, name, **more)
    organisation.save()
    return organisation


def firm(home: County, name: str, town: Place) -> Organisation:
    """A firm with its profile."""
    organisation = unit(home, Kind.FIRM, name, place=town)
    Firm.objects.create(organisation=organisation, contact_name="丁小满", contact_phone="13800001234")
    return organisation


def post(organisation: Organisation, role: Role, name: str, *, email: str = "") -> Post:
    """A person of this name in this post, who can sign in with PASSWORD."""
    person = _person(organisation, name, email=email)
    person.save()
    return Post.objects.create(person=person, organisation=organisation, role=role, starts_on=A_LONG_AGO)


def _person(organisation: Organisation, name: str, *, email: str = "") -> Person:
    told = {"name": name, "email": email, **name_keys(name)}
    return Person(username=f"u{uuid.uuid4().hex[:12]}", password=_hashed(), county=organisation.county, **told)


@cache
def _hashed() -> str:
    return make_password(PASSWORD)


def a_call(world: World, **words: object) -> filing.Call:
    """What the firm says, with anything replaced."""
    said: dict[str, object] = {
        "title": "晚上一开烫台就跳闸，电压上不来",
        "body": "一到晚上七点以后电压只有一百七八，机器直接停，六一的单子要误了。",
        "town_id": world.town.pk,
        "contact_name": "丁小满",
        "contact_phone": "13800001234",
        "category_id": world.category.pk,
        "impact": Impact.DELIVERY,
        "source": Source.SELF,
    }
    return filing.Call(**(said | words))  # type: ignore[arg-type]


def filed(world: World, *, by: Post | None = None, firm_post: Post | None = None, **words: Any) -> Ticket:
    """A case that a firm has just filed."""
    whose = firm_post or world.firm
    return filing.submit(
        a_call(world, **words), firm_id=whose.organisation_id, actor=by or whose, client_token=uuid.uuid4()
    ).ticket


def accepted(world: World, **words: Any) -> Ticket:
    """A case that the desk has accepted."""
    ticket = filed(world, **words)
    desk.accept(ticket.pk, actor=world.desk, version=ticket.version)
    return current(ticket)


def dispatched(world: World, *, assists: bool = True, **words: Any) -> Ticket:
    """A case with a lead leg at the power company and an assist at the reform office."""
    ticket = accepted(world, **words)
    helpers = [dispatch.Assist(unit_id=world.other_liaison.organisation_id)] if assists else []
    dispatch.send(
        ticket.pk,
        order=dispatch.Order(lead_id=world.liaison.organisation_id, assists=helpers, instruction="请三日内到现场。"),
        category_id=world.category.pk,
        urgency=Urgency.NORMAL,
        actor=world.desk,
        version=ticket.version,
    )
    return current(ticket)


def signed(world: World, *, assists: bool = False) -> Ticket:
    """A case whose lead has signed."""
    ticket = dispatched(world, assists=assists)
    leg = lead_of(ticket)
    handling.sign(ticket.pk, leg_id=leg.pk, actor=world.liaison, version=leg.version)
    return current(ticket)


def a_plea(world: World, **words: Any) -> returning.Plea:
    """Why the power company is not responsible, with anything replaced."""
    said: dict[str, Any] = {
        "reason": "表后线路属于园区产权，我们只管到表箱。",
        "law": "《供电营业规则》关于产权分界的规定",
        "suggested_id": world.third_liaison.organisation_id,
    }
    return returning.Plea(**said | words)


def also(post: Post, there: Post, **terms: Any) -> Post:
    """A second post of the same person, in another's organisation."""
    said = {"role": Role.DEPT_HEAD, "starts_on": A_LONG_AGO} | terms
    return Post.objects.create(person=post.person, organisation=there.organisation, **said)


def given_back(world: World) -> Ticket:
    """A case whose lead has returned its leg; the assist has not signed."""
    ticket = dispatched(world)
    leg = lead_of(ticket)
    returning.give_back(ticket.pk, leg_id=leg.pk, plea=a_plea(world), actor=world.liaison, version=leg.version)
    return current(ticket)


def escalated(world: World) -> Ticket:
    """The same, and the desk did not rule in its half day."""
    ticket = given_back(world)
    due = ticket.deadlines.get(kind="ruling").due_at
    with clock.moved_to(due + MINUTE):
        sweep.run()
    return current(ticket)


def kept(world: World) -> Ticket:
    """A case whose return was refused."""
    ticket = given_back(world)
    returning.refuse(
        ticket.pk, ruling="表箱在公用电杆上。", told="表箱归供电公司管。", actor=world.desk, version=ticket.version
    )
    return current(ticket)


def replied(world: World) -> Ticket:
    """A case whose lead has replied."""
    ticket = signed(world)
    leg = lead_of(ticket)
    replying.submit(ticket.pk, leg_id=leg.pk, answer=an_answer(), actor=world.liaison, version=leg.version)
    return current(ticket)


def asked_to_confirm(world: World) -> Ticket:
    """A case whose reply has passed review: the firm is asked."""
    ticket = replied(world)
    replying.pass_on(ticket.pk, actor=world.second_desk, version=ticket.version)
    return current(ticket)


def closed(world: World) -> Ticket:
    """A case that the firm has confirmed."""
    ticket = asked_to_confirm(world)
    revisiting.confirm(ticket.pk, verdict=a_verdict(), actor=world.firm, version=ticket.version)
    return current(ticket)


def say_more(world: World, ticket: Ticket) -> None:
    """The firm adds a line to its open case."""
    firm_acts.add(ticket.pk, words="昨晚又停了两次。", client_token=uuid.uuid4(), actor=world.firm)


def an_answer(**words: object) -> replying.Answer:
    """What the lead says, with anything replaced."""
    said: dict[str, object] = {
        "claim_true": True, "outcome": Outcome.SOLVED, "words": "已为前丁村加装一台变压器，今晚起电压正常。",
    }  # fmt: skip
    return replying.Answer(**(said | words))  # type: ignore[arg-type]


def a_verdict(**words: object) -> revisiting.Verdict:
    """What the firm says of the result, with anything replaced."""
    said: dict[str, object] = {"contacted": True, "outcome": Outcome.SOLVED, "grade": Grade.SATISFIED}
    return revisiting.Verdict(**(said | words))  # type: ignore[arg-type]


def current(ticket: Ticket) -> Ticket:
    """The case as the database has it now (re-fetched, never refreshed: django_fsm's trap)."""
    found: Ticket = Ticket.objects.select_related("firm", "filed_by").get(pk=ticket.pk)
    return found


def lead_of(ticket: Ticket) -> Leg:
    """The live lead leg."""
    leg = current(ticket).lead
    assert leg is not None
    return leg


def assist_of(ticket: Ticket) -> Leg:
    """The live assist."""
    return next(leg for leg in current(ticket).live_legs if leg.role == "assist")


def signed_in(someone: Post) -> Client:
    """A browser in which this person has signed in."""
    client = Client()
    client.force_login(someone.person, backend="orgs.backends.PersonBackend")
    return client


def at(instant: datetime) -> object:
    """Stand the clock still for a block: `with at(MONDAY):`."""
    return clock.moved_to(instant)
