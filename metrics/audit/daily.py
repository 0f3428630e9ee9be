"""The audit's daily report (审计日报): a day of both logs in counts, and the chain's head to be kept on paper.

Whoever keeps the printed heads can show that the database was rolled back or cut short, whatever became of the anchor.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Final

from django.db.models import Count, Q, Sum

from journal.models import AccessKind, AccessLog, Checkpoint, Event, Verification
from metrics.audit.lines import name_in
from metrics.audit.proof import Head, head_of
from metrics.audit.verbs import kind_words, words_of
from orgs.calendar import COUNTY_TIME
from orgs.models import Post

WATCHED: Final = (AccessKind.REVEAL, AccessKind.EXPORT, AccessKind.PRINT, AccessKind.DOWNLOAD)
"""What takes something out of the system: told by person."""
MOST: Final = 30


@dataclass(frozen=True, kw_only=True, slots=True)
class Counted:
    """So many rows of a kind; `what` is the value of the list's filter that opens them."""

    what: str
    words: str
    count: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Watched:
    """What one person in one post took out on the day, in the order of `WATCHED`."""

    person: int
    who: str
    unit: str
    counts: tuple[int, ...]

    @property
    def labelled(self) -> list[tuple[str, int]]:
        """Each count with its name."""
        return [(str(kind.label), count) for kind, count in zip(WATCHED, self.counts, strict=True)]


@dataclass(frozen=True, kw_only=True, slots=True)
class Daily:
    """One day of a county. `head` is the last seal before the day's end, None before the first; `sealed` rows by it."""

    day: date
    head: Head | None
    sealed: int
    runs: list[Verification]
    accesses: list[Counted]
    events: list[Counted]
    people: list[Watched]


def daily(county_id: int, day: date) -> Daily:
    """Read a day of the county, and what belongs to no county: unknown accounts, the installation. Eight statements."""
    begins, ends = (datetime.combine(day + timedelta(days=more), time(), tzinfo=COUNTY_TIME) for more in (0, 1))
    ours = Q(county=county_id) | Q(county=None)
    in_day = Q(at__gte=begins, at__lt=ends)
    before, sealed = _last_before(begins), _last_before(ends)
    kinds = AccessLog.objects.filter(ours, in_day).order_by().values_list("kind").annotate(n=Count("pk"))
    verbs = Event.objects.filter(ours, in_day).order_by().values_list("verb").annotate(n=Count("pk"))
    return Daily(
        day=day,
        head=head_of(sealed) if sealed else None,
        sealed=_sealed_between(before, sealed),
        runs=list(Verification.objects.filter(in_day).order_by("id")),
        accesses=_counted("access", ((kind, kind_words(kind), count) for kind, count in kinds)),
        events=_counted("event", ((verb, words_of(verb), count) for verb, count in verbs)),
        people=_people(AccessLog.objects.filter(in_day, county=county_id, kind__in=WATCHED)),
    )


def _last_before(moment: datetime) -> Checkpoint | None:
    """Walked backwards by key: seals are a minute apart."""
    return Checkpoint.objects.filter(at__lt=moment).order_by("-k").first()


def _sealed_between(before: Checkpoint | None, last: Checkpoint | None) -> int:
    if last is None:
        return 0
    seals = Checkpoint.objects.filter(k__gt=before.k if before else 0, k__lte=last.k)
    rows = seals.aggregate(events=Sum("event_count"), accesses=Sum("access_count"))
    return (rows["events"] or 0) + (rows["accesses"] or 0)


def _counted(log: str, rows: Iterable[tuple[str, str, int]]) -> list[Counted]:
    found = [Counted(what=f"{log}:{name}", words=words, count=count) for name, words, count in rows]
    return sorted(found, key=lambda each: (-each.count, each.what))


def _people(looks: Any) -> list[Watched]:
    """Who took most, the first `MOST` of them."""
    by_kind = {f"n_{kind}": Count("pk", filter=Q(kind=kind)) for kind in WATCHED}
    rows = looks.exclude(post=None).order_by().values_list("post").annotate(n=Count("pk"), **by_kind)
    found = list(rows.order_by("-n", "post")[:MOST])
    posts = Post.objects.select_related("person", "organisation").in_bulk([post for post, *_counts in found])
    return [_watched(posts[post], counts) for post, _all, *counts in found]


def _watched(post: Post, counts: Sequence[int]) -> Watched:
    return Watched(person=post.person_id, who=name_in(post), unit=post.organisation.display_name, counts=tuple(counts))
