"""The firm rates by a link that needs no account: one case, one round, one rating, and nothing else to see."""

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.conf import LazySettings
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from journal import clock
from journal.models import Event
from tests import cast, rounds
from tests.cast import MONDAY, World, current, lead_of
from tickets.exceptions import NotPossibleNow
from tickets.models import Candidate, Deadline, Reply, Revisit, Ticket, TrackingAttempt
from tickets.services import firm, links, replying, revisiting
from tickets.services import rating as services
from tickets.statuses import Closure, Outcome, RevisitWay, Status

GOOD = {"contacted": "yes", "outcome": "solved", "grade": "4"}
BAD = {"contacted": "no", "outcome": "unsolved", "grade": "2", "reasons": ["result"], "words": "晚上还是跳闸"}


@pytest.fixture(autouse=True)
def monday(db: None) -> Iterator[None]:
    """Tests begin on a Monday at nine."""
    with clock.moved_to(MONDAY):
        yield


def link_of(ticket: Ticket, round_: int | None = None) -> str:
    """The path of the rating page."""
    address = services.address_of(ticket.pk, county_id=ticket.county_id, round_=round_ or ticket.round)
    return re.sub(r"^https?://[^/]+", "", address)


def rows() -> tuple[int, int, int]:
    return Revisit.objects.count(), Event.objects.count(), Ticket.objects.get().version


# --- rating -----------------------------------------------------------------------------------------------------------


def test_whoever_rates_reads_before_that_it_is_once_and_what_a_bad_one_does(world: World) -> None:
    ticket = cast.asked_to_confirm(world)
    signed_in = cast.signed_in(world.firm)
    for page in (Client().get(link_of(ticket)), signed_in.get(f"/tickets/{ticket.number}/confirm/")):
        for words in ("评了就不能改", "不满意的，也会再办一轮", "由党委办公室决定"):
            assert words in page.content.decode()


def test_a_rating_by_link_closes_the_case_and_names_nobody(world: World) -> None:
    ticket, browser = cast.asked_to_confirm(world), Client()

    sent = browser.post(link_of(ticket), GOOD)
    told = browser.get(sent["Location"]).content.decode()

    found = Revisit.objects.get()
    assert (sent.status_code, current(ticket).closure) == (303, Closure.CONFIRMED)
    assert (found.way, found.by, found.valid, found.contacted) == (RevisitWay.LINK, None, True, True)
    event = Event.objects.get(verb="ticket.rated")
    assert (event.actor, event.post) == (None, None)
    assert "已收到评价，谢谢" in told
    assert not Deadline.objects.filter(ticket=ticket, met_at=None, voided_at=None).exists()


def test_a_bad_rating_by_link_starts_the_next_round(world: World) -> None:
    ticket = cast.asked_to_confirm(world)

    Client().post(link_of(ticket), BAD)

    again = current(ticket)
    assert (again.status, again.round, lead_of(again).department_id) == (
        Status.HANDLING, 2, world.liaison.organisation_id,
    )  # fmt: skip
    assert "晚上还是跳闸" not in str(Event.objects.get(verb="ticket.rated").data)


def test_looking_changes_nothing_however_often_a_messenger_looks(world: World) -> None:
    ticket = cast.asked_to_confirm(world)
    before = rows()

    answers = [getattr(Client(), method)(link_of(ticket)) for method in ("get", "head", "get", "get")]

    assert {answer.status_code for answer in answers} == {200}
    assert rows() == before
    assert Client().put(link_of(ticket)).status_code == 405


def test_a_second_rating_is_told_what_was_recorded_and_keeps_its_words(world: World) -> None:
    ticket = cast.asked_to_confirm(world)
    Client().post(link_of(ticket), GOOD)

    again = Client().post(link_of(ticket), BAD)

    page = again.content.decode()
    assert again.status_code == 409
    assert "这一轮已经评价过了" in page
    assert "满意" in page
    assert Revisit.objects.get().grade == 4


def test_a_bad_grade_names_a_reason_and_words_and_nothing_typed_is_lost(world: World) -> None:
    ticket = cast.asked_to_confirm(world)

    answer = Client().post(link_of(ticket), BAD | {"reasons": [], "words": "坏了"})

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "不满意的，请至少选一个原因" in page
    assert "请至少写 5 个字" in page
    assert "坏了" in page
    assert not Revisit.objects.exists()


def test_the_database_holds_a_link_to_nobody_and_everybody_else_to_a_post(world: World) -> None:
    Client().post(link_of(cast.asked_to_confirm(world)), GOOD)

    with pytest.raises(IntegrityError, match="rating_by_link_names_no_post"), transaction.atomic():
        Revisit.objects.update(way=RevisitWay.PAGE)
    with pytest.raises(IntegrityError, match="rating_by_link_names_no_post"), transaction.atomic():
        Revisit.objects.update(by=world.firm)


