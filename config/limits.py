"""Limits that nothing which could be read sets: proposals of ours (GUESS in DOMAIN), each county's to change.

Those of `DEFAULTS` in working days, where the name says nothing else; `QIHU_LIMIT_<NAME>` sets one, and pages say what
is set, never as law. Those of `RATES` keep machines off; no person at work should ever meet one.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

DEFAULTS: Final = {
    "FIRST_PASSWORD_HOURS": 24,  # a password that somebody else drew waits for its one sign-in
    "STAFF_INVITATION_HOURS": 72,  # a link that opens an account of the staff
    "EXCLUSION_ASK": 5,  # after the rating
    "EXCLUSION_HEAD": 1,  # the unit's head agrees
    "EXCLUSION_OFFICE": 2,  # the office grants, or looks again
    "EXCLUSION_OBJECT": 5,  # the firm objects
    "URGE_AGAIN_HOURS": 24,
    "URGES_TO_SUPERVISE": 3,  # so many urgings of one case prompt the office
    "PAUSE": 30,  # a pause lasts at most
    "ADDED_ASSISTS": 3,  # so many a lead adds by itself
    "ASSIST": 15,  # an assist is given at most
    "WITHDRAWAL_CALLS": 3,  # to ask why a firm withdrew
    "SETTLE": 2,  # the office decides after three rounds
    "ORDER_ANSWER": 2,  # the answer to an order of supervision, where it names no days
    "INSTRUCTION_REPORT": 3,  # the report on a leader's instruction, where it names no days
    "WHISTLE_CHECK_IN": 1,  # of a called unit, emergencies apart
    "WHISTLE_RATING": 5,  # what both sides say of each other
    "PARTS": 20,  # a split call waits for its parts
    "LEDGER_REPORT_DAYS": 30,  # calendar days between the reports of what stands on the ledger
    "LEDGER_BACK": 3,  # at least, for the reply of what has left it
    "MEETING_REMINDER": 1,  # before a meeting its guests are reminded
    "MATERIALS_REMINDER": 1,  # before the last day for materials whoever owes some is
    "JOINT_MEETING_DAYS": 30,  # calendar days before a quarter ends without a joint meeting
    "DATA_ANSWER": 15,  # somebody asks about what is kept of them
    "KEEP_PICTURES_DAYS": 180,  # calendar days after the end: pictures of papers, and proof of claims
    "KEEP_CONTACTS_YEARS": 3,  # after the end: name, telephone and place of who called
    "KEEP_WORDS_YEARS": 10,  # after the end: all that was written and sent
}

RATES: Final = {
    "WRITES": 120,  # of one person: what is typed is kept as a draft every few seconds
    "UPLOADS": 60,  # of one person
    "EXPORTS": 10,  # of one person
    "COSTLY_READS": 60,  # of one person: search, figures, lists to download
    "STRANGERS_WRITES": 600,  # of one address, by people who have not signed in
    "STRANGERS_COSTLY_READS": 300,
    "SOCKETS": 240,  # of one person: each page opens one
    "SOCKETS_OF_AN_ADDRESS": 3000,  # of all behind it, signed in or not; a page without one polls
}
"""How often within a minute (`web.rates`). `QIHU_RATE_<NAME>` sets one."""


@dataclass(frozen=True, slots=True)
class Counted:
    """Which address takes from which share of `RATES`, by its name; every search (`?q=`) is a costly read as well."""

    reads: frozenset[str]  # costly, or could be tried through
    writes: Mapping[str, str]  # apart from WRITES
    elsewhere: frozenset[str]  # with limits in PostgreSQL, or for whoever only wants to come in or go
    strangers: Mapping[str, str]  # the share of an address, for that of a person


COUNTED: Final = Counted(
    reads=frozenset(
        {
            "audit", "data_copy", "export_file", "invitation", "rate", "register_failed", "seat_reply", "sheet",
            "staff_invitation", "statistics", "statistics_cases", "statistics_check_ins", "statistics_supervision",
            "supervision", "tracked",
        }
    ),
    writes={
        "audit": "EXPORTS", "data_file": "EXPORTS", "data_request_file": "EXPORTS", "exports": "EXPORTS",
        "file_new": "UPLOADS", "imports": "EXPORTS", "register_passwords": "EXPORTS", "register_upload": "EXPORTS",
        "cards_export": "EXPORTS", "round_export": "EXPORTS", "statistics_export": "EXPORTS",
    },
    elsewhere=frozenset(
        {
            "account_login", "account_logout", "account_reauthenticate", "look", "mfa_authenticate",
            "mfa_reauthenticate", "phone", "phone_code",
        }
    ),
    strangers={
        "WRITES": "STRANGERS_WRITES", "UPLOADS": "STRANGERS_WRITES", "EXPORTS": "STRANGERS_WRITES",
        "COSTLY_READS": "STRANGERS_COSTLY_READS",
    },
)  # fmt: skip
