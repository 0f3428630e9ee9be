"""Which county's figures somebody looks at: their own, or one that their unit is let see (ADR 0036), and of when."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final
from urllib.parse import urlencode

from django.http import Http404, HttpRequest

from metrics import periods
from metrics.counting import Scope
from metrics.cubes import sums
from metrics.definitions import FEWEST_TO_RANK
from metrics.periods import Month, Span
from metrics.rates import Tally
from metrics.scope import reads_all_units
from orgs.models import County, Organisation, Post
from orgs.queries import counties_watched_by
from orgs.statuses import WATCHING_KINDS, OrganisationKind

NONE: Final = Tally()
_LONGEST_ID: Final = 12
_MOST_KINDS: Final = 200  # of a first level of the catalogue, over its versions


@dataclass(frozen=True, slots=True)
class Looking:
    """What is looked at: rows count by `scope`; `counties` is what there is to choose from, empty for most.

    `begun` is the running month where the page opens with the one before it.
    """

    county: County
    counties: list[County]
    scope: Scope
    begun: Month | None = None

    def context(self, now: datetime) -> dict[str, Any]:
        """What every page of figures draws: the choices, and `query` for its links, the county named if not one's own.

        `of_county` names it alone, for links to another period; `live_query` is what the open page fetches itself anew
        by: without a period where it has chosen one itself. `narrowed` is what a list of cases was narrowed to besides:
        the town and the categories.

        A link without a county means one's own, so that it means the same to whoever is sent it.
        """
        return {
            "county": self.county,
            "counties": self.counties,
            "period": self.scope.period,
            "begun": self.begun,
            "fewest": FEWEST_TO_RANK,
            "periods": periods.offered(now, starts_on=self.county.month_starts_on),
            "query": urlencode(self._asked),
            "live_query": urlencode((self._of_county if self.begun else self._asked) | self._unit),
            "of_county": "".join(f"&county={pk}" for pk in self._of_county.values()),
            "narrowed": urlencode(self._narrower, safe=","),
        }

    @property
    def at_home(self) -> bool:
        """Whether it is the reader's own county: of no other one a list leaves the house (ADR 0036)."""
        return not self._of_county

    @property
    def list_query(self) -> str:
        """All that makes a list what it is, as this page has understood it; nothing else that its address said."""
        return urlencode(self._asked | self._unit | self._narrower, safe=",")

    @property
    def _of_county(self) -> dict[str, str]:
        home = not self.counties or self.county == self.counties[0]
        return {} if home else {"county": str(self.county.pk)}

    @property
    def _asked(self) -> dict[str, str]:
        return {"period": str(self.scope.period)} | self._of_county

    @property
    def _unit(self) -> dict[str, str]:
        return {"unit": str(self.scope.unit_id)} if self.scope.unit_id else {}

    @property
    def _narrower(self) -> dict[str, str]:
        narrower = {
            "town": str(self.scope.town_id or ""),
            "category": ",".join(str(pk) for pk in self.scope.categories),
        }
        return {name: value for name, value in narrower.items() if value}


def looking(request: HttpRequest, post: Post, *, now: datetime) -> Looking:
    """Out of the address. Raises Http404 for a county that one's unit does not see, as for one that there is not.

    And for what only those may narrow who compare units: towns, kinds and single days.
    """
    own = post.organisation.county
    others = counties_watched_by(post.organisation_id) if post.organisation.kind in WATCHING_KINDS else []
    county = _chosen(request.GET.get("county", ""), own, others)
    scope = _scope(request, county, now=now)
    if not reads_all_units(post) and (scope.town_id or scope.categories or isinstance(scope.period, Span)):
        raise Http404  # of some day, town and kind a number would tell what a single firm has said
    return Looking(county, [own, *others] if others else [], scope)


def opening(request: HttpRequest, post: Post, *, now: datetime) -> Looking:
    """As `looking`, for a page of rates that is opened without a period.

    While fewer of its revisits are valid than anybody is ranked by, as in a month's first days, the page opens with the
    month before, where that has enough, and says so.
    """
    seen = looking(request, post, now=now)
    running = Month.of(now, starts_on=seen.county.month_starts_on)
    if seen.scope.period != running or request.GET.get("period"):
        return seen
    before = running.preceding()
    found = sums(seen.county.pk, (running, before), names=("valid",))
    if not found.get(running, NONE).valid < FEWEST_TO_RANK <= found.get(before, NONE).valid:
        return seen
    return replace(seen, scope=replace(seen.scope, period=before), begun=running)


def unit_of(scope: Scope) -> Organisation | None:
    """The unit that is asked for. Raises Http404 for a firm, a unit of another county, and one that is not there."""
    if scope.unit_id is None:
        return None
    found = Organisation.objects.filter(pk=scope.unit_id, county=scope.county_id)
    unit = found.exclude(kind=OrganisationKind.FIRM).first()
    if unit is None:
        raise Http404
    return unit


def _chosen(asked: str, own: County, others: list[County]) -> County:
    for county in (own, *others):
        if asked in {"", str(county.pk)}:
            return county
    raise Http404


def _scope(request: HttpRequest, county: County, *, now: datetime) -> Scope:
    """Period, unit, town and categories; anything unreadable means this month, and all of them."""
    starts_on = county.month_starts_on
    asked = periods.read(request.GET.get("period", ""), starts_on=starts_on)
    return Scope(
        county_id=county.pk,
        period=asked or Month.of(now, starts_on=starts_on),
        unit_id=_id(request.GET.get("unit", "")),
        town_id=_id(request.GET.get("town", "")),
        categories=tuple(pk for each in request.GET.get("category", "").split(",")[:_MOST_KINDS] if (pk := _id(each))),
    )


def _id(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < _LONGEST_ID else None
