"""The rows of the table `may` for closed cases whose rating is asked to be left out (剔除)."""

from typing import Final

OVER: Final[dict[str, set[str]]] = {
    who: {"note"} for who in ("desk", "second_desk", "liaison", "handler", "head", "revisit_clerk")
}
"""After the end of a case that was handled: whoever worked on it may leave a note."""

_CLOSED: Final = OVER | {"firm": {"ask_reopening"}}

ABOUT_A_RATING: Final[dict[str, dict[str, set[str]]]] = {
    "exclusion_asked": _CLOSED | {"head": {"agree_exclusion", "note", "refuse_exclusion"}},
    "exclusion_refused": _CLOSED | {who: {"ask_exclusion", "note"} for who in ("liaison", "handler")},
    "exclusion_agreed": _CLOSED | {who: {"grant_exclusion", "reject_exclusion"} for who in ("office", "second_office")},
    "exclusion_granted": _CLOSED | {"firm": {"ask_reopening", "object_exclusion"}},
    # Who granted it does not look again.
    "exclusion_objected": _CLOSED | {"second_office": {"confirm_exclusion", "revoke_exclusion"}},
    "exclusion_confirmed": _CLOSED,
}
