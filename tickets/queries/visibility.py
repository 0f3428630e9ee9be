"""The one visibility rule (DESIGN §7): page, list, count, file, socket and export start here."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, Protocol

from django.db.models import BooleanField, Case, Exists, F, OuterRef, Q, QuerySet, Subquery, Value, When

from orgs.models import Organisation, Post
from orgs.statuses import ADMIN_ROLES, FIRM_SIDE, Role
from tickets.models import UNSENT, Attachment, Ticket
from tickets.models.querysets import TicketQuerySet
from tickets.statuses import ReplyFile
from web.prepared import Among, prepared


class Reads(Protocol):
    """What the rule asks of a post."""

    @property
    def role(self) -> str:
        """Its role."""

    @property
    def organisation_id(self) -> Any:
        """Its organisation."""

    @property
    def person_id(self) -> Any:
        """Who holds it."""


@dataclass(frozen=True, slots=True)
class Reader:
    """A post in a statement that is built once for all posts of a role: who reads, and for whom, comes later."""

    role: str
    organisation_id: Any
    person_id: Any


def tickets_for(post: Reads | None) -> TicketQuerySet:
    """The cases that this post may see: its organisation is a party, and they are about no unit of the person's.

    A complaint about a unit stays hidden from everybody who has a post there, whatever else they are, but from whoever
    filed it for the firm. Administrators see no case though they sit in the office; a station sees what it entered.
    """
    tickets = TicketQuerySet(Ticket)
    if post is None or post.role in ADMIN_ROLES:
        return tickets.none()
    seen = tickets.filter(parties__contains=[post.organisation_id]).exclude(about_org=post.organisation_id)
    seen = seen.filter(Q(about_org=None) | _its_own(post) | ~Exists(_posts_there(post)))
    if post.role == Role.SITE_CLERK:
        return seen.filter(filed_by__organisation=post.organisation_id)
    return seen


def at_home(reader: Reads, *, case: str = "") -> Q:
    """Cases of the reader's own county, for lists of what its office has to do: in others it looks and does nothing."""
    own = Organisation.objects.filter(pk=reader.organisation_id).values("county")
    return Q(**{f"{case}county": Subquery(own)})


def seen_among(post: Post, ids: Collection[int]) -> set[int]:
    """Those of a few cases that the post may see."""
    return set(_seen_among(post.role, organisation=post.organisation_id, person=post.person_id, ids=list(ids)))


@prepared("organisation", "person", "ids")
def _seen_among(role: str, *, organisation: int, person: int, ids: list[int]) -> QuerySet[Ticket, int]:
    return tickets_for(Reader(role, organisation, person)).filter(Among(F("pk"), ids)).values_list("pk", flat=True)


def _its_own(reader: Reads) -> Q:
    """What the reader filed for their firm stays theirs to read; a colleague who sits in the unit never reads it."""
    own = Q(firm=reader.organisation_id, filed_by_person=reader.person_id)
    return own if reader.role == Role.ENTERPRISE_USER else Q()


def _posts_there(reader: Reads) -> QuerySet[Post]:
    """The reader's other posts, in the unit that the case is about; one that begins later bars them already."""
    person = reader.person_id
    if isinstance(person, OuterRef):  # the reader is a row itself (`lets_in`), and here one query further out
        person = OuterRef(person)
    return Post.objects.lasting().filter(person=person, organisation=OuterRef("about_org"))


def lets_in(case: Any) -> Case:
    """The same rule from the other end, asked of each row of posts: whether it sees this one case."""

    def seen(role: str) -> TicketQuerySet:
        return tickets_for(Reader(role, OuterRef("organisation"), OuterRef("person"))).filter(pk=case)

    asked = (When(role=role, then=Exists(seen(role))) for role in Role)
    return Case(*asked, default=Value(value=False), output_field=BooleanField())


def barred_from(ticket: Ticket) -> frozenset[int]:
    """The persons whom the rule keeps from a case about their unit, in whatever post; nobody, where it is about none.

    Whoever tells of a case, calls to it or hands it on asks here.
    """
    if ticket.about_org_id is None:
        return frozenset()
    return frozenset(Post.objects.lasting().filter(organisation=ticket.about_org_id).values_list("person", flat=True))


def seen_through(post: Reads | None, *, case: str = "ticket") -> Subquery:
    """The same rule for rows that hang on a case, as a question asked of each row: `filter(seen_through(post))`.

    As `ticket__in=tickets_for(post)` PostgreSQL would first collect every case of a unit, a hundred thousand of them,
    to show fifty rows: it takes a unit and its cases for unrelated. Asked row by row it walks the rows' own index.
    """
    seen = tickets_for(post).filter(pk=OuterRef(case)).annotate(seen=Value(value=True)).values("seen")
    return Subquery(seen[:1], output_field=BooleanField())


def id_of(number: str, **of: int) -> int | None:
    """The id of the case with this number (`county=…` of one county): for notes and the auditor, who read no case."""
    found: int | None = Ticket.objects.filter(number=number, **of).values_list("pk", flat=True).first()
    return found


def without_words(number: str, *, county: int) -> Ticket | None:
    """The case of this number with what decides who sees it, and not a word of it: for those who watch the rule."""
    kept = ("number", "county", "committee", "filed_by__organisation", "about_org", "parties", "parent", "confidential")
    firm = ("firm__profile__is_person", "firm__profile__credit_code")
    found = Ticket.objects.only(*kept, "redacted", "whistling", *firm).select_related("filed_by", "firm__profile")
    return found.filter(number=number, county=county).first()


def numbers_of(ids: Collection[int]) -> dict[int, str]:
    """The numbers of cases and nothing else of them: for the auditor."""
    return dict(Ticket.objects.filter(pk__in=ids).values_list("pk", "number")) if ids else {}


def attachments_for(post: Post | None, *, person_id: int) -> QuerySet[Attachment]:
    """Files of cases that the post may see, and of forms that the person is filling in.

    Of a unit's reply the firm and its station open what shows the handling, once the reply has passed review; of a
    check-in nothing.
    """
    of_cases = Q(ticket__in=tickets_for(post).values("pk"))
    if post is not None and post.role in FIRM_SIDE:
        of_cases &= Q(check_in=None) & (Q(reply=None) | Q(kind=ReplyFile.HANDLING, reply__review__passed=True))
    return Attachment.objects.filter(of_cases | UNSENT & Q(person_id=person_id), removed_at=None)


def own_calls(person_id: int) -> QuerySet[Ticket]:
    """What a person has filed for their firm, wherever they are now: their own words (个保法 45)."""
    return Ticket.objects.filter(filed_by_person=person_id, filed_by__role=Role.ENTERPRISE_USER)


def calls_entered(person_id: int) -> QuerySet[Ticket]:
    """What a person has entered for others: that it was is theirs to know, not what it says."""
    return Ticket.objects.filter(filed_by_person=person_id).exclude(filed_by__role=Role.ENTERPRISE_USER)


def calls_naming(*, county_id: int | None, name: str, phone: str) -> QuerySet[Ticket]:
    """The cases of somebody without an account, by what they left: several people ring from one telephone.

    Whoever left only one of the two, or whose request has been emptied since, is named by none.
    """
    if not (name and phone):
        return Ticket.objects.none()
    return Ticket.objects.filter(county=county_id, contact_phone=phone, contact_name=name)
