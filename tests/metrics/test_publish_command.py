"""The demonstration publishes its closed months; a real county does that on its own page."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from journal import clock
from metrics.models import Publication
from tests import cast, figures
from tests.cast import World
from tests.metrics.test_publications import sealed
from tests.orgs.test_calendar import at

pytestmark = pytest.mark.django_db


def test_the_demonstration_publishes_each_closed_month_once(world: World) -> None:
    with clock.moved_to(at("2026-10-20 09:00")):
        cast.closed(world)
    with clock.moved_to(cast.MONDAY):
        cast.closed(world)
        figures.heard()
        sealed()
        for _ in range(2):
            call_command("publish_figures", demonstration=True, stdout=StringIO())

    assert [f"{month:%Y-%m}" for month in Publication.objects.values_list("month", flat=True)] == ["2026-10"]


def test_a_real_county_does_not_publish_by_a_command(world: World) -> None:
    with pytest.raises(CommandError, match="/statistics/publish/"):
        call_command("publish_figures")
