"""From a valid form to the service: one row per action of the table, nothing looked up elsewhere."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from orgs.models import Post
from tickets.models import Ticket
from tickets.offers import own_leg
from tickets.reply_forms import NOT_REACHED
from tickets.services import (
    assigning,
    assisting,
    countersigning,
    desk,
    dispatch,
    drafts,
    excluding,
    extending,
    firm,
    grouping,
    handling,
    instructing,
    ledgering,
    mutual_rating,
    objecting,
    pausing,
    reopening,
    replying,
    returning,
    revisiting,
    settling,
    splitting,
    supervising,
    urging,
    whistling,
    withdrawing,
)
from tickets.statuses import ContactWay, Outcome, ReplyFile


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


def _account(said: dict[str, Any]) -> withdrawing.Account:
    return withdrawing.Account(outcome=said["outcome"], persuaded=said["persuaded"], words=said["words"])


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
        redact=said.get("redact"),
    )


def _answer(said: dict[str, Any]) -> replying.Answer:
    wholly = said["outcome"] == Outcome.SOLVED
    way = said.get("contact_way", NOT_REACHED)
    return replying.Answer(
        claim_true=said["claim_true"],
        untrue_reason="" if said["claim_true"] else said["untrue_reason"],
        outcome=said["outcome"],
        words=said["words"],
        internal=said["internal"],
        unsolved_reason="" if wholly else said["unsolved_reason"],
        beyond=replying.BeyondDuty(said["beyond_reason"], said["channel"]) if said["beyond_duty"] else None,
        reached=None if way == NOT_REACHED else replying.Reached(ContactWay(way), said["contacted_at"]),
        override_reason=said.get("override_reason", ""),
        files={ReplyFile(kind): token for kind, token in said["files"].items()},
        kept=said.get("kept", ()),
    )


def _plea(said: dict[str, Any]) -> returning.Plea:
    return returning.Plea(
        reason=said["reason"],
        entry_id=said["entry"],
        law=said["law"],
        suggested_id=said["suggested"].pk,
    )


def _wish(act: Act) -> dict[str, Any]:
    """What is asked of a clock: until when, why, and what the firm reads."""
    return act.words("until", "reason", "words", "told")


def _wish_of_a_leader(said: dict[str, Any]) -> instructing.Wish:
    return instructing.Wish(
        leader=said["leader"],
        written_on=said["written_on"],
        asked=said["asked"],
        days=said["days"],
        client_token=said["client_token"],
    )


def _summons(said: dict[str, Any]) -> whistling.Summons:
    return whistling.Summons(
        kind=said["kind"],
        unit_ids=[unit.pk for unit in said["units"]],
        needed=said["needed"],
        grounds=said["grounds"],
        harm=said["harm"],
        place=said["place"],
        meets_at=said["meets_at"],
    )


def _arrival(said: dict[str, Any]) -> whistling.Arrival:
    return whistling.Arrival(
        call_id=said["call"],
        way=said["way"],
        place=said["place"],
        said=said["said"],
        client_token=said["client_token"],
    )


def _add(act: Act) -> None:
    """Say more. Words that were begun as a call of their own leave the list of drafts."""
    firm.add(act.ticket.pk, actor=act.post, **act.words("words", "client_token"))
    drafts.spent(act.said["client_token"], actor=act.post)


def _directive(said: dict[str, Any]) -> supervising.Directive:
    unit = said.get("unit")
    return supervising.Directive(
        ground=said["ground"],
        asked=said["asked"],
        days=said["days"],
        client_token=said["client_token"],
        unit_id=unit.pk if unit else None,
    )


PERFORM: Final[dict[str, Callable[[Act], object]]] = {
    "supplement": lambda act: firm.supplement(act.ticket.pk, **act.words("answer", "client_token"), **act.case),
    "add": _add,
    "urge": lambda act: urging.urge(act.ticket.pk, actor=act.post, **act.words("client_token")),
    "withdraw": lambda act: firm.withdraw(act.ticket.pk, reason=act.said["reason"], **act.case),
    "ask_reopening": lambda act: reopening.ask(act.ticket.pk, **act.words("words", "client_token"), **act.case),
    "reopen": lambda act: reopening.grant(act.ticket.pk, **act.case),
    "refuse_reopening": lambda act: reopening.refuse(act.ticket.pk, told=act.said["told"], **act.case),
    "appeal": lambda act: firm.appeal(act.ticket.pk, **act.words("reason", "client_token"), **act.case),
    "confirm": lambda act: revisiting.confirm(act.ticket.pk, verdict=_verdict(act.said), **act.case),
    "accept": lambda act: desk.accept(act.ticket.pk, **act.case),
    "ask": lambda act: desk.ask(act.ticket.pk, question=act.said["question"], **act.case),
    "name_about": lambda act: desk.name_about(act.ticket.pk, unit_id=act.said["unit"], **act.case),
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
    "ask_extension": lambda act: extending.ask(act.ticket.pk, wish=extending.Wish(**_wish(act)), **act.leg),
    "grant_extension": lambda act: extending.grant(act.ticket.pk, ruling=act.said["ruling"], **act.case),
    "refuse_extension": lambda act: extending.refuse(act.ticket.pk, ruling=act.said["ruling"], **act.case),
    "ask_pause": lambda act: pausing.ask(act.ticket.pk, wish=pausing.Wish(**_wish(act)), **act.leg),
    "grant_pause": lambda act: pausing.grant(act.ticket.pk, ruling=act.said["ruling"], **act.case),
    "refuse_pause": lambda act: pausing.refuse(act.ticket.pk, ruling=act.said["ruling"], **act.case),
    "end_pause": lambda act: pausing.end(act.ticket.pk, **act.case),
    "contact": lambda act: handling.contact(
        act.ticket.pk, leg_id=act.leg_id, actor=act.post, **act.words("way", "words", "client_token")
    ),
    "progress": lambda act: handling.progress(
        act.ticket.pk, leg_id=act.leg_id, actor=act.post, **act.words("words", "client_token")
    ),
    "note": lambda act: handling.note(act.ticket.pk, actor=act.post, **act.words("words", "client_token")),
    "opine": lambda act: handling.opine(act.ticket.pk, **act.words("stance", "opinion"), **act.leg),
    "draft_reply": lambda act: countersigning.draft(act.ticket.pk, answer=_answer(act.said), **act.leg),
    "sign_reply": lambda act: countersigning.sign(act.ticket.pk, **act.leg),
    "return_draft": lambda act: countersigning.give_back(act.ticket.pk, reason=act.said["reason"], **act.leg),
    "add_assist": lambda act: assisting.add(
        act.ticket.pk, unit_id=act.said["unit"].pk, **act.words("days", "asked"), **act.case
    ),
    "waive_assist": lambda act: assisting.waive(
        act.ticket.pk, assist_id=act.said["assist"], reason=act.said["reason"], **act.case
    ),
    "reply": lambda act: replying.submit(act.ticket.pk, answer=_answer(act.said), **act.leg),
    "assign_leg": lambda act: assigning.assign(
        act.ticket.pk,
        leg_id=act.leg_id,
        handler_id=act.said["handler"],
        section_id=act.said["section"],
        actor=act.post,
        **act.words("reason", "seen"),
    ),
    "hand_over": lambda act: assigning.hand_over(
        act.ticket.pk, leg_id=act.leg_id, handler_id=act.said["handler"], actor=act.post, **act.words("reason", "seen")
    ),
    "blow_whistle": lambda act: whistling.blow(act.ticket.pk, summons=_summons(act.said), **act.case),
    "check_in": lambda act: whistling.check_in(act.ticket.pk, arrival=_arrival(act.said), actor=act.post),
    "release_call": lambda act: whistling.release(
        act.ticket.pk, call_id=act.said["call"], reason=act.said["reason"], actor=act.post
    ),
    "end_whistle": lambda act: whistling.end(
        act.ticket.pk, whistle_id=act.said["whistle"], result=act.said["result"], **act.case
    ),
    "rate_units": lambda act: mutual_rating.rate_units(
        act.ticket.pk, marks=[mutual_rating.Mark(**mark) for mark in act.said["marks"]], actor=act.post
    ),
    "rate_whistle": lambda act: mutual_rating.rate_whistle(
        act.ticket.pk,
        mark=mutual_rating.Mark(call_id=act.said["call"], grade=act.said["grade"], words=act.said["words"]),
        actor=act.post,
    ),
    "join_group": lambda act: grouping.join(act.ticket.pk, lead_id=act.said["onto"].pk, **act.case),
    "leave_group": lambda act: grouping.take_out(act.ticket.pk, reason=act.said["reason"], **act.case),
    "split": lambda act: splitting.split(
        act.ticket.pk, pieces=[splitting.Piece(**piece) for piece in act.said["pieces"]], **act.case
    ),
    "record_call": lambda act: revisiting.record_call(
        act.ticket.pk, verdict=_verdict(act.said) if act.said["reached"] else None, **act.case
    ),
    "tell_why": lambda act: withdrawing.tell(act.ticket.pk, account=_account(act.said), **act.case),
    "check_withdrawal": lambda act: withdrawing.check(
        act.ticket.pk, account=_account(act.said) if act.said["reached"] else None, **act.case
    ),
    "ask_ledger": lambda act: ledgering.ask(
        act.ticket.pk, wish=ledgering.Wish(**act.words("target_on", "plan", "words", "told")), **act.leg
    ),
    "grant_ledger": lambda act: ledgering.grant(act.ticket.pk, ruling=act.said["ruling"], **act.case),
    "refuse_ledger": lambda act: ledgering.refuse(act.ticket.pk, ruling=act.said["ruling"], **act.case),
    "report_ledger": lambda act: ledgering.report(
        act.ticket.pk, leg_id=act.leg_id, actor=act.post, **act.words("done", "next_step", "client_token")
    ),
    "review_ledger": lambda act: ledgering.review(act.ticket.pk, **act.words("goes_on", "words"), **act.case),
    "ask_strike_off": lambda act: ledgering.ask_strike_off(act.ticket.pk, words=act.said["words"], **act.leg),
    "approve_strike_off": lambda act: ledgering.approve_strike_off(
        act.ticket.pk, ruling=act.said["ruling"], **act.case
    ),
    "refuse_strike_off": lambda act: ledgering.refuse_strike_off(act.ticket.pk, ruling=act.said["ruling"], **act.case),
    "order_supervision": lambda act: supervising.order(act.ticket.pk, directive=_directive(act.said), **act.case),
    "answer_order": lambda act: supervising.answer(act.ticket.pk, actor=act.post, **act.words("words", "client_token")),
    "accept_answer": lambda act: supervising.accept(act.ticket.pk, ruling=act.said["ruling"], **act.case),
    "refuse_answer": lambda act: supervising.refuse(
        act.ticket.pk, directive=_directive(act.said), **act.words("reason", "raised"), **act.case
    ),
    "raise_order": lambda act: supervising.raise_degree(act.ticket.pk, directive=_directive(act.said), **act.case),
    "instruct": lambda act: instructing.instruct(act.ticket.pk, wish=_wish_of_a_leader(act.said), actor=act.post),
    "report_instruction": lambda act: instructing.report(
        act.ticket.pk, instruction_id=act.said["instruction"], actor=act.post, **act.words("words", "client_token")
    ),
    "ask_exclusion": lambda act: excluding.ask(
        act.ticket.pk, plea=excluding.Plea(**act.words("reason", "words", "client_token")), actor=act.post
    ),
    "agree_exclusion": lambda act: excluding.agree(act.ticket.pk, ruling=act.said["ruling"], **act.case),
    "refuse_exclusion": lambda act: excluding.refuse(act.ticket.pk, ruling=act.said["ruling"], **act.case),
    "grant_exclusion": lambda act: excluding.grant(act.ticket.pk, ruling=act.said["ruling"], **act.case),
    "reject_exclusion": lambda act: excluding.reject(act.ticket.pk, ruling=act.said["ruling"], **act.case),
    "object_exclusion": lambda act: objecting.object_to(
        act.ticket.pk, actor=act.post, **act.words("words", "client_token")
    ),
    "revoke_exclusion": lambda act: objecting.revoke(act.ticket.pk, told=act.said["told"], **act.case),
    "confirm_exclusion": lambda act: objecting.confirm(act.ticket.pk, told=act.said["told"], **act.case),
    "order_round": lambda act: settling.order_round(act.ticket.pk, words=act.said["words"], **act.case),
    "sign_final": lambda act: settling.sign_final(act.ticket.pk, **act.words("answer", "reason"), **act.case),
}