# --- until when -------------------------------------------------------------------------------------------------------


def test_a_link_ends_with_its_round(world: World) -> None:
    ticket = cast.asked_to_confirm(world)
    first = link_of(ticket)
    rounds.not_content(world, ticket)
    rounds.answered_again(world, ticket)

    old, new = Client().get(first), Client().get(link_of(current(ticket)))

    assert "已收到评价" in old.content.decode()  # of its own round, and that is all it shows
    assert Client().post(first, GOOD).status_code == 409
    assert (new.status_code, "请您确认结果" in new.content.decode()) == (200, True)


@pytest.mark.parametrize(("days", "status"), [(29, 200), (30, 410)])
def test_a_link_ends_after_thirty_days_at_the_latest(world: World, days: int, status: int) -> None:
    ticket = cast.asked_to_confirm(world)

    with clock.moved_to(MONDAY + timedelta(days=days)):
        shown, sent = Client().get(link_of(ticket)), Client().post(link_of(ticket), GOOD)

    assert (shown.status_code, sent.status_code) == (status, 303 if status == 200 else 410)
    assert ("变压器" in shown.content.decode()) == (status == 200)


def test_a_case_that_nobody_reached_takes_no_rating_any_more(world: World) -> None:
    ticket = rounds.not_reached(world)

    shown, sent = Client().get(link_of(ticket)), Client().post(link_of(ticket), GOOD)

    assert (shown.status_code, sent.status_code) == (410, 410)
    assert "变压器" not in shown.content.decode()


def test_no_link_of_a_round_opens_before_its_answer_has_passed(world: World) -> None:
    for make in (cast.filed, cast.signed, cast.replied):
        answer = Client().get(link_of(make(world)))
        assert (answer.status_code, "变压器" in answer.content.decode()) == (410, False)


# --- what it shows ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("confidential", [False, True])
def test_the_page_shows_the_answer_and_nothing_else_of_the_case(world: World, confidential: bool) -> None:
    ticket = cast.signed(world)
    Ticket.objects.filter(pk=ticket.pk).update(confidential=confidential)
    leg = lead_of(ticket)
    answer = cast.an_answer(
        claim_true=False, untrue_reason="机器老化", internal="领导已批", outcome=Outcome.UNSOLVED,
        unsolved_reason="要等上级批",
    )  # fmt: skip
    replying.submit(ticket.pk, leg_id=leg.pk, answer=answer, actor=world.liaison, version=leg.version)
    replying.pass_on(ticket.pk, actor=world.second_desk, version=current(ticket).version)

    page = Client().get(link_of(ticket)).content.decode()

    for words in (ticket.number, ticket.title, "今晚起电压正常", "要等上级批", "未解决"):
        assert words in page
    secrets = (
        "丁小满", "13800001234", "138****", "赵电", "钱线", "王红", "李明", "云裳坊", "机器老化", "领导已批",
        "一到晚上七点以后", "请三日内到现场", "/files/",
    )  # fmt: skip
    assert [secret for secret in secrets if secret in page] == []


def test_nobody_keeps_indexes_or_passes_on_the_page(world: World) -> None:
    answer = Client().get(link_of(cast.asked_to_confirm(world)))

    assert (answer["Cache-Control"], answer["Referrer-Policy"]) == ("no-store", "same-origin")
    assert answer["X-Robots-Tag"] == "noindex, nofollow"


def test_the_page_costs_a_fixed_few_statements(world: World) -> None:
    ticket = cast.asked_to_confirm(world)
    for _line in range(3):
        cast.say_more(world, ticket)

    with CaptureQueriesContext(connection) as reads:
        Client().get(link_of(ticket))

    assert len(reads) <= 12


# --- who holds it -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["liaison", "other_liaison", "desk", "clerk", "revisit_clerk", "office", "other_firm"])
def test_whoever_has_signed_in_for_another_than_the_firm_cannot_rate(world: World, who: str) -> None:
    ticket, browser = cast.asked_to_confirm(world), cast.signed_in(getattr(world, who))

    shown, sent = browser.get(link_of(ticket)), browser.post(link_of(ticket), GOOD)

    assert (shown.status_code, sent.status_code) == (403, 403)
    assert "评价只能由企业自己作" in shown.content.decode()
    assert 'name="grade"' not in shown.content.decode()
    assert not Revisit.objects.exists()


