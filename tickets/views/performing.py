"""From a valid form to the service: one row per action of the table, nothing looked up elsewhere."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from orgs.models import Post
from tickets.models import Ticket
from tickets.offers import own_leg
from tickets.services import desk, dispatch, drafts, firm, handling, replying, returning, revisiting, urging


@dataclass(frozen=True, slots=True)
class Act:
    """A cleaned form about to be done."""

    ticket: Ticket
    post: Post
    said: dict[str, Any]

    @property
    def case(self) -> dict[str, Any]:
        """Who, and the version on the screen, for an action on the case."""
        return {"actor": self.post, "version": self.said["version"]}

    @property
    def leg(self) -> dict[str, Any]:
        """The same for an action on the unit's own leg; 0 stands for a leg that is no longer there."""
        return {"actor": self.post, "version": self.said["version"], "leg_id": self.leg_id}

    @property
    def leg_id(self) -> int:
        """The unit's live leg."""
        leg = own_leg(self.ticket, self.post)
        return leg.pk if leg else 0

    def words(self, *names: str) -> dict[str, Any]:
        """Some of what was said, by name."""
        return {name: self.said[name] for name in names}


def _verdict(said: dict[str, Any]) -> revisiting.Verdict:
    return revisiting.Verdict(
        contacted=said["contacted"],
        outcome=said["outcome"],
        grade=said["grade"],
        reasons=said["reasons"],
        words=said["words"],
    )


def _order(said: dict[str, Any]) -> dispatch.Order:
    return dispatch.Order(
        lead_id=said["lead"].pk,
        assists=[dispatch.Assist(unit_id=unit.pk, days=said["days"]) for unit in said["assists"]],
        instruction=said["instruction"],
    )


def _answer(said: dict[str, Any]) -> replying.Answer:
    return replying.Answer(
        outcome=said["outcome"],
        words=said["words"],
        internal=said["internal"],
        unsolved_reason=said["unsolved_reason"],
        override_reason=said.get("override_reason", ""),
    )


def _plea(said: dict[str, Any]) -> returning.Plea:
    return returning.Plea(
        reason=said["reason"],
        entry_id=said["entry"],
        law=said["law"],
        suggested_id=said["suggested"].pk,
    )


def _add(act: Act) -> None:
    """Say more. Words that were begun as a call of their own leave the list of drafts."""
    firm.add(act.ticket.pk, actor=act.post, **act.words("words", "client_token"))
    drafts.spent(act.said["client_token"], actor=act.post)


PERFORM: Final[dict[str, Callable[[Act], object]]] = {
    "supplement": lambda act: firm.supplement(act.ticket.pk, **act.words("answer", "client_token"), **act.case),
    "add": _add,
    "urge": lambda act: urging.urge(act.ticket.pk, actor=act.post, **act.words("client_token")),
    "withdraw": lambda act: firm.withdraw(act.ticket.pk, reason=act.said["reason"], **act.case),
    "appeal": lambda act: firm.appeal(act.ticket.pk, **act.words("reason", "client_token"), **act.case),
    "confirm": lambda act: revisiting.confirm(act.ticket.pk, verdict=_verdict(act.said), **act.case),
    "accept": lambda act: desk.accept(act.ticket.pk, **act.case),
    "ask": lambda act: desk.ask(act.ticket.pk, question=act.said["question"], **act.case),
    "propose_rejection": lambda act: desk.propose_rejection(
        act.ticket.pk, **act.words("reason", "channel", "explanation"), **act.case
    ),
    "approve_rejection": lambda act: desk.approve_rejection(act.ticket.pk, **act.case),
    "refuse_rejection": lambda act: desk.refuse_rejection(act.ticket.pk, ruling=act.said["ruling"], **act.case),
    "answer_directly": lambda act: desk.answer_directly(
        act.ticket.pk, category_id=act.said["category"].pk, urgency=act.said["urgency"], **act.case
    ),
    "dispatch": lambda act: dispatch.send(
        act.ticket.pk,
        order=_order(act.said),
        category_id=act.said["category"].pk,
        urgency=act.said["urgency"],
        **act.case,
    ),
    "redispatch": lambda act: dispatch.send_elsewhere(
        act.ticket.pk, order=_order(act.said), reason=act.said["reason"], **act.case
    ),
    "pass_reply": lambda act: replying.pass_on(act.ticket.pk, **act.case),
    "send_back": lambda act: replying.send_back(act.ticket.pk, words=act.said["words"], **act.case),
    "sign": lambda act: handling.sign(act.ticket.pk, **act.leg),
    "give_back": lambda act: returning.give_back(act.ticket.pk, plea=_plea(act.said), **act.leg),
    "uphold_return": lambda act: returning.uphold(
        act.ticket.pk, lead_id=act.said["lead"].pk, **act.words("ruling", "told"), **act.case
    ),
    "refuse_return": lambda act: returning.refuse(act.ticket.pk, **act.words("ruling", "told"), **act.case),
    "contact": lambda act: handling.contact(
        act.ticket.pk, leg_id=act.leg_id, actor=act.post, **act.words("way", "words", "client_token")
    ),
    "progress": lambda act: handling.progress(
        act.ticket.pk, leg_id=act.leg_id, actor=act.post, **act.words("words", "client_token")
    ),
    "note": lambda act: handling.note(act.ticket.pk, actor=act.post, **act.words("words", "client_token")),
    "opine": lambda act: handling.opine(act.ticket.pk, opinion=act.said["opinion"], **act.leg),
    "reply": lambda act: replying.submit(act.ticket.pk, answer=_answer(act.said), **act.leg),
    "record_call": lambda act: revisiting.record_call(
        act.ticket.pk, verdict=_verdict(act.said) if act.said["reached"] else None, **act.case
    ),
}
