"""The rows of the table `may` for cases that are to go on the ledger (挂账), stand on it, or are to be struck off."""

from typing import Final

ON_THE_LEDGER: Final[dict[str, dict[str, set[str]]]] = {
    "asks_for_ledger": {
        "firm": {"add", "urge", "withdraw"},
        "desk": {"blow_whistle", "name_about", "note", "redispatch"},
        "second_desk": {"blow_whistle", "name_about", "note", "redispatch"},
        "liaison": {"blow_whistle", "contact", "note", "progress", "reply"},
        "handler": {"blow_whistle", "contact", "note", "progress", "reply"},
        "revisit_clerk": {"note"},
        "office": {"grant_ledger", "order_supervision", "refuse_ledger"},
    },
    "on_ledger": {
        "firm": {"add", "withdraw"},
        "desk": {"name_about", "note"},
        "second_desk": {"name_about", "note"},
        "liaison": {"ask_strike_off", "note", "report_ledger"},
        "handler": {"ask_strike_off", "note", "report_ledger"},
        "revisit_clerk": {"note"},
        "office": {"review_ledger"},
    },
    "to_strike_off": {
        "firm": {"add", "withdraw"},
        "desk": {"name_about", "note"},
        "second_desk": {"name_about", "note"},
        "liaison": {"note", "report_ledger"},
        "handler": {"note", "report_ledger"},
        "revisit_clerk": {"note"},
        "office": {"approve_strike_off", "refuse_strike_off"},
    },
}
