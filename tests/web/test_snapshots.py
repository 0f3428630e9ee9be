"""Reads of one moment: what commits meanwhile is not seen, and nothing is written."""

from threading import Thread

import pytest
from django.db import InternalError, connection, transaction

from orgs.models import County
from web.snapshots import one_moment


def found_a_county(name: str) -> None:
    """In a connection of its own, committed."""

    def work() -> None:
        County.objects.create(name=name, code=name)
        connection.close()

    worker = Thread(target=work)
    worker.start()
    worker.join()


@pytest.mark.django_db(transaction=True)
def test_what_commits_meanwhile_is_seen_once_the_block_is_over() -> None:
    with one_moment():
        before = County.objects.count()
        found_a_county("meanwhile")
        assert County.objects.count() == before

    assert County.objects.count() == before + 1


@pytest.mark.django_db(transaction=True)
def test_nothing_is_written_within_the_block() -> None:
    with pytest.raises(InternalError, match="read-only transaction"), one_moment():
        County.objects.create(name="within", code="within")


@pytest.mark.django_db(transaction=True)
def test_inside_a_transaction_it_leaves_that_one_as_it_is() -> None:
    with transaction.atomic():
        County.objects.create(name="mine", code="mine")
        with one_moment():
            County.objects.create(name="within", code="within")
        assert County.objects.filter(code__in=("mine", "within")).count() == 2
