"""The literal table of status × role → what is offered, which `test_lifecycle` compares with the product."""

from typing import Final

from tests.tickets.may_exclusions import ABOUT_A_RATING, OVER
from tests.tickets.may_inside import FROM_INSIDE, LEADS
from tests.tickets.may_ledger import ON_THE_LEDGER

_RATED: Final = OVER | {who: {"ask_exclusion", "note"} for who in ("liaison", "handler")}
_NOT_HANDLED: Final[dict[str, set[str]]] = {who: {"note"} for who in ("desk", "second_desk", "revisit_clerk")}
_WHISTLING: Final = {
    "ask", "blow_whistle", "end_whistle", "join_group", "name_about", "note", "redispatch", "release_call",
}  # fmt: skip
# Who may do what in each status, through the posts of the cast. What is not here is refused.
MAY: dict[str, dict[str, set[str]]] = {
    "submitted": {
        "firm": {"add", "urge", "withdraw"},
        "desk": {"accept", "answer_directly", "ask", "name_about", "note", "propose_rejection"},
        "second_desk": {"accept", "answer_directly", "ask", "name_about", "note", "propose_rejection"},
        "revisit_clerk": {"note"},
        "office": {"order_supervision"},
    },
    "proposed": {
        "firm": {"add", "urge", "withdraw"},
        "desk": {"name_about", "note", "refuse_rejection"},
        "second_desk": {"approve_rejection", "name_about", "note", "refuse_rejection"},
        "revisit_clerk": {"note"},
        "office": {"approve_rejection", "order_supervision", "refuse_rejection"},
    },
    "accepted": {
        "firm": {"add", "urge", "withdraw"},
        "desk": {"ask", "blow_whistle", "dispatch", "join_group", "name_about", "note", "propose_rejection", "split"},
        "second_desk": {
            "ask",
            "blow_whistle",
            "dispatch",
            "join_group",
            "name_about",
            "note",
            "propose_rejection",
            "split",
        },
        "revisit_clerk": {"note"},
        "office": {"join_group", "order_supervision"},
    },
    "need_info": {
        "firm": {"add", "supplement", "withdraw"},
        "desk": {"name_about", "note"},
        "second_desk": {"name_about", "note"},
        "revisit_clerk": {"note"},
    },
    "handling": {
        "firm": {"add", "urge", "withdraw"},
        "desk": {"ask", "blow_whistle", "join_group", "name_about", "note", "redispatch"},
        "second_desk": {"ask", "blow_whistle", "join_group", "name_about", "note", "redispatch"},
        "liaison": {"give_back", "note", "sign"},
        "handler": {"give_back", "note", "sign"},
        "other_liaison": {"note", "sign"},
        "revisit_clerk": {"note"},
        "office": {"join_group", "order_supervision"},
    },
    "given_back": {
        "firm": {"add", "urge", "withdraw"},
        "desk": {"blow_whistle", "name_about", "note", "refuse_return", "uphold_return"},
        "second_desk": {"blow_whistle", "name_about", "note", "refuse_return", "uphold_return"},
        "liaison": {"note"},
        "handler": {"note"},
        "other_liaison": {"note", "sign"},
        "revisit_clerk": {"note"},
        "office": {"order_supervision"},
    },
    "escalated": {
        "firm": {"add", "urge", "withdraw"},
        "desk": {"blow_whistle", "name_about", "note", "refuse_return", "uphold_return"},
        "second_desk": {"blow_whistle", "name_about", "note", "refuse_return", "uphold_return"},
        "liaison": {"note"},
        "handler": {"note"},
        "other_liaison": {"note", "sign"},
        "revisit_clerk": {"note"},
        "office": {"order_supervision", "refuse_return", "uphold_return"},
    },
    "kept": {
        "firm": {"add", "urge", "withdraw"},
        "desk": {"ask", "blow_whistle", "join_group", "name_about", "note", "redispatch"},
        "second_desk": {"ask", "blow_whistle", "join_group", "name_about", "note", "redispatch"},
        "liaison": {"note", "sign"},
        "handler": {"note", "sign"},
        "other_liaison": {"note", "sign"},
        "revisit_clerk": {"note"},
        "office": {"join_group", "order_supervision"},
    },
    "signed": {
        "firm": {"add", "urge", "withdraw"},
        "desk": {"ask", "blow_whistle", "join_group", "name_about", "note", "redispatch"},
        "second_desk": {"ask", "blow_whistle", "join_group", "name_about", "note", "redispatch"},
        "liaison": LEADS,
        "handler": LEADS,
        "revisit_clerk": {"note"},
        "office": {"join_group", "order_supervision"},
    },
    "asks_for_longer": {
        "firm": {"add", "urge", "withdraw"},
        "desk": {"blow_whistle", "grant_extension", "name_about", "note", "redispatch", "refuse_extension"},
        "second_desk": {"blow_whistle", "grant_extension", "name_about", "note", "redispatch", "refuse_extension"},
        "liaison": {"blow_whistle", "contact", "note", "progress", "reply"},
        "handler": {"blow_whistle", "contact", "note", "progress", "reply"},
        "revisit_clerk": {"note"},
        "office": {"order_supervision"},
    },
    "asks_to_wait": {
        "firm": {"add", "urge", "withdraw"},
        "desk": {"blow_whistle", "grant_pause", "name_about", "note", "redispatch", "refuse_pause"},
        "second_desk": {"blow_whistle", "grant_pause", "name_about", "note", "redispatch", "refuse_pause"},
        "liaison": {"blow_whistle", "contact", "note", "progress", "reply"},
        "handler": {"blow_whistle", "contact", "note", "progress", "reply"},
        "revisit_clerk": {"note"},
        "office": {"order_supervision"},
    },
    "suspended": {
        "firm": {"add", "urge", "withdraw"},
        "desk": {"ask", "blow_whistle", "end_pause", "join_group", "name_about", "note", "redispatch"},
        "second_desk": {"ask", "blow_whistle", "end_pause", "join_group", "name_about", "note", "redispatch"},
        "liaison": {"ask", "blow_whistle", "contact", "end_pause", "note", "progress", "reply"},
        "handler": {"ask", "blow_whistle", "contact", "end_pause", "note", "progress", "reply"},
        "revisit_clerk": {"note"},
        "office": {"join_group", "order_supervision"},
    },
    "extended": {
        "firm": {"add", "urge", "withdraw"},
        "desk": {"ask", "blow_whistle", "join_group", "name_about", "note", "redispatch"},
        "second_desk": {"ask", "blow_whistle", "join_group", "name_about", "note", "redispatch"},
        "liaison": LEADS,
        "handler": LEADS,
        "revisit_clerk": {"note"},
        "office": {"join_group", "order_supervision"},
    },
    "whistled": {
        "firm": {"add", "urge", "withdraw"},
        "desk": _WHISTLING,
        "second_desk": _WHISTLING,
        "liaison": LEADS,
        "handler": LEADS,
        "other_liaison": {"check_in"},
        "third_liaison": {"check_in"},
        "revisit_clerk": {"note"},
        "office": {"join_group", "order_supervision"},
    },
    "come": {
        "firm": {"add", "urge", "withdraw"},
        "desk": _WHISTLING,
        "second_desk": _WHISTLING,
        "liaison": LEADS,
        "handler": LEADS,
        "other_liaison": {"check_in"},
        "third_liaison": {"note"},
        "revisit_clerk": {"note"},
        "office": {"join_group", "order_supervision"},
    },
    "ended": {
        "firm": {"add", "urge", "withdraw"},
        "desk": {"ask", "blow_whistle", "join_group", "name_about", "note", "rate_units", "redispatch"},
        "second_desk": {"ask", "blow_whistle", "join_group", "name_about", "note", "rate_units", "redispatch"},
        "liaison": LEADS,
        "handler": LEADS,
        "third_liaison": {"rate_whistle"},
        "revisit_clerk": {"note"},
        "office": {"join_group", "order_supervision"},
    },
    "replied": {
        "firm": {"add"},
        "desk": {"name_about", "note", "pass_reply", "send_back"},
        "second_desk": {"name_about", "note", "pass_reply", "send_back"},
        "liaison": {"note"},
        "handler": {"note"},
        "revisit_clerk": {"note"},
        "office": {"order_supervision"},
    },
    "revisiting": {
        "firm": {"add", "confirm"},
        "desk": {"name_about", "note"},
        "second_desk": {"name_about", "note"},
        "liaison": {"note"},
        "handler": {"note"},
        "revisit_clerk": {"note", "record_call"},
    },
    "ordered": {
        "firm": {"add", "urge", "withdraw"},
        "desk": {"ask", "blow_whistle", "join_group", "name_about", "note", "redispatch"},
        "second_desk": {"ask", "blow_whistle", "join_group", "name_about", "note", "redispatch"},
        "third_liaison": LEADS | {"answer_order"},
        "revisit_clerk": {"note"},
        "office": {"join_group", "raise_order"},
    },
    "silent": {
        "firm": {"add", "urge", "withdraw"},
        "desk": {"ask", "blow_whistle", "join_group", "name_about", "note", "redispatch"},
        "second_desk": {"ask", "blow_whistle", "join_group", "name_about", "note", "redispatch"},
        "third_liaison": LEADS | {"answer_order"},
        "revisit_clerk": {"note"},
        "office": {"join_group", "raise_order"},
    },
    "answered": {
        "firm": {"add", "urge", "withdraw"},
        "desk": {"ask", "blow_whistle", "join_group", "name_about", "note", "redispatch"},
        "second_desk": {"ask", "blow_whistle", "join_group", "name_about", "note", "redispatch"},
        "third_liaison": LEADS,
        "revisit_clerk": {"note"},
        "office": {"accept_answer", "join_group", "refuse_answer"},
    },
    "listed": {
        "firm": {"add", "urge", "withdraw"},
        "desk": {"ask", "blow_whistle", "join_group", "name_about", "note", "redispatch"},
        "second_desk": {"ask", "blow_whistle", "join_group", "name_about", "note", "redispatch"},
        "third_liaison": LEADS | {"answer_order"},
        "revisit_clerk": {"note"},
        "office": {"join_group", "raise_order"},
    },
    "stopped": {
        "firm": {"add", "withdraw"},
        "desk": {"blow_whistle", "name_about", "note"},
        "second_desk": {"blow_whistle", "name_about", "note"},
        "liaison": {"ask_exclusion", "note"},
        "handler": {"ask_exclusion", "note"},
        "revisit_clerk": {"note"},
        "office": {"order_round", "sign_final"},
    },
    "settled": _RATED | {"firm": {"ask_reopening"}},
    "closed": _RATED | {"firm": {"ask_reopening"}},
    "new_facts": _RATED
    | {
        "desk": {"note", "refuse_reopening", "reopen"},
        "second_desk": {"note", "refuse_reopening", "reopen"},
    },
    "rejected": _NOT_HANDLED | {"firm": {"appeal"}},
    "withdrawn": _NOT_HANDLED | {"firm": {"appeal"}},
    "withdrawn_late": _NOT_HANDLED
    | {
        "firm": {"appeal", "tell_why"},
        "revisit_clerk": {"check_withdrawal", "note"},
    },
    "following": {
        "firm": {"add", "urge", "withdraw"},
        "desk": {"ask", "blow_whistle", "leave_group", "name_about", "note", "propose_rejection"},
        "second_desk": {"ask", "blow_whistle", "leave_group", "name_about", "note", "propose_rejection"},
        "office": {"leave_group", "order_supervision"},
        "revisit_clerk": {"note"},
    },
    "following_signed": {
        "firm": {"add", "urge", "withdraw"},
        "desk": {"ask", "blow_whistle", "leave_group", "name_about", "note", "redispatch"},
        "second_desk": {"ask", "blow_whistle", "leave_group", "name_about", "note", "redispatch"},
        "liaison": {"ask", "ask_extension", "ask_pause", "blow_whistle", "contact", "give_back", "note", "progress"},
        "handler": {"ask", "ask_extension", "ask_pause", "blow_whistle", "contact", "give_back", "note", "progress"},
        "office": {"leave_group", "order_supervision"},
        "revisit_clerk": {"note"},
    },
    "instructed": {
        "firm": {"add", "urge", "withdraw"},
        "desk": {"ask", "blow_whistle", "join_group", "name_about", "note", "redispatch"},
        "second_desk": {"ask", "blow_whistle", "join_group", "name_about", "note", "redispatch"},
        "liaison": LEADS | {"report_instruction"},
        "handler": LEADS | {"report_instruction"},
        "revisit_clerk": {"note"},
        "office": {"join_group", "order_supervision"},
    },
    "split_up": {
        "firm": {"add"},
        "desk": {"name_about", "note"},
        "second_desk": {"name_about", "note"},
        "revisit_clerk": {"note"},
    },
}
MAY |= ON_THE_LEDGER | ABOUT_A_RATING | FROM_INSIDE
# A leader instructs on any open case, whatever its status; the office enters what one has written on paper.
_ENDED: Final = {"settled", "closed", "rejected", "withdrawn", "withdrawn_late", "new_facts", *ABOUT_A_RATING}
for _stage in MAY.keys() - _ENDED - {"split_up"}:
    for _who in ("leader", "office"):
        MAY[_stage] = MAY[_stage] | {_who: MAY[_stage].get(_who, set()) | {"instruct"}}
