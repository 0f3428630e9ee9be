"""Publication: nothing is public by itself, nobody is named, and what is taken back is gone."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client

from journal import clock
from journal.models import Event
from orgs.models import Post
from roundtable.exceptions import Blocked, Moved
from roundtable.models import AgendaItem, Meeting, Release
from roundtable.services import publishing
from tests.cast import MONDAY, World, signed_in
from tests.roundtable import held
from tests.roundtable.convened import NEXT_WEEK, called, current
from tests.roundtable.table import Table

PUBLIC = "/roundtable/public/"
TITLE = "晚上电压低，加工户开不了工"
WORDS = "由供电公司新装变压器，12月18日前完成。"


@pytest.fixture(autouse=True)
def on_monday() -> Iterator[None]:
    with clock.moved_to(MONDAY):
        yield


@pytest.fixture
def signed(world: World, seats: Table) -> Iterator[Meeting]:
    """Signed, followed up, and the afternoon not over."""
    meeting = held.signed(world, seats)[0]
    with clock.moved_to(NEXT_WEEK + timedelta(hours=3)):
        yield meeting


def item_of(meeting: Meeting) -> AgendaItem:
    found: AgendaItem = meeting.items.select_related("topic__raised_by__person").get()
    return found


def released(meeting: Meeting, *, by: Post, title: str = TITLE, words: str = WORDS) -> None:
    publishing.release(meeting.pk, item_id=item_of(meeting).pk, title=title, words=words, actor=by)


def public(**asked: Any) -> str:
    """The list as anybody reads it."""
    answer = Client().get(PUBLIC, asked)
    assert answer.status_code == 200
    return str(answer.content.decode())


def test_a_signed_meeting_is_not_public_until_somebody_has_released_an_item(signed: Meeting, seats: Table) -> None:
    before = public()
    released(signed, by=seats.secretary)

    assert "还没有公开的内容" in before
    assert TITLE not in before
    assert TITLE in public()
    assert WORDS in public()


def test_what_is_taken_back_is_gone_and_can_be_written_anew(signed: Meeting, seats: Table) -> None:
    released(signed, by=seats.secretary)
    publishing.take_back(signed.pk, item_id=item_of(signed).pk, actor=seats.secretary)
    gone = public()
    released(signed, by=seats.secretary, words="改好的话。")

    assert TITLE not in gone
    assert "改好的话。" in public()
    assert WORDS not in public()
    verbs = Event.objects.filter(subject_type="meeting", verb__startswith="meeting.release").order_by("pk")
    assert list(verbs.values_list("verb", flat=True)) == [
        "meeting.released", "meeting.release_taken_back", "meeting.released",
    ]  # fmt: skip


def test_what_is_not_public_cannot_be_taken_back(signed: Meeting, seats: Table) -> None:
    with pytest.raises(Moved):
        publishing.take_back(signed.pk, item_id=item_of(signed).pk, actor=seats.secretary)


@pytest.mark.parametrize(
    ("words", "refusal"),
    [
        ("云裳坊演出服饰店的电压已经改好。", "云裳坊演出服饰店"),
        ("木言家居店也一起改了。", "木言家居店"),
        ("云裳坊 演出\n服饰店的电压改好了。", "云裳坊演出服饰店"),
        ("丁小满反映的事已经办好。", "丁小满"),
        ("由赵科长负责。", "赵科长"),
        ("有事打 13800138000。", "号码"),
        ("身份证 11010519491231002X 的店主。", "号码"),
        ("诉求 202611-0001-2 已经办好。", "诉求编号"),
    ],
)
def test_words_that_name_a_firm_a_person_or_a_number_are_refused(
    signed: Meeting, seats: Table, words: str, refusal: str
) -> None:
    with pytest.raises(Blocked, match=refusal) as blocked:
        released(signed, by=seats.secretary, words=words)

    assert blocked.value.field == "words"
    with pytest.raises(Blocked):
        released(signed, by=seats.secretary, title=words)
    assert not Release.objects.exists()


@pytest.mark.parametrize("who", ["clerk", "other_clerk"])
def test_a_clerk_makes_nothing_public(signed: Meeting, seats: Table, who: str) -> None:
    with pytest.raises(PermissionDenied):
        released(signed, by=getattr(seats, who))


def test_a_meeting_that_nobody_has_signed_has_nothing_to_release(world: World, seats: Table) -> None:
    meeting, _ticket = called(world, seats)

    with pytest.raises(Moved):
        released(meeting, by=seats.secretary)
    assert signed_in(seats.secretary).get(f"/roundtable/meetings/{meeting.pk}/public/").status_code == 404


def test_the_form_begins_without_the_names_and_numbers_that_it_knows(
    world: World, signed: Meeting, seats: Table
) -> None:
    item = item_of(signed)
    item.topic.title = "云裳坊演出服饰店的电压低，找丁小满 13800138000"
    item.topic.save()
    address = f"/roundtable/meetings/{signed.pk}/public/{item.pk}/"

    answer = signed_in(seats.secretary).get(address)
    initial = answer.context["form"].initial

    assert initial["title"] == "一家企业的电压低，找有关负责人 138****8000"
    assert "新装 400 千伏安变压器" in initial["words"]
    refused = signed_in(seats.secretary).post(address, {"title": "店主丁小满", "words": WORDS})
    assert refused.status_code == 422
    assert "丁小满" in refused.content.decode()
    assert signed_in(seats.secretary).post(address, {"title": TITLE, "words": WORDS}).status_code == 303
    assert TITLE in public()
    assert signed_in(seats.secretary).post(f"{address}take-back/").status_code == 303
    assert TITLE not in public()


def test_the_public_list_says_day_kind_and_outcome_and_nothing_of_case_firm_or_person(
    world: World, signed: Meeting, seats: Table
) -> None:
    released(signed, by=seats.secretary)

    text = public()

    assert "2026-11-23 圆桌会议" in text
    assert "议定交办" in text
    ticket = item_of(signed).topic.ticket
    assert ticket is not None
    hidden = (ticket.number, ticket.firm.name, ticket.title, seats.secretary.person.name, item_of(signed).topic.title)
    assert not [each for each in hidden if each in text]


def test_the_public_list_is_chosen_by_year_and_month(signed: Meeting, seats: Table) -> None:
    released(signed, by=seats.secretary)

    found = [TITLE in public(year=year, month=month) for year, month in (("2026", ""), ("2026", "11"), ("2026", "3"))]

    assert found == [True, True, False]
    assert TITLE not in public(year="2025")


def test_the_public_list_asks_as_much_for_one_item_as_for_more(
    signed: Meeting, seats: Table, django_assert_max_num_queries: Any
) -> None:
    released(signed, by=seats.secretary)
    public()

    with django_assert_max_num_queries(8):
        public()


def test_whoever_reads_the_meeting_sees_what_is_public_of_it_and_only_a_secretary_writes(
    world: World, signed: Meeting, seats: Table
) -> None:
    address = f"/roundtable/meetings/{signed.pk}/public/"
    item = item_of(signed).pk

    shown = {name: signed_in(post).get(address) for name, post in (("clerk", seats.clerk), ("chair", seats.secretary))}

    assert "没有公开" in shown["clerk"].content.decode()
    assert f"{address}{item}/" not in shown["clerk"].content.decode()
    assert f"{address}{item}/" in shown["chair"].content.decode()
    assert signed_in(seats.clerk).get(f"{address}{item}/").status_code == 404
    assert signed_in(seats.other_clerk).get(address).status_code == 404
    assert current(signed).version == signed.version


def test_the_home_page_leads_there(world: World) -> None:
    assert f'href="{PUBLIC}"' in Client().get("/").content.decode()
