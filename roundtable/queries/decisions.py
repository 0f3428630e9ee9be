"""Decisions (议定事项) as those read them who convene, work, watch, or are named in them."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Final

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from orgs.models import Organisation, Post
from orgs.statuses import FIRM_SIDE, Role
from roundtable.meeting_kinds import ASKED, WITH_LEAD, DecisionState
from roundtable.models import Carried, Decision, Meeting, Named, Topic, with_files
from roundtable.queries.meetings import meetings_for
from tickets.policies import UNIT_ROLES
from tickets.queries.units import dispatchable_units
from tickets.queries.visibility import Reads
from web.paging import Page, keyset

PAGE: Final = 25
LATE: Final = Q(contact_missed_at__isnull=False, contacted_at=None) | Q(report_missed_at__isnull=False)
TABS: Final = ("running", "late", "asked", "done")


def about_its_lead() -> Exists:
    """Whether a case of the decision is about the very unit that leads it: the convenor has to hand it over."""
    return Exists(Named.objects.filter(decision=OuterRef("pk"), ticket__about_org=OuterRef("lead")))


def _about_theirs(post: Reads) -> Q:
    """Whether a row's case is about a unit of the person's, whatever post they read with."""
    units = Post.objects.lasting().filter(person=post.person_id).values("organisation")
    return Q(ticket__about_org=post.organisation_id) | Q(ticket__about_org__in=units)


def _about_whom_it_tells(post: Reads) -> QuerySet[Named]:
    """Cases of a decision that are about a unit of the person's, but what they filed for their firm themselves."""
    found = Named.objects.filter(_about_theirs(post))
    if post.role == Role.ENTERPRISE_USER:
        found = found.exclude(ticket__firm=post.organisation_id, ticket__filed_by_person=post.person_id)
    return found


def is_kept_from(post: Reads) -> Exists:
    """Whether a decision is hidden from the post as its case is (`tickets.queries.visibility`), asked of each row."""
    return Exists(_about_whom_it_tells(post).filter(decision=OuterRef("pk")))


def carried_to(meeting: Meeting, post: Post) -> QuerySet[Carried]:
    """The last list as it stands on a meeting's agenda, without what is kept from the post."""
    kept = Carried.objects.filter(Exists(_about_whom_it_tells(post).filter(decision=OuterRef("decision"))))
    shown = ("decision__lead", "decision__meeting__committee")
    return meeting.carried.select_related(*shown).exclude(pk__in=kept.values("pk"))


def is_heard_of_theirs(post: Post, meeting_id: int) -> bool:
    """Whether a meeting heard, or decided, what is about a unit of the person's: its minutes would tell them."""
    heard = Q(item__meeting=meeting_id) | Q(merged_into__item__meeting=meeting_id)
    topics = Topic.objects.filter(heard, _about_theirs(post))
    said = Q(decision__meeting=meeting_id) | Q(decision__carried__meeting=meeting_id)
    return topics.exists() or _about_whom_it_tells(post).filter(said).exists()


def who_may_hear(decision: Decision, posts: Iterable[Post]) -> list[Post]:
    """Those of the posts whom the decision is not hidden from: `is_kept_from` of many readers. Two queries."""
    cases = decision.named.exclude(ticket__about_org=None)
    told = list(cases.values_list("ticket__about_org", "ticket__firm", "ticket__filed_by_person"))
    if not told:
        return list(posts)
    there = Post.objects.lasting().filter(organisation__in={unit for unit, *_filed in told})
    sits = set(there.values_list("person", "organisation"))

    def hidden(post: Post) -> bool:
        own = post.role == Role.ENTERPRISE_USER
        return any(
            (unit == post.organisation_id or (post.person_id, unit) in sits)
            and not (own and (firm, filed_by) == (post.organisation_id, post.person_id))
            for unit, firm, filed_by in told
        )

    return [post for post in posts if not hidden(post)]


def decisions_for(post: Post) -> QuerySet[Decision]:
    """Signed ones that the post reads whole, or that name its firm."""
    mine = _whole(post)
    if post.role in FIRM_SIDE:
        mine |= Q(pk__in=Named.objects.filter(firm=post.organisation_id).values("decision"))
    return _signed(post).filter(mine)


def read_whole(post: Post) -> QuerySet[Decision]:
    """Signed ones of the meetings the post reads, or that its unit leads or assists: `policies.reads_all` in rows."""
    return _signed(post).filter(_whole(post))


def _signed(post: Post) -> QuerySet[Decision]:
    """But what is on a case that the post may not see, being about a unit of theirs: were it their own to do."""
    signed = Decision.objects.filter(county=post.county_id).exclude(state=DecisionState.DRAFT)
    return signed.exclude(is_kept_from(post))


def _whole(post: Post) -> Q:
    mine = Q(meeting__in=meetings_for(post).values("pk"))
    if post.role in UNIT_ROLES:
        assisted = Decision.assists.through.objects.filter(organisation=post.organisation_id).values("decision")
        mine |= Q(lead=post.organisation_id) | Q(pk__in=assisted)
    return mine


def tab_of(decisions: QuerySet[Decision], tab: str, *, today: date) -> QuerySet[Decision]:
    """`running`, `late` with the whole or with contact or report, `asked` to be struck off, or `done`."""
    return {
        "running": decisions.filter(state=DecisionState.RUNNING),
        "late": decisions.filter(state__in=WITH_LEAD).filter(LATE | Q(target_on__lt=today)),
        "asked": decisions.filter(state__in=ASKED),
        "done": decisions.filter(state=DecisionState.DONE),
    }[tab]


def decision_page(post: Post, tab: str, *, today: date, after: str | None) -> Page[Decision]:
    """One page: the earliest day first, what is done the latest first."""
    rows = tab_of(decisions_for(post), tab, today=today).select_related("meeting__committee", "lead")
    rows = rows.annotate(about_its_lead=about_its_lead())
    order = ("-target_on", "-id") if tab == "done" else ("target_on", "id")
    return keyset(rows, after=after, order=order, size=PAGE)


def decision_for(post: Post, decision_id: int) -> Decision | None:
    """One with all that hangs on it, if the post reads it. Eleven queries."""
    named = Named.objects.select_related("firm", "ticket__firm__profile", "said_by__person").order_by("pk")
    rows = decisions_for(post).select_related("meeting__committee", "meeting__chair__person", "lead", "item__topic")
    return (
        rows.filter(pk=decision_id)
        .annotate(about_its_lead=about_its_lead())
        .prefetch_related(
            "assists",
            Prefetch("named", queryset=named),
            "notes__by__person",
            "strikes__by__person",
            "strikes__signed_by__person",
            "strikes__audited_by__person",
            "strikes__ruled_by__person",
            "cards",
            with_files("notes__"),
            with_files("strikes__"),
        )
        .first()
    )


def units_in(county_id: int) -> Sequence[Organisation]:
    """Who can be given a decision."""
    return list(dispatchable_units(county_id).order_by("pinyin", "pk"))
