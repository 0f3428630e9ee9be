"""What people say in the forms of a random life (`test_random_lives`), where a story of one case is not enough."""

import uuid
from collections.abc import Callable
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Final

from journal import clock
from orgs.calendar import COUNTY_TIME
from orgs.working_days import calendar_of
from tests.cast import World
from tests.tickets.ledgered import target
from tests.tickets.staff_pages import STEPS, answering, order
from tickets.models import CheckIn, Deadline, Instruction, Ticket, Whistle

if TYPE_CHECKING:
    from tests.tickets.test_random_lives import Lives

Words = Callable[["Lives", Ticket, int], dict[str, Any]]


def unit_of(world: World, ordinal: int) -> int:
    """One of the three departments."""
    return (world.liaison, world.other_liaison, world.third_liaison)[ordinal % 3].organisation_id


def other_unit(world: World, ticket: Ticket, ordinal: int) -> int:
    """One of the departments that does not lead."""
    lead = ticket.lead.department_id if ticket.lead else 0
    return next(found for n in range(3) if (found := unit_of(world, ordinal + n)) != lead)


def sent_to(world: World, ticket: Ticket, ordinal: int) -> dict[str, Any]:
    """An order to a unit that does not lead yet, with an assist or without."""
    lead = other_unit(world, ticket, ordinal)
    assists = [unit for n in range(3) if (unit := unit_of(world, n)) != lead][: ordinal % 2]
    urgency = ("normal", "urgent")[ordinal % 2]
    return order(world) | {"lead": lead, "assists": assists, "urgency": urgency}


def in_days(world: World, days: int) -> date:
    """So many working days from now."""
    return calendar_of(world.county).add_working_days(clock.now(), days).date()


def after_due(ticket: Ticket, days: int) -> date:
    """So many days after the answer is due."""
    due = Deadline.objects.filter(ticket=ticket, kind="resolve", voided_at=None).latest("pk").due_at
    return (due.astimezone(COUNTY_TIME) + timedelta(days=days)).date()


def verdict(ordinal: int) -> dict[str, Any]:
    """Content, half content, or not at all."""
    good = {"contacted": "yes", "outcome": "solved", "grade": "4"}
    bad = {"contacted": "no", "outcome": "unsolved", "grade": "1", "reasons": ["result"], "words": "晚上还是跳闸"}
    return (bad, good | {"outcome": "basically", "grade": "3"}, bad, good)[ordinal % 4]


def call_for(ticket: Ticket) -> int:
    """A call that nobody has answered, else the last one."""
    calls = CheckIn.objects.filter(ticket=ticket).order_by("-pk")
    return next((call.pk for call in calls if call.waits), calls[0].pk)


def whistle_words(life: "Lives", _ticket: Ticket, ordinal: int) -> dict[str, Any]:
    """A hard case for the reform office, or an emergency for the market bureau: no unit is called twice at a time."""
    hard = {"kind": "hard", "units": [life.world.other_liaison.organisation_id]}
    emergency = {"kind": "emergency", "units": [life.world.third_liaison.organisation_id], "harm": "hazard"}
    said = (hard, emergency)[ordinal % 2]
    words = {"needed": "请一起到现场查清线路归谁管", "grounds": "线路、规划分属两个单位", "place": "前丁村南头"}
    return words | said


def given_to(world: World, ticket: Ticket, ordinal: int) -> dict[str, Any]:
    """Somebody of a unit that has a leg, and who has it now."""
    to = (world.liaison, world.handler, world.other_liaison, world.third_liaison)[ordinal % 4]
    leg = next((leg for leg in ticket.live_legs if leg.department_id == to.organisation_id), None)
    return {"handler": to.pk, "seen": leg.held if leg else ""}