def test_the_firms_own_people_rate_in_their_own_name(world: World) -> None:
    ticket = cast.asked_to_confirm(world)

    answer = cast.signed_in(world.firm).get(link_of(ticket))

    assert (answer.status_code, answer["Location"]) == (303, f"/tickets/{ticket.number}/confirm/")


def test_of_every_bit_of_a_link_one_changed_opens_nothing(world: World) -> None:
    token = link_of(cast.asked_to_confirm(world)).split("/")[2]

    for place, character in enumerate(token):
        for other in {chr(ord(character) ^ 1), "A", "0"} - {character}:
            TrackingAttempt.objects.all().delete()
            with pytest.raises(links.NoSuchLink):
                services.asked_by(f"{token[:place]}{other}{token[place + 1 :]}", address="192.0.2.1")


def test_a_tracking_link_does_not_rate_and_a_rating_link_does_not_track(world: World) -> None:
    ticket = cast.asked_to_confirm(world)
    tracking, rating = links.link_of(ticket).split("/")[2], link_of(ticket).split("/")[2]

    assert Client().get(f"/r/{tracking}/").status_code == 404
    assert Client().get(f"/t/{rating}/").status_code == 404
    assert rating[-22:] != tracking[-22:]


@pytest.mark.parametrize("token", ["x", "1-1-" + "A" * 22, "-" * 30, "zzzzzzzzzzzz-zzz-" + "A" * 22, "a" * 3000])
def test_what_is_no_link_of_ours_is_not_found_and_costs_what_any_costs(world: World, token: str) -> None:
    with CaptureQueriesContext(connection) as absent:
        answer = Client().get(f"/r/{token}/")
    with CaptureQueriesContext(connection) as forged:
        Client().get(link_of(cast.asked_to_confirm(world))[:-3] + "AA/")

    assert answer.status_code == 404
    assert "这个链接打不开" in answer.content.decode()
    assert len([q for q in forged if "tickets_ticket" in q["sql"] and q["sql"].startswith("SELECT")]) >= len(
        [q for q in absent if "tickets_ticket" in q["sql"]]
    )


def test_guessing_ends_and_a_retired_key_opens_its_links_as_a_fallback(world: World, settings: LazySettings) -> None:
    ticket, guesser = cast.asked_to_confirm(world), Client()
    link, old = link_of(ticket), settings.SECRET_KEY
    for _try in range(30):
        guesser.get("/r/1-1-AAAAAAAAAAAAAAAAAAAAAA/")
    assert guesser.get(link).status_code == 429

    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "a-new-key-" * 6, [old]
    assert Client(REMOTE_ADDR="192.0.2.7").get(link).status_code == 200
    settings.SECRET_KEY_FALLBACKS = []
    assert Client(REMOTE_ADDR="192.0.2.7").get(link).status_code == 404


def test_the_button_is_not_pressed_for_ever(world: World) -> None:
    ticket, browser = cast.asked_to_confirm(world), Client()
    answers = [browser.post(link_of(ticket), BAD | {"words": ""}) for _press in range(21)]

    assert {answer.status_code for answer in answers[:20]} == {422}
    assert answers[20].status_code == 429
    assert int(answers[20]["Retry-After"]) > 0


# --- beside the other ways --------------------------------------------------------------------------------------------


def test_a_page_that_was_open_before_the_link_was_used_is_told_so(world: World) -> None:
    ticket = cast.asked_to_confirm(world)
    Client().post(link_of(ticket), GOOD)

    said: dict[str, Any] = BAD | {"version": ticket.version}
    answer = cast.signed_in(world.firm).post(f"/tickets/{ticket.number}/confirm/", said)

    assert answer.status_code == 409
    assert "晚上还是跳闸" in answer.content.decode()


def test_third_time_by_link_the_case_stops_too(world: World) -> None:
    ticket = rounds.asked_for_the_third_time(world)

    Client().post(link_of(ticket), BAD)

    assert current(ticket).waits_for == "settle"
    assert Candidate.objects.get().by is None


def test_a_withdrawn_case_shows_nothing_by_its_link(world: World) -> None:
    ticket = cast.asked_to_confirm(world)
    rounds.not_content(world, ticket)
    firm.withdraw(ticket.pk, reason="不办了", actor=world.firm, version=current(ticket).version)

    assert Client().get(link_of(ticket, 2)).status_code == 410
    assert Reply.objects.filter(round=2).count() == 0


def test_the_service_asks_again_under_the_lock(world: World) -> None:
    ticket = cast.asked_to_confirm(world)
    revisiting.confirm(ticket.pk, verdict=cast.a_verdict(), actor=world.firm, version=ticket.version)

    with pytest.raises(NotPossibleNow):
        services.rate(ticket.pk, round_=1, verdict=cast.a_verdict())
