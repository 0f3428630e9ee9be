"""What the staff's page of a case adds: steps with their forms, whose turn it is, units, what is masked."""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from typing import Any, Final

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from orgs.calendar import WorkCalendar
from orgs.models import Post
from orgs.queries import today
from tickets import policies
from tickets.checklist import checklist
from tickets.chips import Chip
from tickets.form_bases import ActionForm
from tickets.forms import ON_DEMAND
from tickets.joined_cards import joined_card
from tickets.masking import firm_name, is_masked, masked_timeline
from tickets.models import Attachment, Deadline, Leg, Reply, Ticket
from tickets.nav import PLACES, home_list
from tickets.offers import Offer
from tickets.queries.handlers import holders
from tickets.queries.lists import desk_tab_of
from tickets.queries.orders import order_of
from tickets.reveal import RevealForm
from tickets.statuses import LegStatus, ReplyFile, Status
from tickets.supervision_cards import instructed, standing_of
from tickets.turns import whose_turn

# In the order of the bar: action → key, and whether it can be the one blue button.
STEPS: Final[Mapping[str, tuple[str, bool]]] = {
    "approve_rejection": ("KeyA", True),
    "uphold_return": ("KeyA", True),
    "grant_extension": ("KeyA", True),
    "grant_pause": ("KeyA", True),
    "grant_ledger": ("KeyA", True),
    "approve_strike_off": ("KeyA", True),
    "order_round": ("KeyA", True),
    "check_in": ("KeyI", True),
    "grant_exclusion": ("KeyA", True),
    "agree_exclusion": ("KeyA", True),
    "revoke_exclusion": ("KeyA", True),
    "answer_order": ("KeyH", True),
    "report_instruction": ("Digit4", True),
    "accept_answer": ("KeyA", True),
    "raise_order": ("KeyO", True),
    "reopen": ("KeyA", True),
    "accept": ("KeyA", True),
    "dispatch": ("KeyD", True),
    "pass_reply": ("KeyA", True),
    "sign": ("KeyS", True),
    "contact": ("KeyC", True),
    "report_ledger": ("KeyE", True),
    "sign_reply": ("KeyA", True),
    "reply": ("KeyE", True),
    "draft_reply": ("KeyE", True),
    "opine": ("KeyE", True),
    "record_call": ("KeyC", True),
    "check_withdrawal": ("KeyC", True),
    "supplement": ("KeyU", True),
    "order_supervision": ("KeyO", False),
    "instruct": ("Digit4", False),
    "refuse_answer": ("KeyZ", False),
    "reject_exclusion": ("KeyZ", False),
    "refuse_exclusion": ("KeyZ", False),
    "confirm_exclusion": ("KeyZ", False),
    "object_exclusion": ("Digit8", False),
    "ask_exclusion": ("Digit7", False),
    "end_whistle": ("KeyQ", False),
    "rate_units": ("KeyW", False),
    "rate_whistle": ("KeyT", False),
    "refuse_rejection": ("KeyZ", False),
    "refuse_return": ("KeyZ", False),
    "refuse_extension": ("KeyZ", False),
    "refuse_pause": ("KeyZ", False),
    "refuse_ledger": ("KeyZ", False),
    "refuse_strike_off": ("KeyZ", False),
    "review_ledger": ("KeyV", False),
    "end_pause": ("KeyP", False),
    "refuse_reopening": ("KeyZ", False),
    "ask_reopening": ("KeyU", False),
    "give_back": ("KeyV", False),
    "ask_extension": ("KeyY", False),
    "ask_pause": ("KeyP", False),
    "ask_ledger": ("Digit5", False),
    "ask_strike_off": ("Digit6", False),
    "sign_final": ("KeyV", False),
    "return_draft": ("KeyZ", False),
    "send_back": ("KeyB", False),
    "ask": ("KeyB", False),
    "add_assist": ("KeyK", False),
    "waive_assist": ("Digit3", False),
    "assign_leg": ("Digit1", False),
    "hand_over": ("Digit2", False),
    "answer_directly": ("KeyR", False),
    "propose_rejection": ("KeyV", False),
    "redispatch": ("KeyG", False),
    "blow_whistle": ("KeyF", False),
    "release_call": ("KeyL", False),
    "join_group": ("KeyJ", False),
    "leave_group": ("KeyJ", False),
    "split": ("KeyX", False),
    "name_about": ("KeyN", False),
    "add": ("KeyM", False),
}
# No question to answer: the button itself acts.
ONE_CLICK: Final = frozenset({"reopen", "accept", "approve_rejection", "pass_reply", "sign", "end_pause", "sign_reply"})
_TEMPLATES: Final = {
    "dispatch": "order",
    "redispatch": "order",
    "reply": "reply",
    "draft_reply": "reply",
    "blow_whistle": "blow",
    "check_in": "check_in",
    "join_group": "join",
    "split": "split",
}
# The words on a button where the table's own would promise too much before the form is filled in.
_VERBS: Final[Mapping[str, Promise]] = {
    "uphold_return": _("同意退单"),
    "reply": _("写答复"),
    "draft_reply": _("写答复，送审签"),
    "end_pause": _("结束挂起"),
    "contact": _("联系企业"),
    "opine": _("反馈意见"),
    "propose_rejection": _("不予受理"),
    "name_about": _("被反映单位"),
    "rate_units": _("评价单位"),
    "rate_whistle": _("评价吹哨"),
    "supplement": _("代来电人答复"),
    "add": _("代来电人补充"),
    "object_exclusion": _("代企业提异议"),
    "revoke_exclusion": _("撤销剔除"),
    "confirm_exclusion": _("维持剔除"),
}