_DESKS: Final = ("desk", "second_desk")
_IN_HAND: Final = (
    "handling", "kept", "signed", "asks_for_longer", "asks_to_wait", "suspended", "extended", "whistled", "come",
    "ended", "ordered", "silent", "answered", "listed", "instructed", "asks_for_ledger",
)  # fmt: skip
_LED_BY_POWER: Final = (
    "handling", "kept", "signed", "asks_for_longer", "asks_to_wait", "suspended", "extended", "whistled", "come",
    "ended", "instructed", "asks_for_ledger",
)  # fmt: skip
_WITH_A_SILENT_ASSIST: Final = ("handling", "given_back", "escalated", "kept")
AMONG_UNITS: Final[tuple[tuple[tuple[str, ...], tuple[str, ...], set[str]], ...]] = (
    (_IN_HAND, _DESKS, {"add_assist"}),
    (_WITH_A_SILENT_ASSIST, _DESKS, {"waive_assist"}),
    (("asks_for_longer", "asks_to_wait", "suspended", "asks_for_ledger"), ("liaison", "handler"), {"add_assist"}),
    ((*_LED_BY_POWER, "given_back", "escalated", "following_signed"), ("liaison", "handler"), {"assign_leg"}),
    (("ordered", "silent", "answered", "listed"), ("third_liaison",), {"assign_leg"}),
    (("on_ledger", "to_strike_off"), ("liaison", "handler"), {"assign_leg"}),
    (_WITH_A_SILENT_ASSIST, ("other_liaison",), {"assign_leg"}),
)
"""What lead and assists do with each other, and what is done inside a unit: stages, who, and which acts besides."""

for _stages, _people, _acts in AMONG_UNITS:
    for _stage in _stages:
        for _who in _people:
            MAY[_stage][_who] = MAY[_stage].get(_who, set()) | _acts
# Who may what another may, where the table says nothing else: an employee but withdraw, a head but ask for exclusions.
_LIKE: Final = {
    "employee": ("firm", {"withdraw"}), "head": ("liaison", {"ask_exclusion"}), "second_office": ("office", set()),
    "secretary": ("leader", set()),
}  # fmt: skip
for _stage, _row in MAY.items():
    _others = {who: _row.get(other, set()) - but for who, (other, but) in _LIKE.items()}
    MAY[_stage] = {who: acts for who, acts in (_others | _row).items() if acts}

EVERYBODY = [
    "firm", "other_firm", "clerk", "desk", "second_desk", "liaison", "handler", "other_liaison", "third_liaison",
    "revisit_clerk", "office", "leader", "sysadmin", "auditor", "stranger", "head", "second_office",
    "employee", "secretary", "meeting_clerk", "federation", "secadmin",
]  # fmt: skip
