"""What the tests of the staff's pages share: one sentence per action of the table, and how it is sent."""

import uuid
from collections.abc import Callable
from typing import Any, NamedTuple

from journal import clock
from orgs.models import Post
from orgs.working_days import calendar_of
from tests import asking, cast, rounds
from tests.cast import World
from tests.tickets import closed, excluded, grouped, instructed, ledgered, supervised, units, whistled, withdrawn
from tickets.models import CheckIn, Instruction, Leg, Ticket, Whistle
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


def answering(**words: Any) -> dict[str, Any]:
    """What the lead types into its reply, with anything replaced."""
    said = {"claim_true": "yes", "outcome": "solved", "words": "已加装一台变压器，今晚起正常。", "contact_way": "none"}
    return said | words


def directed(_world: World) -> dict[str, Any]:
    """What the office puts into an order."""
    return {"ground": "unsolved", "asked": supervised.ASKED, "days": 2}


def newest_call(world: World) -> int:
    """The market bureau's call."""
    return CheckIn.objects.filter(unit=world.third_liaison.organisation_id).latest("pk").pk


def newest_assist(world: World) -> int:
    """The reform office's leg."""
    return Leg.objects.filter(department=world.other_liaison.organisation_id, role="assist").latest("pk").pk


STEPS: dict[str, Step] = {
    "accept": Step("desk", cast.filed, nothing),
    "ask": Step("desk", cast.filed, lambda _w: {"question": "请补充近两个月的电费单"}),
    "name_about": Step("desk", cast.accepted, lambda w: {"unit": w.stranger.organisation_id}),
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
    "ask_extension": Step(
        "liaison",
        cast.signed,
        lambda w: {
            "until": calendar_of(w.county).add_working_days(clock.now(), 18).date(),
            "reason": "works",
            "words": "变压器要到下周才能到货。",
            "told": "变压器下周到货，装好就通电。",
        },
    ),
    "grant_extension": Step("desk", asking.asks_for_longer, lambda _w: {"ruling": "已与厂家核实"}),
    "refuse_extension": Step("desk", asking.asks_for_longer, lambda _w: {"ruling": "现有库存可以先装"}),
    "ask_pause": Step(
        "liaison",
        cast.signed,
        lambda w: {
            "until": calendar_of(w.county).add_working_days(clock.now(), 4).date(),
            "reason": "season",
            "words": "地里庄稼收完才能立杆，约在四天后。",
            "told": "等庄稼收完才能立杆，收完马上施工。",
        },
    ),
    "grant_pause": Step("desk", asking.asks_to_wait, lambda _w: {"ruling": "镇里已证实"}),
    "refuse_pause": Step("desk", asking.asks_to_wait, lambda _w: {"ruling": "路边可以立杆"}),
    "end_pause": Step("liaison", asking.suspended, nothing),
    "ask_ledger": Step(
        "liaison",
        cast.signed,
        lambda w: {
            "target_on": ledgered.target(w),
            "plan": ledgered.PLAN,
            "words": ledgered.WORDS,
            "told": ledgered.TOLD,
        },
    ),
    "grant_ledger": Step("office", ledgered.asked, lambda _w: {"ruling": "已核实"}),
    "refuse_ledger": Step("office", ledgered.asked, lambda _w: {"ruling": "现有库存可以先装"}),
    "report_ledger": Step(
        "liaison", ledgered.on_ledger, lambda _w: {**ledgered.REPORTED, "client_token": uuid.uuid4()}
    ),
    "review_ledger": Step("office", ledgered.on_ledger, lambda _w: {"goes_on": "no", "words": "现在就能办"}),
    "ask_strike_off": Step("liaison", ledgered.on_ledger, lambda _w: {"words": ledgered.REACHED}),
    "approve_strike_off": Step("office", ledgered.to_strike_off, lambda _w: {"ruling": "已到现场核实"}),
    "refuse_strike_off": Step("office", ledgered.to_strike_off, lambda _w: {"ruling": "晚上仍然跳闸"}),
    "pass_reply": Step("second_desk", cast.replied, nothing),
    "send_back": Step("second_desk", cast.replied, lambda _w: {"words": "没有写清什么时候通电"}),
    "sign": Step("liaison", cast.dispatched, nothing),
    "contact": Step("liaison", cast.signed, lambda _w: {"way": "phone", "words": "已约明天上午到现场"}),
    "progress": Step("liaison", cast.signed, lambda _w: {"words": "变压器已经报装", "client_token": uuid.uuid4()}),
    "note": Step("handler", cast.signed, lambda _w: {"words": "同村还有一件", "client_token": uuid.uuid4()}),
    "opine": Step("other_liaison", assisting, lambda _w: {"stance": "remarks", "opinion": "同意纳入农网改造"}),
    "reply": Step("liaison", cast.signed, lambda _w: answering()),
    "order_round": Step("office", rounds.stopped, lambda _w: {"words": "请负责人到现场，三天内拿出方案"}),
    "sign_final": Step(
        "office",
        rounds.stopped,
        lambda _w: {"answer": "已列入明年改造计划，今年先装临时变压器。", "reason": "三轮都已到场"},
    ),
    "reopen": Step("desk", closed.with_new_facts, nothing),
    "refuse_reopening": Step(
        "desk", closed.with_new_facts, lambda _w: {"told": "新增用电请向供电公司报装，受理电话 95598。"}
    ),
    "instruct": Step("leader", cast.signed, lambda _w: {"asked": "请主要负责人到现场解决", "days": 3}),
    "report_instruction": Step(
        "liaison",
        instructed.on_a_case,
        lambda _w: {"instruction": Instruction.objects.latest("pk").pk, "words": instructed.REPORT},
    ),
    "order_supervision": Step("office", supervised.taken_on, directed),
    "answer_order": Step("third_liaison", supervised.ordered, lambda _w: {"words": supervised.ANSWER}),
    "accept_answer": Step("office", supervised.answered, lambda _w: {"ruling": "已落实"}),
    "refuse_answer": Step(
        "office", supervised.answered, lambda w: directed(w) | {"reason": "没有写明哪天办结", "raised": "1"}
    ),
    "raise_order": Step("office", supervised.silent, directed),
    # --- exclusions ---
    "ask_exclusion": Step("liaison", cast.closed, lambda _w: {"reason": "beyond_duty", "words": excluded.GROUND}),
    "agree_exclusion": Step("head", excluded.asked, lambda _w: {"ruling": "情况属实"}),
    "refuse_exclusion": Step("head", excluded.asked, lambda _w: {"ruling": excluded.WHY_NOT}),
    "grant_exclusion": Step("office", excluded.agreed, lambda _w: {"ruling": "符合规定"}),
    "reject_exclusion": Step("office", excluded.agreed, lambda _w: {"ruling": excluded.WHY_NOT}),
    "revoke_exclusion": Step("second_office", excluded.objected, lambda _w: {"told": excluded.LOOKED}),
    "confirm_exclusion": Step("second_office", excluded.objected, lambda _w: {"told": excluded.LOOKED}),
    "blow_whistle": Step(
        "desk",
        cast.signed,
        lambda w: {
            "kind": "hard",
            "units": [w.other_liaison.organisation_id, w.third_liaison.organisation_id],
            "needed": "请一起到现场查清线路归谁管",
            "grounds": "线路、规划、计量分属三个单位",
        },
    ),
    "check_in": Step(
        "third_liaison",
        whistled.whistled,
        lambda w: {"call": newest_call(w), "way": "onsite", "place": "前丁村南头", "said": "带了两个人，先测电压"},
    ),
    "release_call": Step(
        "desk", whistled.whistled, lambda w: {"call": newest_call(w), "reason": "叫错了单位，应是发改局"}
    ),
    "end_whistle": Step(
        "desk",
        whistled.come,
        lambda _w: {"whistle": Whistle.objects.latest("pk").pk, "result": "已查清由村集体出线"},
    ),
    "rate_units": Step(
        "desk",
        whistled.ended,
        lambda w: {f"grade{newest_call(w)}": "1", f"words{newest_call(w)}": "到了就走，没有测电压"},
    ),
    "rate_whistle": Step(
        "third_liaison",
        whistled.ended,
        lambda w: {"call": newest_call(w), "grade": "1", "words": "一个单位自己就能办"},
    ),
    "join_group": Step("desk", grouped.with_another, lambda w: {"number": grouped.number_of_another(w)}),
    "leave_group": Step("desk", grouped.following_signed, lambda _w: {"reason": "线路不同，要单独改造"}),
    "split": Step(
        "desk",
        cast.accepted,
        lambda w: {
            f"{name}{place}": said
            for place in (1, 2)
            for name, said in (("title", "电压低"), ("body", "车间电压低。"), ("category", str(w.category.pk)))
        },
    ),
    "add_assist": Step(
        "liaison",
        cast.signed,
        lambda w: {"unit": w.third_liaison.organisation_id, "days": 2, "asked": "请核对经营范围"},
    ),
    "waive_assist": Step(
        "desk", cast.dispatched, lambda w: {"assist": newest_assist(w), "reason": "线路归供电公司，不用等意见"}
    ),
    "draft_reply": Step("handler", units.with_a_leader, lambda _w: answering()),
    "sign_reply": Step("head", units.drafted, nothing),
    "return_draft": Step("head", units.drafted, lambda _w: {"reason": "写清哪天通电"}),
    "assign_leg": Step(
        "liaison", cast.signed, lambda w: {"handler": w.handler.pk, "seen": "0-0", "reason": "线路班负责"}
    ),
    "hand_over": Step(
        "handler",
        units.held,
        lambda w: {"handler": w.liaison.pk, "seen": f"{w.handler.pk}-0", "reason": "出差一周，已联系过企业"},
    ),
    "check_withdrawal": Step("revisit_clerk", withdrawn.after_dispatch, lambda _w: withdrawn.SAID | {"reached": "yes"}),
    "record_call": Step(
        "revisit_clerk",
        cast.asked_to_confirm,
        lambda _w: {"reached": "yes", "contacted": "yes", "outcome": "solved", "grade": "4"},
    ),
}


def post_of(world: World, name: str) -> Post:
    """A post of the cast by its name; `head`: of the power company."""
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