# What it is one's turn to do, where the blue button is one of two answers.
_TURNS: Final[Mapping[str, Promise]] = {
    "uphold_return": _("裁定退单"),
    "grant_extension": _("审批延期"),
    "grant_pause": _("审批挂起"),
    "grant_ledger": _("审批挂账"),
    "approve_strike_off": _("审批销号"),
    "order_round": _("督办再办，或签发最终答复"),
    "sign_reply": _("审签答复"),
    "agree_exclusion": _("是否同意申请剔除评价"),
    "grant_exclusion": _("审批剔除评价"),
    "revoke_exclusion": _("复核企业的异议"),
    "accept_answer": _("看督办反馈，销号或重新督办"),
    "raise_order": _("督办反馈超期，升级督办"),
    "approve_rejection": _("审批“不予受理”的建议"),
    "reopen": _("看新情况，决定要不要再办"),
}


@dataclass(frozen=True, slots=True)
class Step:
    """One button of the bar and, unless one click does it, the form behind it."""

    name: str
    verb: Promise
    label: Promise
    url: str
    key: str
    primary: bool
    one_click: bool
    opened: bool
    drawn: bool
    form: ActionForm
    template: str
    then: str

    @property
    def letter(self) -> str:
        """What stands on the key."""
        return self.key.removeprefix("Key").removeprefix("Digit")


@dataclass(frozen=True, slots=True)
class Light:
    """A unit's share at a glance: who, how far, until when."""

    leg: Leg
    chip: Chip | None
    held: str


def workbench(
    context: Mapping[str, Any], files: Sequence[Attachment], *, post: Post, calendar: WorkCalendar, pane: bool
) -> dict[str, Any]:
    """The additions to `case_context`; queries only for what a dispatch form lists. `files` are all of the case's."""
    ticket: Ticket = context["ticket"]
    deadlines = [deadline for deadline, _chip in context["clocks"]]
    steps, offered = _steps(context, pane=pane), context["offers"].keys()
    order = next((step for step in steps if step.template.endswith("order.html")), None)
    back = next(place for place in PLACES if place.name == home_list(post))
    return {
        "pane": pane,
        "tab": desk_tab_of(ticket) if pane else "",
        "steps": steps,
        # A form that stands open has its own button; a second one over it would only be in the way.
        "busy": any(step.opened for step in steps),
        "my_turn": next((_TURNS.get(step.name, step.verb) for step in steps if step.primary), ""),
        "order": order_of(ticket, order.form, now=context["now"], calendar=calendar) if order else None,
        "turn": whose_turn(ticket, deadlines),
        "lights": _lights(ticket, context),
        "running": [(deadline, chip) for deadline, chip in context["clocks"] if deadline.is_live],
        "stopped": [(deadline, chip) for deadline, chip in context["clocks"] if deadline.met_at],
        "reading": _under_review(ticket, files) or _under_signature(ticket, files, post),
        "rejection": ticket.open_rejection if ticket.status in {Status.SUBMITTED, Status.ACCEPTED} else None,
        **_requests(ticket, offered),
        **standing_of(ticket, context["clocks"], now=context["now"]),
        "instructions": instructed(context["clocks"]),
        "joined": None if (card := joined_card(ticket, post, now=context["now"])).is_empty else card,
        "masked": is_masked(ticket, post),
        "firm_name": firm_name(ticket, post),
        "timeline": masked_timeline(context["timeline"], ticket, post),
        "may_hold": policies.may_hold(ticket, post),
        "may_ask_who_reads": policies.may_ask_who_reads(ticket, post),
        "reveal_form": RevealForm(ticket=ticket) if policies.may_reveal(ticket, post) else None,
        "back": (reverse(back.name), back.label),
    }


