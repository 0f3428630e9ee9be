"""Everything that is kept of one person, in one statement: for them to read, and as a file that a program reads.

One literal table: a section, where its rows come from, what a row says. What belongs to others is left out: of a case
that a station entered for somebody, only that it was.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from allauth.socialaccount.models import SocialAccount
from django.db.models import CharField, F, QuerySet, Value
from django.db.models.functions import JSONObject

from journal.models import AccessKind, AccessLog
from orgs.models import Claim, Consent, DutyShift, Invitation, NoticeRecord, Person, Post, StaffInvitation
from tickets.models import Attachment, DataRequest, Draft
from tickets.queries.visibility import calls_entered, calls_naming, own_calls
from tickets.queries.written import WRITTEN, Written
from tickets.retention import path_to_case
from web import sealed_numbers
from web.sealed_json import with_numbers

_SIGNING_IN: Final = (
    AccessKind.SIGN_IN, AccessKind.SIGN_IN_FAILED, AccessKind.SIGN_OUT, AccessKind.LOCKED_OUT, AccessKind.SESSION_ENDED,
    AccessKind.FACTOR_ADDED, AccessKind.FACTOR_REMOVED, AccessKind.FACTOR_FAILED, AccessKind.OUTSIDE_LINKED,
    AccessKind.OUTSIDE_UNLINKED,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Section:
    """One kind of rows: name in the file → where it stands."""

    key: str
    rows: Callable[[Person], QuerySet[Any]]
    says: dict[str, str]
    newest: str = "-pk"


_CASE: Final = {
    name: name
    for name in (
        "number", "title", "body", "expected", "contact_name", "contact_phone", "address", "confidential",
        "may_publish", "source", "status", "submitted_at", "closed_at",
    )
} | {"firm": "firm__name", "town": "town__name"}  # fmt: skip

SECTIONS: Final = [
    Section(
        "account",
        lambda person: Person.objects.filter(pk=person.pk),
        {name: name for name in ("username", "name", "phone", "sign_in_phone", "email", "last_login", "is_active")},
    ),
    Section(
        "posts",
        lambda person: Post.objects.filter(person=person, consent=""),
        {"organisation": "organisation__name", "role": "role", "from": "starts_on", "until": "ends_on"},
    ),
    Section(
        "consents",
        lambda person: Consent.objects.filter(person=person),
        {"version": "version", "at": "given_at", "withdrawn_at": "withdrawn_at"},
    ),
    Section(
        "told",
        lambda person: NoticeRecord.objects.filter(person=person),
        {"version": "version", "at": "at", "how": "how"},
    ),
    Section("cases", lambda person: own_calls(person.pk), _CASE),
    Section(
        "entered",
        lambda person: calls_entered(person.pk),
        {"number": "number", "submitted_at": "submitted_at"},
    ),
    Section(
        "files",
        lambda person: Attachment.objects.filter(person=person, removed_at=None),
        {
            "at": "at",
            "name": "name",
            "caption": "caption",
            "size": "size",
            "sha256": "sha256",
            "number": "ticket__number",
        },
    ),
    Section(
        "drafts",
        lambda person: Draft.objects.filter(person=person),
        {"at": "updated_at", "firm": "firm__name", "answers": "answers"},
    ),
    Section(
        "claims",
        lambda person: Claim.objects.filter(person=person),
        {"at": "made_at", "name": "name", "credit_code": "credit_code", "status": "status", "reason": "reason"},
    ),
    Section(
        "invitations",
        lambda person: Invitation.objects.filter(used_by=person),
        {"at": "used_at", "organisation": "organisation__name", "phone": "phone"},
    ),
    Section(
        "staff_invitations",
        lambda person: StaffInvitation.objects.filter(post__person=person),
        {
            "at": "used_at",
            "organisation": "organisation__name",
            "role": "role",
            "name": "name",
            "phone": "phone",
            "email": "email",
        },
    ),
    Section(
        "outside",
        lambda person: SocialAccount.objects.filter(user=person),
        {"at": "date_joined", "provider": "provider"},
    ),
    Section(
        "duty",
        lambda person: DutyShift.objects.filter(post__person=person),
        {"from": "starts_at", "until": "ends_at"},
    ),
    Section(
        "requests",
        lambda person: DataRequest.objects.filter(person=person),
        {"at": "at", "wish": "wish", "words": "words", "due_at": "due_at", "state": "state", "answer": "answer"},
    ),
    Section(
        "sign_ins",
        lambda person: AccessLog.objects.filter(actor=person.pk, kind__in=_SIGNING_IN),
        {"at": "at", "kind": "kind", "address": "address"},
    ),
]


def of_person(person: Person, *, most: int | None = None) -> dict[str, list[dict[str, Any]]]:
    """Section → its rows, the newest first; all of them, or the newest `most` of each."""
    parts = [_told(section, section.rows(person)) for section in SECTIONS]
    return _gathered([section.key for section in SECTIONS] + ["words"], [*parts, *_words_of(person)], most=most)


def of_caller(request: DataRequest) -> dict[str, list[dict[str, Any]]]:
    """The same of somebody without an account: the cases that name them, and what they asked for."""
    cases = calls_naming(county_id=request.county_id, name=request.caller_name, phone=request.caller_phone)
    asked = DataRequest.objects.filter(
        county=request.county_id, person=None, caller_phone=request.caller_phone, caller_name=request.caller_name
    )
    own, requests = (section for section in SECTIONS if section.key in {"cases", "requests"})
    parts = [_told(own, cases), _told(requests, asked)]
    return _gathered(["cases", "requests"], parts, most=None)


def _told(section: Section, rows: QuerySet[Any]) -> QuerySet[Any, Any]:
    row = JSONObject(**{name: F(path) for name, path in section.says.items()})
    return _row(section.key, rows.order_by(section.newest), row)


def _words_of(person: Person) -> Iterator[QuerySet[Any, Any]]:
    """What they wrote on cases, whoever's."""
    for written in WRITTEN:
        for column in written.columns:
            yield _column(written, column, person)


