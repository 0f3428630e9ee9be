"""Statements that are built once answer like those that are built anew, for every value, and keep nobody's."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.db import DatabaseError, connection, transaction
from django.db.models import F, QuerySet
from django.db.transaction import TransactionManagementError
from django.test.utils import CaptureQueriesContext

from web.prepared import Among, Given, prepared, prepared_text

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


# --- what PostgreSQL knows of it --------------------------------------------------------------------------------------


@prepared("pk")
def called(not_so: str, *, pk: int) -> QuerySet[Any]:
    return People.objects.filter(pk=pk).exclude(name=not_so)


def known_to_the_database() -> list[str]:
    """The text of what this connection has prepared of `called`."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT statement FROM pg_prepared_statements WHERE name LIKE %s ORDER BY name", ["%.called.%"])
        return [text for (text,) in cursor.fetchall()]


@pytest.mark.django_db(transaction=True)
def test_each_connection_prepares_a_shape_once() -> None:
    connection.close()
    for _twice in range(2):
        called("a", pk=1)
        called("b", pk=2)
        called("a", pk=2)
        assert len(known_to_the_database()) == 2
        connection.close()  # the server went away, say; what was prepared went with it


@pytest.mark.django_db(transaction=True)
def test_what_is_prepared_in_a_transaction_that_fails_stays() -> None:
    connection.close()
    with pytest.raises(RuntimeError), transaction.atomic():
        called("a", pk=1)
        raise RuntimeError
    assert called("a", pk=1) == []
    assert len(known_to_the_database()) == 1


@pytest.mark.django_db(transaction=True)
def test_a_connection_that_has_lost_its_statements_is_replaced() -> None:
    called("a", pk=1)
    with connection.cursor() as cursor:
        cursor.execute("DEALLOCATE ALL")
    with pytest.raises(DatabaseError):
        called("a", pk=1)

    connection.close_if_unusable_or_obsolete()  # the end of the request

    assert called("a", pk=1) == []


@pytest.mark.django_db(transaction=True)
def test_a_server_that_went_away_between_two_requests_is_met_by_a_new_connection() -> None:
    called("a", pk=1)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (pid,) = cursor.fetchone()
    other = connection.copy()
    with other.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s)", [pid])
    other.close()

    connection.close_if_unusable_or_obsolete()  # the end of one request; the next one begins with this question

    assert called("a", pk=1) == []


def test_the_shape_is_written_out_for_the_planner_and_the_value_is_not(ids: list[int]) -> None:
    odd = "100 % of 'it' \\ %s $1"

    assert [person.pk for person in called(odd, pk=ids[0])] == [ids[0]]
    (text,) = known_to_the_database()
    assert odd.replace("'", "''") in text
    assert '"id" = ($1)' in text
    People.objects.filter(pk=ids[0]).update(name=odd)
    assert called(odd, pk=ids[0]) == []


def test_a_statement_written_by_hand_answers_for_every_value(ids: list[int]) -> None:
    named = prepared_text(
        "people", "SELECT name FROM orgs_person WHERE id = %(pk)s OR (id > %(pk)s AND name = %(name)s)", "pk", "name"
    )

    assert [named(pk=pk, name="人3") for pk in ids] == [
        [("人0",), ("人3",)],
        [("人1",), ("人3",)],
        [("人2",), ("人3",)],
        [("人3",)],
    ]


def test_a_statement_written_by_hand_is_prepared_once(ids: list[int]) -> None:
    named = prepared_text("people", "SELECT name FROM orgs_person WHERE id = %(pk)s", "pk")

    with CaptureQueriesContext(connection) as asked:
        for pk in ids:
            named(pk=pk)

    assert [query["sql"].split(" (")[0] for query in asked] == [asked[0]["sql"].split(" (")[0]] * len(ids)
