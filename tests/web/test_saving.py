"""Only what has changed of a row is written, and all that has changed."""

from collections.abc import Callable

import pytest
from django.test.utils import CaptureQueriesContext

from tests import cast
from tests.cast import World
from tickets.models import Ticket
from web.saving import remember, save_changes

Captured = Callable[[], CaptureQueriesContext]


@pytest.fixture
def case(world: World) -> Ticket:
    """A case as an act reads it."""
    found = Ticket.objects.get(pk=cast.filed(world).pk)
    remember(found)
    return found


@pytest.fixture
def world(db: None) -> World:
    """A small county."""
    return cast.county()


def test_what_somebody_else_wrote_beside_stands(case: Ticket) -> None:
    Ticket.objects.filter(pk=case.pk).update(address="东关村委会旁")
    case.title = "电压太低"

    save_changes(case)

    found = Ticket.objects.get(pk=case.pk)
    assert (found.title, found.address) == ("电压太低", "东关村委会旁")


def test_a_list_that_grew_in_place_has_changed(case: Ticket) -> None:
    case.parties.append(case.firm_id + 1000)

    save_changes(case)

    assert case.firm_id + 1000 in Ticket.objects.get(pk=case.pk).parties


def test_what_has_not_changed_is_not_written(case: Ticket, django_assert_num_queries: Captured) -> None:
    with django_assert_num_queries(0):  # type: ignore[call-arg]  # pytest-django's own signature
        save_changes(case)


def test_a_second_saving_writes_what_changed_since_the_first(case: Ticket) -> None:
    case.title = "一"
    save_changes(case)
    Ticket.objects.filter(pk=case.pk).update(title="二")
    case.address = "西关"

    save_changes(case)

    assert Ticket.objects.get(pk=case.pk).title == "二"


def test_a_row_that_was_not_remembered_is_saved_whole(case: Ticket) -> None:
    other = Ticket.objects.get(pk=case.pk)
    Ticket.objects.filter(pk=case.pk).update(title="二")

    save_changes(other)

    assert Ticket.objects.get(pk=case.pk).title == case.title
