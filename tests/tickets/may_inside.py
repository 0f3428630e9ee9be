"""The rows of the table `may` for a unit from inside, a desk that answers, and firms that somebody speaks for."""

from typing import Final

LEADS: Final = {
    "ask", "give_back", "ask_extension", "ask_pause", "ask_ledger", "contact", "progress", "reply", "blow_whistle",
    "note", "add_assist",
}  # fmt: skip
"""What a lead may that has signed and still has its time for giving back."""

_FIRM: Final = {"add", "urge", "withdraw"}
_DESK: Final = {"add_assist", "ask", "blow_whistle", "join_group", "name_about", "note", "redispatch"}
_AT_THE_DESK: Final = {
    "ask", "blow_whistle", "dispatch", "join_group", "name_about", "note", "propose_rejection", "split",
}  # fmt: skip
_OFFICE: Final = {"join_group", "order_supervision"}
_IN_HAND: Final = {
    "firm": _FIRM, "desk": _DESK, "second_desk": _DESK, "revisit_clerk": {"note"}, "office": _OFFICE,
}  # fmt: skip
_BY_TELEPHONE: Final = {"accept", "add", "answer_directly", "ask", "name_about", "note", "propose_rejection"}
# Its own answers are never given back, and it has no leader who signs.
_ANSWERS: Final = _DESK | (LEADS - {"give_back"}) | {"assign_leg"}
_DRAFTS: Final = LEADS - {"reply"} | {"draft_reply"}

FROM_INSIDE: Final[dict[str, dict[str, set[str]]]] = {
    # The leader signs; the handler has the leg and hands it over, liaison and head give it out.
    "with_a_leader": _IN_HAND
    | {"liaison": _DRAFTS | {"assign_leg"}, "handler": _DRAFTS | {"hand_over"}, "head": LEADS | {"assign_leg"}},
    "drafted": _IN_HAND
    | {
        "liaison": LEADS - {"reply"} | {"assign_leg"},
        "handler": LEADS - {"reply"} | {"hand_over"},
        "head": LEADS | {"assign_leg", "return_draft", "sign_reply"},
    },
    "returned": _IN_HAND
    | {"liaison": _DRAFTS | {"assign_leg"}, "handler": _DRAFTS | {"hand_over"}, "head": LEADS | {"assign_leg"}},
    "assisting": _IN_HAND
    | {
        "desk": _DESK | {"waive_assist"},
        "second_desk": _DESK | {"waive_assist"},
        "liaison": {"assign_leg", "give_back", "note", "sign"},
        "handler": {"assign_leg", "give_back", "note", "sign"},
        "other_liaison": {"assign_leg", "blow_whistle", "contact", "note", "opine", "progress"},
    },
    "asked_in_hand": {
        "firm": {"add", "supplement", "withdraw"},
        "desk": {"name_about", "note"},
        "second_desk": {"name_about", "note"},
        "liaison": {"assign_leg", "contact", "note", "progress"},
        "handler": {"assign_leg", "contact", "note", "progress"},
        "revisit_clerk": {"note"},
    },
    "answering": _IN_HAND | {"desk": _ANSWERS, "second_desk": _ANSWERS},
    # Nobody reviews what they wrote; the office can, where the desk has nobody else.
    "answered_directly": {
        "firm": {"add"},
        "desk": {"name_about", "note"},
        "second_desk": {"name_about", "note", "pass_reply", "send_back"},
        "revisit_clerk": {"note"},
        "office": {"order_supervision", "pass_reply", "send_back"},
    },
    "by_a_station": {
        "firm": _FIRM,
        "clerk": {"add", "blow_whistle", "urge"},
        "desk": _AT_THE_DESK,
        "second_desk": _AT_THE_DESK,
        "revisit_clerk": {"note"},
        "office": _OFFICE,
    },
    "by_telephone": {
        "firm": _FIRM,
        "desk": _BY_TELEPHONE,
        "second_desk": _BY_TELEPHONE,
        "revisit_clerk": {"note"},
        "office": {"order_supervision"},
    },
}
