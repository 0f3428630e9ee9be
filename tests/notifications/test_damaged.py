"""Damaged files are seen by somebody, who restores them."""

import uuid

import pytest

from orgs.models import County
from tests import cast
from tests.cast import MONDAY, World
from tickets.models import Attachment

PAGE = "/operations/files/"


@pytest.fixture
def damaged(world: World) -> Attachment:
    """A photo of a case whose bytes were found altered."""
    return Attachment.objects.create(
        ticket=cast.filed(world), person=world.firm.person, client_token=uuid.uuid4(), name="电压表.jpg", size=2048,
        sha256="ab" * 32, at=MONDAY, damaged_at=MONDAY,
    )  # fmt: skip


def test_the_office_reads_which_file_of_which_case(world: World, damaged: Attachment) -> None:
    page = cast.signed_in(world.office).get(PAGE).content.decode()

    assert damaged.ticket is not None
    assert all(words in page for words in (damaged.sha256, "电压表.jpg", damaged.ticket.number))


def test_an_administrator_who_sees_no_case_reads_the_hash_alone(world: World, damaged: Attachment) -> None:
    page = cast.signed_in(world.sysadmin).get(PAGE).content.decode()

    assert damaged.ticket is not None
    assert damaged.sha256 in page
    assert "电压表.jpg" not in page
    assert damaged.ticket.number not in page


def test_a_file_of_a_meeting_is_named_to_nobody(world: World, damaged: Attachment) -> None:
    Attachment.objects.filter(pk=damaged.pk).update(ticket=None, used_at=MONDAY)

    page = cast.signed_in(world.office).get(PAGE).content.decode()

    assert [words in page for words in (damaged.sha256, "会议附件", "电压表.jpg")] == [True, True, False]


@pytest.mark.parametrize("name", ["firm", "desk", "liaison", "auditor"])
def test_others_have_no_such_page(world: World, name: str) -> None:
    assert cast.signed_in(getattr(world, name)).get(PAGE).status_code == 404


def test_another_countys_files_are_not_there(world: World, damaged: Attachment) -> None:
    type(world.firm.person).objects.filter(pk=world.firm.person_id).update(
        county=County.objects.create(name="邻县", code="next")
    )

    assert list(cast.signed_in(world.office).get(PAGE).context["rows"]) == []


def test_the_list_costs_the_same_for_one_and_for_three(
    world: World, damaged: Attachment, django_assert_num_queries: object
) -> None:
    client = cast.signed_in(world.office)
    client.get(PAGE)
    with django_assert_num_queries(COST):  # type: ignore[operator]
        client.get(PAGE)
    for _more in range(2):
        damaged.pk = None
        damaged.save()

    with django_assert_num_queries(COST):  # type: ignore[operator]
        assert len(client.get(PAGE).context["rows"]) == 3


COST = 7