def _column(written: Written, column: str, person: Person) -> QuerySet[Any, Any]:
    model = written.model
    mine = model._default_manager.filter(**{f"{written.by}__person": person})  # noqa: SLF001 -- documented by Django
    what = Value(f"{model._meta.model_name}.{column}", output_field=CharField())  # noqa: SLF001 -- as above
    case = path_to_case(model)
    says = JSONObject(at=F(written.at), number=F(f"{case}__number"), what=what, words=F(column))
    return _row("words", mine.exclude(**{column: ""}).order_by("-pk"), says)


def _row(key: str, rows: QuerySet[Any], says: JSONObject) -> QuerySet[Any, Any]:
    named = rows.annotate(copy_section=Value(key, output_field=CharField()), copy_row=says)
    told: QuerySet[Any, Any] = named.values_list("copy_section", "copy_row")
    return told


def _opened(row: dict[str, Any]) -> dict[str, Any]:
    """The row with its telephone numbers readable: the database tells them as it keeps them."""
    if number := row.get("sign_in_phone"):
        row = row | {"sign_in_phone": sealed_numbers.unseal(number)}
    opened: dict[str, Any] = with_numbers(row, sealed_numbers.unseal)
    return opened


def _gathered(
    keys: Iterable[str], parts: list[QuerySet[Any, Any]], *, most: int | None
) -> dict[str, list[dict[str, Any]]]:
    """The rows by section, each in the order of its columns here: the database keeps none."""
    found: dict[str, list[dict[str, Any]]] = {key: [] for key in keys}
    first, *others = [part[:most] for part in parts]
    for key, row in first.union(*others, all=True):
        found[key].append(_opened({name: row[name] for name in _ORDER[key]}))
    if "words" in found:
        found["words"].sort(key=lambda row: str(row["at"]), reverse=True)
    return found


_ORDER: Final = {section.key: tuple(section.says) for section in SECTIONS} | {
    "words": ("at", "number", "what", "words")
}


def tell_also(section: Section) -> None:
    """Rows of an app above this one; called once, as the product starts."""
    SECTIONS.append(section)
    _ORDER[section.key] = tuple(section.says)
