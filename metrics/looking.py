"""Which county's figures somebody looks at: their own, or one that their unit is let see (ADR 0036), and of when."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from urllib.parse import urlencode

from django.http import Http404, HttpRequest

from metrics import periods
from metrics.counting import Scope
from metrics.periods import Month, Span
from metrics.scope import reads_all_units
from orgs.models import County, Organisation, Post
from orgs.queries import counties_watched_by
from orgs.statuses import WATCHING_KINDS, OrganisationKind

_LONGEST_ID: Final = 12
_MOST_KINDS: Final = 200  # of a first level of the catalogue, over its versions


@dataclass(frozen=True, slots=True)
class Looking:
    """What is looked at: rows count by `scope`; `counties` is what there is to choose from, empty for most."""

    county: County
    counties: list[County]
    scope: Scope

    def context(self, now: datetime) -> dict[str, Any]:
        """What every page of figures draws: the choices, and `query` for its links, the county named if not one's own.

        `of_county` names it alone, for links to another period; `narrowed` is what a list of cases was narrowed to
        besides: the town and the categories.

        A link without a county means one's own, so that it means the same to whoever is sent it.
        """
        home = not self.counties or self.county == self.counties[0]
        asked = {"period": str(self.scope.period)} | ({} if home else {"county": str(self.county.pk)})
        narrower = {
            "town": str(self.scope.town_id or ""),
            "category": ",".join(str(pk) for pk in self.scope.categories),
        }
        return {
            "county": self.county,
            "counties": self.counties,
            "period": self.scope.period,
            "periods": periods.offered(now, starts_on=self.county.month_starts_on),
            "query": urlencode(asked),
            "of_county": "" if home else f"&county={self.county.pk}",
            "narrowed": urlencode({name: value for name, value in narrower.items() if value}, safe=","),
        }


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