def _requests(ticket: Ticket, offered: Set[str]) -> dict[str, Any]:
    """What somebody has asked for, or was granted, and stands in the case."""
    return {
        "given_back": ticket.open_return,
        "extension": ticket.open_extension,
        "pause": ticket.open_pause or ticket.standing_pause,
        "ledger": ticket.open_ledger or ticket.ledger_item,
        "strike_off": ticket.open_strike_off,
        "exclusion": ticket.open_exclusion if {"agree_exclusion", "grant_exclusion"} & offered else None,
        "objection": ticket.granted_exclusion if {"revoke_exclusion", "confirm_exclusion"} & offered else None,
        "impasse": ticket.open_impasse,
        "reopening": ticket.open_reopening,
    }


def _lights(ticket: Ticket, context: Mapping[str, Any]) -> list[Light]:
    """Each unit's share, and which section or person has it there."""
    held = holders(ticket.live_legs, on=today(context["now"]))
    return [Light(leg, _chip_of(leg, context["clocks"]), held.get(leg.pk, "")) for leg in ticket.live_legs]


def _under_review(ticket: Ticket, files: Sequence[Attachment]) -> dict[str, Any] | None:
    """The reply that the desk reads."""
    reply = ticket.standing_reply if ticket.status == Status.REPLIED else None
    return None if reply is None else _reading(reply, ticket, files)


def _under_signature(ticket: Ticket, files: Sequence[Attachment], post: Post) -> dict[str, Any] | None:
    """The draft that waits for the leader, for the people of its unit alone."""
    lead = ticket.lead if ticket.status in {Status.HANDLING, Status.NEED_INFO} else None
    draft = lead.draft if lead is not None and policies.may_handle(lead, post) else None
    return None if draft is None else _reading(draft, ticket, files)


def _reading(reply: Reply, ticket: Ticket, files: Sequence[Attachment]) -> dict[str, Any]:
    """Its points, its files by what they show, what the firm will read of it."""
    came = [file for file in files if file.reply_id == reply.pk]
    return {
        "reply": reply,
        "checks": checklist(reply, came, ticket.live_legs),
        "shown": [file for file in came if file.kind == ReplyFile.HANDLING],
        "proofs": [
            (kind.label, mine)
            for kind in (ReplyFile.CONTACT, ReplyFile.IDENTITY)
            if (mine := [file for file in came if file.kind == kind])
        ],
    }


def _steps(context: Mapping[str, Any], *, pane: bool) -> list[Step]:
    possible: Mapping[str, Offer] = context["offers"]
    names = [name for name in STEPS if name in possible]
    first = next((name for name in names if STEPS[name][1] and not _said_already(name, possible[name])), "")
    return [_step(name, context, primary=name == first, pane=pane) for name in names]


def _said_already(name: str, offer: Offer) -> bool:
    """Whoever has reached the firm once need not be told to: the reply is next."""
    return name == "contact" and offer.leg is not None and offer.leg.contacted_at is not None


def _step(name: str, context: Mapping[str, Any], *, primary: bool, pane: bool) -> Step:
    offer: Offer = context["offers"][name]
    then = ("dispatch" if name == "accept" else "list") if pane else ""
    return Step(
        name=name,
        verb=_VERBS.get(name, offer.action.label),
        label=offer.action.label,
        url=offer.url,
        key=STEPS[name][0],
        primary=primary,
        one_click=name in ONE_CLICK,
        opened=context["opened"] == name,
        drawn=name not in ONE_CLICK and (context["opened"] == name or not (pane or name in ON_DEMAND)),
        form=context["forms"][name],
        template=f"tickets/staff/acts/{_TEMPLATES.get(name, 'fields')}.html",
        then=then,
    )


def _chip_of(leg: Leg, clocks: Sequence[tuple[Deadline, Chip | None]]) -> Chip | None:
    """The unit's clock that runs out first, while it still owes something."""
    if leg.status == LegStatus.DONE:
        return None
    own = ((deadline, chip) for deadline, chip in clocks if deadline.leg_id == leg.pk and deadline.is_live)
    return next((chip for _deadline, chip in own), None)
