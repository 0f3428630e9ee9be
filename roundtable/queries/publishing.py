"""What everybody reads of round tables, and what a secretary is offered to make public."""

from collections.abc import Sequence
from typing import Final

from django.db.models import Exists, OuterRef, Prefetch, QuerySet
from django.utils.translation import gettext as _

from orgs.models import County
from roundtable.figures import Period
from roundtable.meeting_kinds import ISSUED, Outcome
from roundtable.models import AgendaItem, Decision, Meeting, Release
from roundtable.queries.naming import firms_in, people_of
from web.moments import day
from web.paging import Page, keyset
from web.redacting import redacted

PAGE: Final = 20
LONGEST_TITLE, LONGEST = 60, 500
_LIVE: Final = Release.objects.filter(taken_back_at=None)


def public_page(county: County, period: Period | None, *, after: str | None) -> Page[Meeting]:
    """Meetings with something public, the newest first, each with `shown`: its public items in their order."""
    found = _public(county)
    if period is not None:
        found = found.filter(began_at__gte=period.start, began_at__lt=period.end)
    items = AgendaItem.objects.filter(release__in=_LIVE).select_related("release", "record").order_by("place")
    rows = found.select_related("committee").prefetch_related(Prefetch("items", queryset=items, to_attr="shown"))
    return keyset(rows, after=after, order=("-began_at", "-id"), size=PAGE)


def public_years(county: County) -> list[int]:
    """The years with something public, the newest first."""
    return [each.year for each in _public(county).dates("began_at", "year", order="DESC")]


def _public(county: County) -> QuerySet[Meeting]:
    released = _LIVE.filter(item__meeting=OuterRef("pk"))
    return Meeting.objects.filter(Exists(released), county=county, state__in=ISSUED)


def items_to_release(meeting: Meeting) -> list[AgendaItem]:
    """The agenda of a signed meeting with what is public of it."""
    shown = ("topic__ticket", "topic__raised_by__person", "topic__raised_by__organisation", "record", "release")
    return list(meeting.items.select_related(*shown).order_by("place"))


def proposed_words(item: AgendaItem) -> dict[str, str]:
    """What the form begins with: the topic's title and what was decided, without numbers and names that it knows."""
    decisions = Decision.objects.filter(item=item).select_related("lead").order_by("number")
    said = [
        _("%(body)s（%(lead)s牵头，%(day)s前完成）")
        % {"body": each.plan.rstrip("。"), "lead": each.lead.display_name, "day": day(each.target_on, year=True)}
        for each in decisions
    ]
    words = "；".join(said) if said else item.record.reason
    if item.record.outcome == Outcome.SUGGESTED and not words:
        words = _("列入建议，有进展再公开。")
    people = people_of(item)
    return {
        "title": _without_names(item.topic.title, item, people)[:LONGEST_TITLE],
        "words": _without_names(words, item, people)[:LONGEST],
    }


def _without_names(text: str, item: AgendaItem, people: Sequence[str]) -> str:
    text = redacted(text)
    for name in firms_in(text, county_id=item.meeting.county_id):
        text = text.replace(name, _("一家企业"))
    for name in people:
        text = text.replace(name, _("有关负责人"))
    return text
