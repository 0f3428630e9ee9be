"""A link opens one case without an account, and nobody can make one."""

from datetime import timedelta
from http import HTTPStatus

import pytest
from django.conf import LazySettings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from journal import clock
from journal.models import Event
from tests import cast
from tests.cast import World, current
from tests.tickets import crafted
from tickets.models import Ticket, TrackingAttempt
from tickets.services import following, links

NOWHERE = "192.0.2.1"


def token_of(ticket: Ticket) -> str:
    return links.link_of(ticket).split("/")[2]


def test_a_link_opens_its_case_without_an_account(world: World) -> None:
    ticket = cast.signed(world, assists=True)

    answer = Client().get(links.link_of(ticket))

    page = answer.content.decode()
    assert answer.status_code == HTTPStatus.OK
    assert ticket.number in page
    assert "供电公司正在办。发改局协办。" in page
    assert "部门已签收" in page


def test_the_page_of_a_link_names_no_person_and_offers_no_act(world: World) -> None:
    ticket = cast.signed(world)

    page = Client().get(links.link_of(ticket)).content.decode()

    for secret in ("丁小满", "13800001234", "138****", "赵电", "王红", "云裳坊"):
        assert secret not in page
    assert "这里只能看。" in page
    assert 'method="post"' not in page.partition("<footer")[0]


def test_the_page_of_a_link_names_no_file(world: World) -> None:
    ticket = cast.filed(world)
    following.receive(
        SimpleUploadedFile("丁小满身份证.jpg", crafted.picture()), actor=world.firm, client_token=ticket.client_token
    )
    assert "files.added" in {event.verb for event in Event.objects.filter(subject_id=ticket.pk)}

    page = Client().get(links.link_of(ticket)).content.decode()

    assert "身份证" not in page
    assert "/files/" not in page


def test_nobody_keeps_indexes_or_passes_on_what_a_link_shows(world: World) -> None:
    answer = Client().get(links.link_of(cast.filed(world)))

    assert answer["Cache-Control"] == "no-store"
    assert answer["Referrer-Policy"] == "same-origin"
    assert answer["X-Robots-Tag"] == "noindex, nofollow"
    assert '<meta name="robots" content="noindex, nofollow">' in answer.content.decode()


def test_a_link_carries_128_bits_and_neither_number_nor_words(world: World) -> None:
    ticket = cast.filed(world)

    mark = token_of(ticket)[-22:]

    assert len({token_of(cast.filed(world))[-22:] for _case in range(3)} | {mark}) == 4
    assert ticket.number not in links.link_of(ticket)


def test_every_bit_of_a_token_counts(world: World) -> None:
    token = token_of(cast.filed(world))
    TrackingAttempt.objects.all().delete()

    for place, character in enumerate(token):
        for other in {chr(ord(character) ^ 1), character.swapcase(), "A", "_"} - {character}:
            with pytest.raises(links.NoSuchLink):
                links.ticket_of(f"{token[:place]}{other}{token[place + 1 :]}", address=f"{place}{other}")


def test_the_mark_of_one_case_does_not_open_another(world: World) -> None:
    mine, another = cast.filed(world), cast.filed(world)
    forged = token_of(another)[:-22] + token_of(mine)[-22:]

    with pytest.raises(links.NoSuchLink):
        links.ticket_of(forged, address=NOWHERE)


def test_a_case_that_changes_counties_has_another_link(world: World) -> None:
    ticket = cast.filed(world)
    elsewhere = cast.current(ticket)
    elsewhere.county_id += 1

    assert token_of(elsewhere) != token_of(ticket)


def test_a_retired_key_opens_its_links_while_it_is_a_fallback(world: World, settings: LazySettings) -> None:
    ticket, old = cast.filed(world), settings.SECRET_KEY
    token = token_of(ticket)

    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "a-new-key-" * 6, [old]
    assert links.ticket_of(token, address=NOWHERE) == ticket
    assert token_of(ticket) != token

    settings.SECRET_KEY_FALLBACKS = []
    with pytest.raises(links.NoSuchLink):
        links.ticket_of(token, address=NOWHERE)


@pytest.mark.parametrize(
    "token", ["x", "1" * 40, "-" * 30, "zzzzzzzzzzzz" + "A" * 22, "%00", "１" + "A" * 22, "a" * 3000, "1.A"]
)
def test_what_is_no_token_is_not_found_and_says_what_to_do(world: World, token: str) -> None:
    answer = Client().get(f"/t/{token}/")

    assert answer.status_code == HTTPStatus.NOT_FOUND
    assert "这个链接打不开。请用回执上的受理编号和查询码查。" in answer.content.decode()


def test_guessing_links_ends_and_begins_again_later(world: World) -> None:
    ticket, guesser = cast.filed(world), Client()
    for _try in range(30):
        guesser.get("/t/1AAAAAAAAAAAAAAAAAAAAAA/")

    refused = guesser.get(links.link_of(ticket))
    elsewhere = Client(REMOTE_ADDR="192.0.2.7").get(links.link_of(ticket))
    TrackingAttempt.objects.update(at=clock.now() - timedelta(minutes=16))
    later = guesser.get(links.link_of(ticket))

    assert (refused.status_code, refused["Retry-After"]) == (HTTPStatus.TOO_MANY_REQUESTS, "900")
    assert "操作太频繁，请 15 分钟后再试。" in refused.content.decode()
    assert (elsewhere.status_code, later.status_code) == (HTTPStatus.OK, HTTPStatus.OK)


def test_right_links_count_as_no_guess(world: World) -> None:
    Client().get(links.link_of(cast.filed(world)))

    assert not TrackingAttempt.objects.exists()


def test_a_link_takes_no_posts(world: World) -> None:
    assert Client().post(links.link_of(cast.filed(world))).status_code == HTTPStatus.METHOD_NOT_ALLOWED


def test_a_link_of_a_case_that_went_on_shows_how_it_stands_now(world: World) -> None:
    ticket = cast.filed(world)
    link = links.link_of(ticket)
    closed = cast.closed(world)

    assert "已办结" in Client().get(links.link_of(current(closed))).content.decode()
    assert "正在看件" in Client().get(link).content.decode()


def test_three_lines_of_the_timeline_cost_what_one_costs(world: World) -> None:
    """Read as the first request of a browser: six reads, however much has happened."""
    ticket = cast.signed(world, assists=True)
    counts = []
    for lines in (1, 2):
        for _line in range(lines):
            cast.say_more(world, ticket)
        with CaptureQueriesContext(connection) as reads:
            Client().get(links.link_of(ticket))
        counts.append(len(reads))

    assert counts[0] == counts[1]
    assert counts[0] <= 12
