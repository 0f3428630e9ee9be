"""`manage.py seed_demo --cases`: written by two processes, into a database that others see."""

from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from journal.verifying import verify
from orgs.models import County
from tests.orgs.test_calendar import at
from tests.tickets.replaying import differences
from tickets.models import Ticket
from tickets.seeding.bulk import PRESSING, Asked, building
from tickets.seeding.bulk.telling import Telling

DAY = date(2026, 11, 20)


@pytest.mark.django_db(transaction=True)
def test_two_processes_write_what_one_would_tell() -> None:
    said, progress = StringIO(), StringIO()
    call_command("seed_demo", cases=270, seed="two", until=DAY, processes=2, stdout=said, stderr=progress)

    asked = Asked(cases=270, seed="two", until=at(f"{DAY} 18:00"))
    telling = building.telling_of(County.objects.get(), asked)
    told = list(Telling(telling.scene, telling.season, seed="two", floors=floors_before()).ledgers(550, 580))

    assert Ticket.objects.count() == 270 + PRESSING == 580
    assert [dict(differences(each, 550 + n, floors=floors_before(), exact=True)) for n, each in enumerate(told)] == [
        {}
    ] * 30
    assert verify().broken is None
    assert "泽丰县: 580 cases" in said.getvalue()
    assert "580 / 580" in progress.getvalue()


def floors_before() -> dict[type, int]:
    """The highest ids before the cases: those of the county's own events alone, which were written first."""
    from journal.models import Event  # noqa: PLC0415 -- beside its only use
    from tickets.seeding.bulk.ledger import MOST  # noqa: PLC0415 -- beside its only use

    first = Event.objects.filter(subject_type="ticket").order_by("pk")[0].pk - 1
    return {model: first if model is Event else 0 for model in MOST}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("wrong", "sentence"), [({"cases": 0}, "1 at least"), ({"cases": 5, "until": date(2999, 1, 1)}, "lies ahead")]
)
def test_what_cannot_be_written_is_refused_before_anything_is(wrong: dict[str, object], sentence: str) -> None:
    with pytest.raises(CommandError, match=sentence):
        call_command("seed_demo", **wrong)

    assert not County.objects.exists()
