"""Which columns of a case hold words, and what stands in them when their time is over (DOMAIN §4.1). Pure.

A column with text that is in neither table fails a test: whoever adds one decides here what becomes of it.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, Final

from django.conf import settings
from django.db.models import Model

from tickets import models
from tickets.retention_kinds import Kept
from web.masks import mask_name, mask_phone
from web.redacting import redacted

GONE: Final = "（保存期满，已清除）"
"""Stands where words were, so that rules which ask for words still hold."""

WORDS: Final[dict[type[Model], tuple[str, ...]]] = {
    models.Ticket: ("title", "body", "expected"),
    models.Assignment: ("reason",),
    models.CheckIn: ("place", "said", "release_reason"),
    models.Contact: ("body",),
    models.Exclusion: ("body", "opinion", "ruling"),
    models.Extension: ("body", "ruling", "told"),
    models.Hold: ("reason", "lift_reason"),
    models.Impasse: ("body", "ruling"),
    models.InfoRequest: ("body", "answer"),
    models.Instruction: ("leader", "asked", "report"),
    models.LedgerItem: ("body", "plan", "ruling", "told"),
    models.LedgerReport: ("done", "next_step"),
    models.LedgerReview: ("body",),
    models.Leg: ("instruction", "opinion", "waived_reason"),
    models.Member: ("reason",),
    models.Note: ("body",),
    models.Objection: ("body", "told"),
    models.Pause: ("body", "ruling", "told"),
    models.Rejection: ("channel", "body", "ruling"),
    models.Reopening: ("told",),
    models.Reply: (
        "body", "internal", "untrue_reason", "unsolved_reason", "beyond_reason", "channel", "override_reason",
        "return_reason",
    ),
    models.ReplyReview: ("body",),
    models.Return: ("body", "law", "ruling", "told"),
    models.Revisit: ("body",),
    models.StrikeOff: ("body", "ruling", "told"),
    models.SupervisionOrder: ("asked", "answer", "ruling"),
    models.Whistle: ("needed", "grounds", "place", "result"),
    models.WhistleRating: ("words",),
    models.WithdrawalCheck: ("body",),
    models.Attachment: ("name", "caption"),
}  # fmt: skip
"""Model of a case's rows → columns with what somebody wrote."""

NO_WORDS: Final[dict[type[Model], frozenset[str]]] = {
    # Emptied by itself: `contact_*`, the place, and the digest, by which words and number could be tried.
    models.Ticket: frozenset(
        {"number", "tracking_hash", "external_no", "client_digest", "contact_name", "contact_phone", "address"}
    ),
    models.Attachment: frozenset({"form", "content_type", "sha256", "thumb_sha256", "scan_signature"}),
    models.ExternalFacts: frozenset({"category"}),  # the other channel's heading
    models.ImportRow: frozenset({"cells", "external_no", "problems"}),  # emptied when the case was made
}
"""Columns with text that nobody wrote about anybody, or that go another way."""

_DATED: Final = {Kept.CONTACTS: "KEEP_CONTACTS_YEARS", Kept.WORDS: "KEEP_WORDS_YEARS"}


def before(kind: Kept, now: datetime) -> datetime:
    """What ended by then has been kept for as long as the county keeps it."""
    if kind == Kept.PICTURES:
        return now - timedelta(days=settings.LIMITS["KEEP_PICTURES_DAYS"])
    year = now.year - settings.LIMITS[_DATED[kind]]
    leap = now.month == 2 and now.day == 29  # noqa: PLR2004 -- the day that most years lack
    return now.replace(year=year, day=28 if leap else now.day)


def setting_of(kind: Kept) -> str:
    """The name of the limit that says how long."""
    return _DATED.get(kind, "KEEP_PICTURES_DAYS")


def path_to_case(model: type[Model]) -> str:
    """How a row of this model names its case."""
    return {models.Ticket: "pk", models.WhistleRating: "check_in__ticket"}.get(model, "ticket")


def pseudonymised(ticket: Any) -> Callable[[str], str]:
    """What words become with the contact: its name and number as lists show them, and every number in free text."""
    said = {ticket.contact_phone: mask_phone(ticket.contact_phone)}
    if len(ticket.contact_name) > 1:
        said[ticket.contact_name] = mask_name(ticket.contact_name)

    def change(words: str) -> str:
        for clear, masked in said.items():
            words = words.replace(clear, masked) if clear else words
        return redacted(words)

    return change


def emptied(words: str) -> str:
    """What words become with the file of the case."""
    return GONE if words else ""
