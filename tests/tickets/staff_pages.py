"""What the tests of the staff's pages share: one sentence per action of the table, and how it is sent."""

import uuid
from collections.abc import Callable
from typing import Any, NamedTuple

from orgs.models import Post
from tests import cast
from tests.cast import World
from tickets.models import Ticket
from tickets.offers import offers
from tickets.services import desk, handling
from tickets.statuses import RejectReason

NAUGHTY = (
    "<script>alert(1)</script> 请看现场情况",
    "👩‍🔧 家里三台机器 🧵 一开就停，请尽快",
    "مرحبا 电压只有一百七八，请去现场看看",
    "'; DROP TABLE tickets_ticket; --  %s %(x)s {0}",
)
REFUSED = ("有一个\x00控制字符在这句话里面", "改变方向的\u202e隐藏字符在这句话里面")
# A lone surrogate as bytes: no browser sends it, a script does. Django reads it as replacement characters.
SURROGATE = b"words=%ED%A0%80%ED%A0%80%ED%A0%80"


class Step(NamedTuple):
    """Who does it, to a case in which state, and what the form says."""

    who: str
    make: Callable[[World], Ticket]
    words: Callable[[World], dict[str, Any]]


def proposed(world: World) -> Ticket:
    """A case with an open proposal to reject it."""
    ticket = cast.filed(world)
    desk.propose_rejection(
        ticket.pk,
        reason=RejectReason.LITIGATION,
        channel="县人民法院诉讼服务中心",
        explanation="双方已经起诉，应由法院处理。",
        actor=world.desk,
        version=ticket.version,
    )
    return cast.current(ticket)


def assisting(world: World) -> Ticket:
    """A case whose assist has signed."""
    ticket = cast.dispatched(world)
    leg = cast.assist_of(ticket)
    handling.sign(ticket.pk, leg_id=leg.pk, actor=world.other_liaison, version=leg.version)
    return cast.current(ticket)


def nothing(_world: World) -> dict[str, Any]:
    """A form without a question."""
    return {}


def order(world: World) -> dict[str, Any]:
    """What a dispatcher picks."""
    return {
        "category": world.category.pk,
        "urgency": "normal",
        "lead": world.liaison.organisation_id,
        "assists": [world.other_liaison.organisation_id],
        "days": 3,
        "instruction": "请三日内到现场。",
    }


STEPS: dict[str, Step] = {
    "accept": Step("desk", cast.filed, nothing),
    "ask": Step("desk", cast.filed, lambda _w: {"question": "请补充近两个月的电费单"}),
    "propose_rejection": Step(
        "desk",
        cast.filed,
        lambda _w: {"reason": "litigation", "channel": "县人民法院", "explanation": "双方已经起诉，应由法院处理。"},
    ),
    "approve_rejection": Step("second_desk", proposed, nothing),
    "refuse_rejection": Step("second_desk", proposed, lambda _w: {"ruling": "还没有立案，应当受理"}),
    "answer_directly": Step("desk", cast.filed, lambda w: {"category": w.category.pk, "urgency": "normal"}),
    "dispatch": Step("desk", cast.accepted, order),
    "redispatch": Step(
        "desk", cast.signed, lambda w: order(w) | {"lead": w.third_liaison.organisation_id, "reason": "职责在市监局"}
    ),
    "give_back": Step(
        "liaison",
        cast.dispatched,
        lambda w: {
            "reason": "表后线路属于园区产权，我们只管到表箱。",
            "law": "《供电营业规则》",
            "suggested": w.third_liaison.organisation_id,
        },
    ),
    "uphold_return": Step(
        "desk",
        cast.given_back,
        lambda w: {
            "lead": w.third_liaison.organisation_id,
            "ruling": "产权资料已核对",
            "told": "表后线路归园区，供电公司只管到表箱",
        },
    ),
    "refuse_return": Step(
        "desk", cast.given_back, lambda _w: {"ruling": "表箱在公用电杆上", "told": "表箱归供电公司管"}
    ),
    "pass_reply": Step("second_desk", cast.replied, nothing),
    "send_back": Step("second_desk", cast.replied, lambda _w: {"words": "没有写清什么时候通电"}),
    "sign": Step("liaison", cast.dispatched, nothing),
    "contact": Step("liaison", cast.signed, lambda _w: {"way": "phone", "words": "已约明天上午到现场"}),
    "progress": Step("liaison", cast.signed, lambda _w: {"words": "变压器已经报装", "client_token": uuid.uuid4()}),
    "note": Step("handler", cast.signed, lambda _w: {"words": "同村还有一件", "client_token": uuid.uuid4()}),
    "opine": Step("other_liaison", assisting, lambda _w: {"opinion": "同意纳入农网改造"}),
    "reply": Step("liaison", cast.signed, lambda _w: {"outcome": "solved", "words": "已加装一台变压器，今晚起正常。"}),
    "record_call": Step(
        "revisit_clerk",
        cast.asked_to_confirm,
        lambda _w: {"reached": "yes", "contacted": "yes", "outcome": "solved", "grade": "4"},
    ),
}


def post_of(world: World, name: str) -> Post:
    """A post of the cast by its name."""
    post: Post = getattr(world, name)
    return post


def version_for(ticket: Ticket, post: Post, action: str) -> int:
    """The version that the page would have drawn into this form."""
    offer = offers(cast.current(ticket), post).get(action)
    return offer.version if offer else 0


def send(world: World, ticket: Ticket, action: str, *, who: str, words: dict[str, Any], **headers: Any) -> Any:
    """Post an action's form as its page would."""
    post = post_of(world, who)
    data = {"version": version_for(ticket, post, action)} | words
    return cast.signed_in(post).post(f"/tickets/{ticket.number}/{action}/", data, **headers)
