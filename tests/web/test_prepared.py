"""Statements that are built once answer like those that are built anew, for every value, and keep nobody's."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.db import connection, transaction
from django.db.models import F, QuerySet
from django.db.transaction import TransactionManagementError
from django.test.utils import CaptureQueriesContext

from web.prepared import Among, Given, prepared

People = get_user_model()


@pytest.fixture
def ids(db: None) -> list[int]:
    """Four people."""
    return [People.objects.create_user(username=f"p{number}", name=f"人{number}").pk for number in range(4)]


@prepared("least")
def at_least(*, least: int) -> QuerySet[Any]:
    return People.objects.filter(pk__gte=least).order_by("pk")


def test_it_answers_for_every_value(ids: list[int]) -> None:
    for least in ids:
        assert [person.pk for person in at_least(least=least)] == [pk for pk in ids if pk >= least]


@pytest.mark.django_db(transaction=True)
def test_a_lock_is_asked_for_inside_a_transaction_only() -> None:
    @prepared("pk")
    def locked(*, pk: int) -> QuerySet[Any]:
        return People.objects.filter(pk=pk).select_for_update()

    with transaction.atomic():
        assert locked(pk=1) == []
    with pytest.raises(TransactionManagementError):
        locked(pk=1)


def test_it_is_built_once_for_each_shape_and_sees_no_value(ids: list[int]) -> None:
    seen: list[tuple[str, Any]] = []

    @prepared("pk")
    def names(order: str, *, pk: int) -> QuerySet[Any, str]:
        seen.append((order, pk))
        return People.objects.filter(pk__lte=pk).order_by(order).values_list("name", flat=True)

    assert names("pk", pk=ids[1]) == ["人0", "人1"]
    assert names("-pk", pk=ids[1]) == ["人1", "人0"]
    assert names("pk", pk=ids[2]) == ["人0", "人1", "人2"]
    assert [order for order, _value in seen] == ["pk", "-pk"]
    assert all(isinstance(value, Given) for _order, value in seen)


def test_it_asks_the_database_each_time(ids: list[int]) -> None:
    before = [person.pk for person in at_least(least=ids[3])]
    late = People.objects.create_user(username="late", name="后来").pk

    with CaptureQueriesContext(connection) as asked:
        assert [person.pk for person in at_least(least=ids[3])] == [*before, late]
    assert len(asked) == 1


def test_what_nobody_may_see_is_not_asked(ids: list[int]) -> None:
    @prepared("pk")
    def nothing(*, pk: int) -> QuerySet[Any]:
        return People.objects.none().filter(pk=pk)

    with CaptureQueriesContext(connection) as asked:
        assert nothing(pk=ids[0]) == []
    assert len(asked) == 0


@pytest.mark.parametrize("places", [[], [2], [0, 3]])
def test_a_list_may_have_any_length(ids: list[int], places: list[int]) -> None:
    @prepared("some")
    def among(*, some: list[int]) -> QuerySet[Any]:
        return People.objects.filter(Among(F("pk"), some)).order_by("pk")

    wanted = [ids[place] for place in places]

    assert [person.pk for person in among(some=wanted)] == wanted


def test_a_value_that_is_missing_or_unknown_is_an_error(ids: list[int]) -> None:
    assert ids
    for wrong in ({}, {"most": 1}, {"least": 1, "most": 1}):
        with pytest.raises(TypeError, match=r"asked with \['least'\]"):
            at_least(**wrong)


@pytest.mark.django_db(transaction=True)
def test_threads_ask_the_same_statement_through_their_own_connections() -> None:
    pks = [People.objects.create_user(username=f"t{number}", name=f"线{number}").pk for number in range(8)]

    def first(least: int) -> int:
        try:
            return int(at_least(least=least)[0].pk)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as threads:
        assert list(threads.map(first, pks)) == pks
