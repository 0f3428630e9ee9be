"""How each act that `may` does not allow is refused: whether it is too late for it, or not this person's to do."""

from collections.abc import Collection
from itertools import product
from typing import Final

from django.core.exceptions import PermissionDenied

from tests.tickets.may import EVERYBODY, MAY
from tests.tickets.may_exclusions import ABOUT_A_RATING
from tickets.exceptions import Blocked, NotPossibleNow, StaleWrite
from tickets.statuses import OPEN, Status

_OPEN, _EVER = " ".join(OPEN), " ".join(Status)
_ON_CASE: Final[tuple[tuple[str, str], ...]] = (
    ("submitted", "accept answer_directly"),
    ("accepted", "dispatch split"),
    ("submitted accepted", "propose_rejection approve_rejection refuse_rejection"),
    ("submitted accepted handling", "ask urge"),
    ("submitted accepted handling replied", "order_supervision"),
    ("submitted accepted need_info handling on_ledger", "withdraw"),
    ("need_info", "supplement"),
    ("accepted handling", "blow_whistle join_group"),
    ("accepted need_info handling", "check_in release_call end_whistle"),
    ("accepted need_info handling replied", "leave_group"),
    ("handling", "redispatch add_assist end_pause order_round sign_final"),
    ("handling", "uphold_return refuse_return grant_extension refuse_extension grant_pause refuse_pause"),
    ("handling", "grant_ledger refuse_ledger"),
    ("need_info handling", "waive_assist"),
    ("replied", "pass_reply send_back"),
    ("revisiting", "confirm record_call"),
    ("on_ledger", "review_ledger approve_strike_off refuse_strike_off"),
    ("closed", "ask_reopening reopen refuse_reopening"),
    ("rejected withdrawn", "appeal"),
    ("withdrawn", "tell_why check_withdrawal"),
    (_OPEN, "add name_about instruct report_instruction"),
    (_OPEN, "answer_order accept_answer refuse_answer raise_order"),
    (_EVER, "note rate_units rate_whistle"),
    (_EVER, "ask_exclusion agree_exclusion refuse_exclusion grant_exclusion reject_exclusion"),
    (_EVER, "object_exclusion revoke_exclusion confirm_exclusion"),
)
CASE_IN: Final = {act: set(statuses.split()) for statuses, acts in _ON_CASE for act in acts.split()}
"""The statuses of a case in which it is a question of who does this; in all others it is not possible now."""

_ON_LEG: Final[tuple[tuple[str, str, str], ...]] = (
    ("pending", "handling need_info", "sign"),
    ("pending signed", "handling", "give_back"),
    ("signed", "handling", "ask_extension ask_pause ask_ledger reply draft_reply sign_reply return_draft"),
    ("signed", "handling need_info", "contact progress opine"),
    ("signed", "on_ledger", "report_ledger ask_strike_off"),
    ("pending signed returning", "handling need_info on_ledger", "assign_leg hand_over"),
)
LEG_IN: Final = {act: {*product(legs.split(), cases.split())} for legs, cases, acts in _ON_LEG for act in acts.split()}
"""The same of a unit's leg, each with the statuses of its case."""

BLOCKED: Final[dict[str, set[str]]] = {
    # A case that follows another has this done together with its lead case.
    "following": {"dispatch"},
    "following_signed": {
        "add_assist", "waive_assist", "reply", "draft_reply", "sign_reply", "return_draft", "ask_ledger",
        "grant_ledger",
    },
    # On a call that was split nothing is decided any more.
    "split_up": {
        "ask", "urge", "withdraw", "dispatch", "split", "propose_rejection", "approve_rejection", "refuse_rejection",
        "blow_whistle", "join_group", "leave_group", "check_in", "release_call", "end_whistle", "instruct",
        "order_supervision", "answer_order", "accept_answer", "refuse_answer", "raise_order",
    },
}  # fmt: skip
"""What the status would allow and a rule forbids, to everybody, in a sentence of its own."""

_DESKS, _POWER, _BUREAU = ("desk", "second_desk"), ("liaison", "handler", "head"), ("third_liaison",)
_CALLED, _RATED = ("other_liaison", "third_liaison"), ("liaison", "handler")
_AFTER_A_WHISTLE: Final = ("whistled", "come", "ended")
_LED_BY_THE_BUREAU: Final = ("ordered", "silent", "answered", "listed")
_WITH_THE_DESK: Final = (
    "submitted", "proposed", "accepted", "need_info", "following", "split_up", "by_a_station", "by_telephone",
    "answering", "answered_directly",
)  # fmt: skip
_LED_BY_POWER: Final = tuple(MAY.keys() - {*_LED_BY_THE_BUREAU, *_WITH_THE_DESK})
OVERTAKEN: Final[tuple[tuple[Collection[str], Collection[str], str], ...]] = (
    (MAY, EVERYBODY, "assign_leg hand_over"),  # of their own leg
    (MAY, _DESKS, "release_call"),
    (_AFTER_A_WHISTLE, _DESKS, "rate_units"),
    (_AFTER_A_WHISTLE, _CALLED, "check_in rate_whistle"),
    (("answered",), _BUREAU, "answer_order"),
    (_WITH_THE_DESK, _DESKS, "report_instruction"),
    (_LED_BY_THE_BUREAU, _BUREAU, "report_instruction"),
    (_LED_BY_POWER, _POWER, "report_instruction"),
    (ABOUT_A_RATING, _RATED, "ask_exclusion"),
    (("exclusion_objected", "exclusion_confirmed"), ("firm", "employee"), "object_exclusion"),
)
"""Stages, who, and acts of which they are told that somebody was faster: theirs once, or their colleague's."""


def refusal_of(act: str, *, stage: str, who: str, case: str, leg: str) -> type[Exception]:
    """The one refusal that this person gets; `leg` is the status of their unit's leg, empty where it has none.

    In the order in which people are told: recalled meanwhile, too late, against a rule, overtaken, not theirs.
    """
    if act in LEG_IN and not leg:
        return StaleWrite
    possible = (leg, case) in LEG_IN[act] if act in LEG_IN else case in CASE_IN[act]
    if not possible:
        return NotPossibleNow
    if act in BLOCKED.get(stage, ()):
        return Blocked
    overtaken = any(stage in stages and who in people and act in acts.split() for stages, people, acts in OVERTAKEN)
    return StaleWrite if overtaken else PermissionDenied
