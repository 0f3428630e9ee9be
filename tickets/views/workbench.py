"""What the staff's page of a case adds: steps with their forms, whose turn it is, units, what is masked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from orgs.calendar import WorkCalendar
from orgs.models import Post
from tickets import policies
from tickets.chips import Chip
from tickets.form_bases import ActionForm
from tickets.masking import firm_name, is_masked, masked_timeline, place_of
from tickets.models import Deadline, Leg, Ticket
from tickets.nav import PLACES, home_list
from tickets.offers import Offer
from tickets.queries.lists import desk_tab_of
from tickets.queries.orders import order_of
from tickets.reveal import RevealForm
from tickets.statuses import LegStatus, Status
from tickets.turns import whose_turn

# In the order of the bar: action → key, and whether it can be the one blue button.
STEPS: Final[Mapping[str, tuple[str, bool]]] = {
    "approve_rejection": ("KeyA", True),
    "uphold_return": ("KeyA", True),
    "accept": ("KeyA", True),
    "dispatch": ("KeyD", True),
    "pass_reply": ("KeyA", True),
    "sign": ("KeyS", True),
    "contact": ("KeyC", True),
    "reply": ("KeyE", True),
    "opine": ("KeyE", True),
    "record_call": ("KeyC", True),
    "supplement": ("KeyU", True),
    "refuse_rejection": ("KeyZ", False),
    "refuse_return": ("KeyZ", False),
    "give_back": ("KeyV", False),
    "send_back": ("KeyB", False),
    "ask": ("KeyB", False),
    "answer_directly": ("KeyR", False),
    "propose_rejection": ("KeyV", False),
    "redispatch": ("KeyG", False),
    "add": ("KeyM", False),
}
# No question to answer: the button itself acts.
ONE_CLICK: Final = frozenset({"accept", "approve_rejection", "pass_reply", "sign"})
# Forms with long lists that few cases need: drawn when somebody asks for them.
_ON_DEMAND: Final = frozenset({"give_back"})
_TEMPLATES: Final = {"dispatch": "order", "redispatch": "order", "reply": "reply"}
# The words on a button where the table's own would promise too much before the form is filled in.
_VERBS: Final[Mapping[str, Promise]] = {
    "uphold_return": _("同意退单"),
    "reply": _("写答复"),
    "contact": _("联系企业"),
    "opine": _("反馈意见"),
    "propose_rejection": _("不予受理"),
    "supplement": _("代来电人答复"),
    "add": _("代来电人补充"),
}


# What it is one's turn to do, where the blue button is one of two answers.
_TURNS: Final[Mapping[str, Promise]] = {
    "uphold_return": _("裁定退单"),
    "approve_rejection": _("审批“不予受理”的建议"),
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
        return self.key.removeprefix("Key")


@dataclass(frozen=True, slots=True)
class Light:
    """A unit's share at a glance: who, how far, until when."""

    leg: Leg
    chip: Chip | None


def workbench(context: Mapping[str, Any], *, post: Post, calendar: WorkCalendar, pane: bool) -> dict[str, Any]:
    """The additions to `case_context`; queries only for what a dispatch form lists."""
    ticket: Ticket = context["ticket"]
    deadlines = [deadline for deadline, _chip in context["clocks"]]
    steps = _steps(context, pane=pane)
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
        "lights": [Light(leg, _chip_of(leg, context["clocks"])) for leg in ticket.live_legs],
        "running": [(deadline, chip) for deadline, chip in context["clocks"] if deadline.is_live],
        "stopped": [(deadline, chip) for deadline, chip in context["clocks"] if deadline.met_at],
        "reply": ticket.standing_reply if ticket.status == Status.REPLIED else None,
        "rejection": ticket.open_rejection if ticket.status in {Status.SUBMITTED, Status.ACCEPTED} else None,
        "given_back": ticket.open_return,
        "masked": is_masked(ticket, post),
        "firm_name": firm_name(ticket, post),
        "place": place_of(ticket, post),
        "timeline": masked_timeline(context["timeline"], ticket, post),
        "reveal_form": RevealForm() if policies.may_reveal(ticket, post) else None,
        "back": (reverse(back.name), back.label),
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
        drawn=name not in ONE_CLICK and (context["opened"] == name or not (pane or name in _ON_DEMAND)),
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
