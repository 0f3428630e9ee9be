"""The demonstration's topics: every state of screening has one, and writing them again writes nothing."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from journal import clock
from roundtable.models import Material, Meeting, Topic
from tests import cast
from tests.cast import World
from tests.roundtable.table import Table
from tickets.models import Candidate
from tickets.statuses import HardCase


def test_the_demonstration_has_a_topic_in_every_state_once(world: World, seats: Table) -> None:
    for _case in range(3):
        Candidate.objects.create(ticket=cast.signed(world), at=clock.now(), reason=HardCase.RETURNED_TWICE)
    said = StringIO()

    call_command("seed_topics", stdout=said)
    first = list(Topic.objects.order_by("pk").values_list("state", flat=True))
    call_command("seed_topics", stdout=said)

    assert first == ["pooled", "proposed", "deferred", "declined", "approved", "proposed"]
    assert list(Topic.objects.order_by("pk").values_list("state", flat=True)) == first
    meeting = Meeting.objects.get()
    assert (meeting.state, meeting.items.count()) == ("notified", 1)
    assert set(meeting.seats.values_list("organisation", flat=True)) == {
        world.firm.organisation_id,
        world.liaison.organisation_id,
    }
    assert [file.name for paper in Material.objects.all() for file in paper.files] == ["过道堆货.jpg"]
    assert said.getvalue() == "测试县: 6 topics\n" * 2


@pytest.mark.django_db
def test_without_a_county_there_is_nothing_to_bring_in() -> None:
    with pytest.raises(CommandError, match="no county"):
        call_command("seed_topics", stdout=StringIO())
