"""Pages of topics: who reads which pool, what a form keeps; no topic shows a case to whoever may not see it."""

from http import HTTPStatus
from typing import Any

import pytest
from django.test import Client

from journal import clock
from journal.models import Event
from notifications.models import Notice
from notifications.relay import handle
from orgs.models import Post
from roundtable.kinds import TopicState
from roundtable.models import Topic
from tests import cast
from tests.cast import World, signed_in
from tests.roundtable.table import Table, approved, now, proposed, raised, tabled
from tickets.models import Candidate, Ticket
from tickets.statuses import HardCase

WORDS = {"kind": "problem", "title": "快递单价一起涨了三毛", "body": "六家网点同时涨价，一个部门定不了。"}


def page_of(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == HTTPStatus.OK, address
    return str(answer.content.decode())


def send(client: Client, topic: Topic, act: str, **words: Any) -> Any:
    return client.post(f"/roundtable/topics/{topic.pk}/{act}/", {"version": now(topic).version, **words})


def test_the_pool_is_read_by_those_who_prepare_approve_and_watch_it(world: World, seats: Table) -> None:
    topic = raised(world)
    readers = [seats.clerk, seats.secretary, seats.general_secretary, world.leader, world.office]

    shown = [topic.title in page_of(signed_in(post), "/roundtable/?tab=pooled") for post in readers]

    assert all(shown)
    assert topic.title not in page_of(signed_in(seats.other_clerk), "/roundtable/?tab=pooled")
    assert [signed_in(post).get("/roundtable/").status_code for post in (world.firm, world.desk, world.sysadmin)] == [
        404
    ] * 3


@pytest.mark.parametrize("tab", ["candidates", "pooled", "proposed", "approved", "deferred", "over", "no-such-tab"])
def test_every_tab_of_an_empty_pool_says_what_would_stand_there(world: World, seats: Table, tab: str) -> None:
    assert "q-empty" in page_of(signed_in(seats.clerk), f"/roundtable/?tab={tab}")


@pytest.mark.parametrize("skip", ["-1", "x", "١", "1" * 7])
def test_a_place_among_candidates_that_is_no_number_is_not_there(world: World, seats: Table, skip: str) -> None:
    assert signed_in(seats.clerk).get("/roundtable/", {"skip": skip}).status_code == HTTPStatus.NOT_FOUND


def test_a_candidate_says_why_and_is_brought_in_with_its_own_title(world: World, seats: Table) -> None:
    ticket = cast.signed(world)
    Candidate.objects.create(ticket=ticket, at=clock.now(), reason=HardCase.RETURNED_TWICE)
    client = signed_in(seats.clerk)

    assert str(HardCase.RETURNED_TWICE.label) in page_of(client, "/roundtable/")
    form = client.get(f"/roundtable/raise/?case={ticket.number}").context["form"]
    answer = client.post(f"/roundtable/raise/?case={ticket.number}", WORDS)

    assert form["title"].value() == ticket.title
    topic = Topic.objects.get()
    assert (answer.status_code, answer["Location"]) == (HTTPStatus.SEE_OTHER, f"/roundtable/topics/{topic.pk}/")
    assert ticket.title not in page_of(client, "/roundtable/")
    assert client.get(f"/roundtable/raise/?case={ticket.number}")["Location"] == answer["Location"]


def test_the_page_of_a_case_offers_the_table_and_then_says_that_it_is_on_it(world: World, seats: Table) -> None:
    ticket = cast.signed(world)
    link = f"/roundtable/raise/?case={ticket.number}"
    clients = [signed_in(post) for post in (world.firm, world.liaison, world.desk)]

    assert [link in page_of(client, f"/tickets/{ticket.number}/") for client in clients] == [True] * 3
    tabled(world, ticket)

    assert "已提请圆桌会议研究" in page_of(clients[0], f"/tickets/{ticket.number}/")
    assert "圆桌会议议题" in page_of(clients[1], f"/tickets/{ticket.number}/")
    assert "不用再提" in page_of(clients[0], link)


@pytest.mark.parametrize("who", ["other_firm", "stranger", "leader", "auditor"])
def test_a_case_is_offered_to_nobody_who_may_not_bring_it_in(world: World, who: str) -> None:
    ticket = cast.signed(world)

    answer = signed_in(getattr(world, who)).get(f"/roundtable/raise/?case={ticket.number}")

    assert answer.status_code == HTTPStatus.NOT_FOUND


def test_what_is_wrong_with_a_topic_is_said_and_the_words_stay(world: World) -> None:
    answer = signed_in(world.firm).post("/roundtable/raise/", WORDS | {"title": ""})

    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert WORDS["body"] in answer.content.decode()
    assert not Topic.objects.exists()


def test_a_firm_follows_its_topic_and_reads_neither_the_pool_nor_another_firms(world: World, seats: Table) -> None:
    mine, other = proposed(world, seats), raised(world, by=world.other_firm, title="别家的议题")
    client = signed_in(world.firm)

    shown = page_of(client, "/roundtable/mine/")

    assert (mine.title in shown, other.title in shown) == (True, False)
    topic = page_of(client, f"/roundtable/topics/{mine.pk}/")
    assert "六家企业反映" not in topic  # what the clerk advises is for the secretary
    assert client.get(f"/roundtable/topics/{other.pk}/").status_code == HTTPStatus.NOT_FOUND
    assert send(client, other, "withdraw").status_code == HTTPStatus.NOT_FOUND


def test_a_decision_is_taken_on_the_page_and_its_reason_read_by_whoever_raised_it(world: World, seats: Table) -> None:
    clerk, secretary = signed_in(seats.clerk), signed_in(seats.secretary)
    topic = raised(world)

    assert send(clerk, topic, "propose", advice="defer", words="等省里的文件").status_code == HTTPStatus.SEE_OTHER
    assert "等省里的文件" in page_of(secretary, f"/roundtable/topics/{topic.pk}/")
    until = "2026-12-20"
    with clock.moved_to(cast.MONDAY):
        answer = send(secretary, topic, "defer", until=until, words="下月再议")

    assert answer.status_code == HTTPStatus.SEE_OTHER
    assert (now(topic).state, str(now(topic).again_on)) == (TopicState.DEFERRED, until)
    assert "下月再议" in page_of(signed_in(world.firm), "/roundtable/mine/")


@pytest.mark.parametrize("until", ["2026-11-16", "2020-01-01", "2028-01-01", "明天", ""])
def test_a_topic_is_put_off_to_a_day_to_come_within_a_year(world: World, seats: Table, until: str) -> None:
    topic = raised(world)

    with clock.moved_to(cast.MONDAY):
        answer = send(signed_in(seats.secretary), topic, "defer", until=until, words="下月再议")

    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "下月再议" in answer.content.decode()
    assert now(topic).state == TopicState.POOLED


def test_a_decision_that_came_too_late_is_told_and_keeps_its_words(world: World, seats: Table) -> None:
    topic = approved(world, seats)

    late = signed_in(seats.clerk).post(
        f"/roundtable/topics/{topic.pk}/propose/", {"version": 1, "advice": "approve", "words": "我来筛选"}
    )
    stale = signed_in(seats.second_secretary).post(
        f"/roundtable/topics/{topic.pk}/decline/", {"version": 1, "words": "我看不用"}
    )

    for answer, words in ((late, "我来筛选"), (stale, "我看不用")):
        assert answer.status_code == HTTPStatus.CONFLICT
        assert words in answer.content.decode()
        assert "同意上会" in answer.content.decode()
    assert now(topic).state == TopicState.APPROVED


def test_a_decision_that_is_never_theirs_is_refused(world: World, seats: Table) -> None:
    topic = raised(world)

    assert send(signed_in(seats.clerk), topic, "approve").status_code == HTTPStatus.FORBIDDEN
    assert (
        send(signed_in(world.office), topic, "propose", advice="approve", words="可").status_code
        == HTTPStatus.FORBIDDEN
    )
    assert send(signed_in(seats.secretary), topic, "no-such-act").status_code == HTTPStatus.NOT_FOUND


def test_two_topics_are_merged_on_the_page(world: World, seats: Table) -> None:
    first, second = raised(world), raised(world, title="网点又涨价了")

    answer = send(signed_in(seats.clerk), second, "merge", onto=first.pk)

    assert answer.status_code == HTTPStatus.SEE_OTHER
    assert second.title in page_of(signed_in(seats.secretary), f"/roundtable/topics/{first.pk}/")
    assert "一起研究" in page_of(signed_in(world.firm), "/roundtable/mine/")


def test_a_topic_shows_nothing_of_a_case_that_its_reader_may_not_see(world: World, seats: Table) -> None:
    ticket = cast.signed(world)
    topic = tabled(world, ticket, by=world.liaison)
    Ticket.objects.filter(pk=ticket.pk).update(parties=[world.firm.organisation_id])

    assert signed_in(seats.clerk).get(f"/roundtable/topics/{topic.pk}/").status_code == HTTPStatus.NOT_FOUND
    assert topic.title not in page_of(signed_in(seats.clerk), "/roundtable/?tab=pooled")
    shown = page_of(signed_in(world.liaison), f"/roundtable/topics/{topic.pk}/")
    assert ticket.number not in shown


def told(event: Event) -> dict[str, list[Post]]:
    """Sentence → who reads it."""
    handle(event)
    found: dict[str, list[Post]] = {}
    for notice in Notice.objects.filter(event=event).select_related("post").order_by("post"):
        found.setdefault(notice.text, []).append(notice.post)
    return found


def last(topic: Topic) -> Event:
    return Event.objects.for_subject("topic", topic.pk).order_by("-seq")[0]


def test_each_step_is_told_to_whoever_decides_next_and_the_end_to_whoever_raised_it(world: World, seats: Table) -> None:
    topic = raised(world)
    assert told(last(topic)) == {"有新议题，请筛选": [seats.clerk]}

    topic = proposed(world, seats)
    assert told(last(topic)) == {"有议题等您审定": [seats.secretary, seats.second_secretary, seats.general_secretary]}

    topic = approved(world, seats)
    assert told(last(topic)) == {"您提的议题，书记同意上圆桌会议": [world.firm]}


def test_a_case_that_is_brought_in_is_told_to_its_firm_and_its_lead(world: World, seats: Table) -> None:
    ticket = cast.signed(world)
    tabled(world, ticket)
    event = Event.objects.for_subject("ticket", ticket.pk).order_by("-seq")[0]

    found = told(event)

    assert {post for posts in found.values() for post in posts} >= {world.firm, world.liaison}
    assert all(sentence.startswith(ticket.number) for sentence in found)