WORDS: Final[dict[str, Words]] = {
    "supplement": lambda _l, _t, _n: {"answer": "电费单已拍照", "client_token": uuid.uuid4()},
    "add": lambda _l, _t, _n: {"words": "昨晚又停了两次", "client_token": uuid.uuid4()},
    "urge": lambda _l, _t, _n: {"client_token": uuid.uuid4()},
    "withdraw": lambda _l, _t, _n: {"reason": "已经自己解决"},
    "appeal": lambda _l, _t, _n: {"reason": "又出现了同样的问题", "client_token": uuid.uuid4()},
    "ask_reopening": lambda _l, _t, _n: {"words": "办结以后隔壁新开两家厂，又跳闸了", "client_token": uuid.uuid4()},
    "object_exclusion": lambda _l, _t, _n: {"words": "线路是单位的，应当计入", "client_token": uuid.uuid4()},
    "confirm": lambda _l, _t, n: verdict(n),
    "tell_why": lambda _l, _t, n: {"outcome": "unsolved", "persuaded": ("yes", "no")[n % 2]},
    "check_withdrawal": lambda _l, _t, n: (
        {"reached": "yes", "outcome": "solved", "persuaded": ("yes", "no")[n % 2]} if n % 3 else {"reached": "no"}
    ),
    "record_call": lambda _l, _t, n: {"reached": "yes", **verdict(n)} if n % 3 else {"reached": "no"},
    "dispatch": lambda life, ticket, n: sent_to(life.world, ticket, n),
    "redispatch": lambda life, ticket, n: sent_to(life.world, ticket, n) | {"reason": "职责在另一个单位"},
    "give_back": lambda life, ticket, n: (
        STEPS["give_back"].words(life.world) | {"suggested": other_unit(life.world, ticket, n)}
    ),
    "uphold_return": lambda life, ticket, n: (
        STEPS["uphold_return"].words(life.world) | {"lead": other_unit(life.world, ticket, n)}
    ),
    "ask_extension": lambda life, ticket, n: (
        STEPS["ask_extension"].words(life.world) | {"until": after_due(ticket, 3 + n % 5)}
    ),
    "ask_pause": lambda life, _t, n: STEPS["ask_pause"].words(life.world) | {"until": in_days(life.world, 1 + n % 8)},
    "ask_ledger": lambda life, _t, n: STEPS["ask_ledger"].words(life.world) | {"target_on": target(life.world, 1 + n)},
    "review_ledger": lambda _l, _t, n: {"goes_on": ("yes", "no")[n % 2], "words": "按计划推进"},
    "report_instruction": lambda _l, t, _n: {
        "instruction": Instruction.objects.filter(ticket=t).order_by("-lapsed_at", "-reported_at").last().pk,  # type: ignore[union-attr]  # offered
        "words": "已到现场，变压器周四装好。",
        "client_token": uuid.uuid4(),
    },
    "name_about": lambda life, t, _n: {"unit": "" if t.about_org_id else life.world.stranger.organisation_id},
    "join_group": lambda life, t, _n: {"number": next((o.number for o in life.tickets if o.pk != t.pk), t.number)},
    "reply": lambda _l, _t, _n: answering(override_reason="协办意见已当面听取"),
    "add_assist": lambda life, t, n: {
        "unit": other_unit(life.world, t, n),
        "days": 1 + n % 4,
        "asked": "请一起核对线路归属",
    },
    "waive_assist": lambda _l, t, _n: {
        "assist": next(leg.pk for leg in t.live_legs if leg.role == "assist" and leg.is_open),
        "reason": "已当面听取",
    },
    "opine": lambda _l, _t, n: {"stance": ("agrees", "disagrees")[n % 2], "opinion": "线路归村集体"},
    "assign_leg": lambda life, t, n: given_to(life.world, t, n) | {"reason": ""},
    "hand_over": lambda life, t, n: given_to(life.world, t, n) | {"reason": "出差一周"},
    "blow_whistle": whistle_words,
    "check_in": lambda _l, t, _n: {"call": call_for(t), "way": "online", "said": "先看图纸，下午到现场"},
    "release_call": lambda _l, t, _n: {"call": call_for(t), "reason": "叫错了单位，应是发改局"},
    "rate_units": lambda _l, t, _n: {
        name: said
        for call in CheckIn.objects.filter(ticket=t)
        for name, said in ((f"grade{call.pk}", "1"), (f"words{call.pk}", "到了就走，没有测电压"))
    },
    "rate_whistle": lambda _l, t, _n: {"call": call_for(t), "grade": "1", "words": "一个单位自己就能办"},
    "end_whistle": lambda _l, t, _n: {
        "whistle": Whistle.objects.filter(ticket=t).order_by("ended_at").last().pk,  # type: ignore[union-attr]  # offered
        "result": "已查清由村集体出线",
    },
}
"""What a form says where a story of one case (`STEPS`) is not enough; the number chooses among what may be said."""
