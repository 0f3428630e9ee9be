"""Pages by key: no row twice, none lost, whatever arrives between two pages."""

import base64
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.db.models import F, QuerySet
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from web.paging import Listing, keyset

pytestmark = pytest.mark.django_db
ORDER = ("-last_login", "id")


@pytest.fixture
def people() -> QuerySet[Any]:
    """Seven people, of whom three signed in at the very same microsecond."""
    model, at = get_user_model(), timezone.now().replace(microsecond=123456)
    for number in range(7):
        moment = at if number in {2, 3, 4} else at + timedelta(microseconds=number)
        model.objects.create_user(username=f"p{number}", name=f"人{number}", last_login=moment)
    return model.objects.all()


def test_walking_the_pages_meets_every_row_once(people: QuerySet[Any]) -> None:
    met, after = [], None
    while after != "":
        page = keyset(people, after=after, order=ORDER, size=2)
        met += page.items
        after = page.next

    assert met == list(people.order_by(*ORDER))


def test_a_listing_that_is_built_once_walks_the_same_pages(people: QuerySet[Any]) -> None:
    listing = Listing(lambda *, least: people.filter(pk__gte=least), "least", order=ORDER)
    for least in (0, people.order_by("pk")[2].pk):
        met, after = [], None
        while after != "":
            page = listing.page(after=after, size=2, least=least)
            met += page.items
            after = page.next

        assert met == list(people.filter(pk__gte=least).order_by(*ORDER))


def test_the_last_page_has_no_next(people: QuerySet[Any]) -> None:
    assert keyset(people, after=None, order=ORDER, size=7).next == ""
    assert keyset(people, after=None, order=ORDER, size=6).next != ""


@pytest.mark.parametrize("after", ["", "x", "bm90IGpzb24", "WzFd", "W251bGwsbnVsbF0", "WyJ4IiwieSJd", "é", "[1,2]"])
def test_a_mangled_cursor_opens_the_first_page(people: QuerySet[Any], after: str) -> None:
    assert keyset(people, after=after, order=ORDER, size=2).items == list(people.order_by(*ORDER)[:2])


@pytest.mark.parametrize("word", ["\\u0000", "\\ud800"], ids=["NUL", "half a character"])
def test_a_cursor_that_the_database_cannot_be_asked_for_opens_the_first_page(people: QuerySet[Any], word: str) -> None:
    after = base64.urlsafe_b64encode(f'["{word}",1]'.encode()).decode()

    page = keyset(people, after=after, order=("name", "id"), size=2)

    assert page.items == list(people.order_by("name", "id")[:2])


def test_an_annotation_can_be_the_key(people: QuerySet[Any]) -> None:
    annotated = people.annotate(seen=F("last_login"))
    first = keyset(annotated, after=None, order=("seen", "id"), size=5)

    assert len(keyset(annotated, after=first.next, order=("seen", "id"), size=5).items) == 2


def test_the_next_page_costs_one_query(
    people: QuerySet[Any], django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    after = keyset(people, after=None, order=ORDER, size=2).next

    with django_assert_num_queries(1):
        keyset(people, after=after, order=ORDER, size=2)
