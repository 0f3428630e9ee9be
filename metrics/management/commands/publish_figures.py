"""Make the closed months of two years public that are not, and the last year: for the demonstration, by its office."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from journal import checkpoints, clock
from metrics.models import Cube, Publication
from metrics.periods import Month, Year
from metrics.services import publishing
from orgs.exceptions import Refused
from orgs.models import County, Post
from orgs.statuses import OrganisationKind, Role

MONTHS = 24


class Command(BaseCommand):
    help = __doc__ or ""

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--demonstration", action="store_true", help="say that the county is an invented one")

    def handle(self, *, demonstration: bool, **_options: Any) -> None:
        if not demonstration:
            raise CommandError("a real county publishes on its own page, /statistics/publish/; see --demonstration")
        checkpoints.seal()
        for county in County.objects.order_by("pk"):
            office = Post.objects.filter(
                organisation__county=county, organisation__kind=OrganisationKind.OFFICE, role=Role.SUPERVISOR
            )
            actor = office.select_related("organisation").order_by("pk").first()
            if actor is not None:
                self._publish(county, actor)

    def _publish(self, county: County, actor: Post) -> None:
        month = Month.of(clock.now(), starts_on=county.month_starts_on)
        known = set(Publication.objects.filter(county=county, of_year=False).values_list("month", flat=True))
        counted = set(Cube.objects.filter(county=county).order_by().values_list("month", flat=True).distinct())
        months: list[Month] = []
        while len(months) < MONTHS:
            month = month.preceding()
            months.append(month)
        for each in reversed([month for month in months if month.named in counted - known]):
            self._publish_one(county, each, actor)
        year = Year(Month.of(clock.now(), starts_on=county.month_starts_on).year - 1, county.month_starts_on)
        of_year = {month.named for month in year.months}
        if of_year <= counted | known and not publishing.published(county, year).exists():
            self._publish_one(county, year, actor)

    def _publish_one(self, county: County, period: Month | Year, actor: Post) -> None:
        try:
            publishing.publish(county.pk, period, reason="", seen=1, actor=actor)
        except Refused as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(f"{county.name}: {period}")
