"""The bench itself: that it walks every journey through the real servers, and that production has none of it."""

import json
import os
import re
from collections.abc import Iterator
from dataclasses import replace
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client, RequestFactory

from config.bench import report
from config.bench.browser import Answer, Refused
from config.bench.forms import forms_in
from config.bench.probe import HEADER, Cost, ProbeMiddleware
from config.bench.telling import Question, Told, same
from config.bench.yardstick import bare
from deploy.local import children, programs
from deploy.local.programs import Program
from orgs.models import Person
from orgs.statuses import Role
from tests import cast
from tests.deploy.house import clean_environment, free_port
from tickets.hashing import CodeHasher
from tickets.models import Ticket

CASES = int(os.environ.get("QIHU_BENCH_CASES") or 0)
PAGES = {
    "bare",
    "queue",
    "deep",
    "filter",
    "desk",
    "mine",
    "revisits",
    "statistics",
    "case",
    "similar",
    "file",
    "call",
    "reply",
}


@pytest.fixture
def address(request: pytest.FixtureRequest, transactional_db: None, tmp_path: Path) -> Iterator[str]:
    """Caddy and gunicorn in front of this test's own database, with a few cases in it, or many for the journeys."""
    fill() if request.node.get_closest_marker("big") else a_few_cases()
    port, sock = free_port(), tmp_path / "pages"
    servers = [
        programs.pages(sock, log=tmp_path / "pages.log", env=environment(tmp_path)),
        front(port, sock, tmp_path),
    ]
    started = [(server, server.launch()) for server in servers]
    try:
        for server, child in started:
            server.wait(child)
        yield f"http://127.0.0.1:{port}"
    finally:
        for _server, child in started:
            children.stop(child)


def fill() -> None:
    """The cast and a case for each of its lists, or a big county where `QIHU_BENCH_CASES` says how big (.ci/run)."""
    if CASES:
        call_command("seed_demo", cases=CASES, stdout=StringIO(), stderr=StringIO())
        return
    a_few_cases()


def a_few_cases() -> None:
    """The cast, and a case for each of its lists."""
    world = cast.county()
    for make in (cast.signed, cast.dispatched, cast.replied, cast.asked_to_confirm, cast.filed):
        make(world)


def environment(folder: Path) -> dict[str, str]:
    """What the page server reads; DEBUG only so that static files need not be collected."""
    database = os.environ["DATABASE_URL"].replace("/qihu?", f"/{connection.settings_dict['NAME']}?")
    names = ("VALKEY_URL", "QIHU_SECRET_KEY")
    return clean_environment(
        DJANGO_SETTINGS_MODULE="config.settings",
        PYTHONPATH=str(settings.BASE_DIR),
        DATABASE_URL=database,
        QIHU_DATA=str(folder),
        QIHU_BENCH="1",
        QIHU_SECURITY="demonstration",
        QIHU_DEBUG="1",
        **{name: os.environ[name] for name in names},
    )


def front(port: int, sock: Path, folder: Path) -> Program:
    """Caddy, as ./run has it."""
    return programs.front(
        port, folder=folder / "caddy", pages_sock=sock, sockets_sock=sock, log=folder / "front.log", static=folder
    )


def run(address: str, **options: Any) -> str:
    """What the command prints."""
    out = StringIO()
    call_command("bench", address=address, stdout=out, **options)
    return out.getvalue()


@pytest.mark.slow
@pytest.mark.big
def test_every_journey_is_walked_and_told_beside_the_bare_view(address: str, tmp_path: Path) -> None:
    said = run(address, users="1,2", rounds=1, walks=2, json=tmp_path / "bench.json")
    found = json.loads((tmp_path / "bench.json").read_text())

    assert {(row["name"], row["users"]) for row in found["rows"]} == {
        (name, users) for name in PAGES for users in (1, 2)
    }
    assert [row["name"] for row in found["rows"] if row["sql"] < 1 or row["cpu"] <= 0] == []
    assert all(name in said for name in report.NAMES.values())
    assert found["memory"][0]["resident"] > 0


@pytest.mark.slow
def test_slow_phones_are_seen_beside_a_reader(address: str) -> None:
    said = run(address, phones=2, phone_rate=25_000, seconds=8)

    found = re.search(r"beside 2 phones, (\d+) photos kept", said)
    assert found is not None
    assert int(found[1]) > 0


@pytest.mark.slow
def test_what_is_there_and_what_is_not_are_asked_for_in_turns(address: str) -> None:
    owner = Person.objects.filter(posts__role=Role.ENTERPRISE_USER).first()
    assert owner is not None
    owner.sign_in_phone = "13900001111"
    owner.save()
    Ticket.objects.update(tracking_hash=CodeHasher().encode("ABCDEFGH", "saltsaltsaltsalt"))

    said = run(address, telling=1)

    asked = re.findall(r"^(.+): there [\d.]+ ms, absent [\d.]+ ms, difference .+, 1 times each$", said, re.MULTILINE)
    assert asked == [
        "sign in with a wrong password",
        "ask for a code by telephone",
        "follow a case with a wrong code",
    ]


def test_a_wait_that_tells_is_seen() -> None:
    waits = [0.020 + place % 7 / 1000 for place in range(400)]
    told = Told("account", there=[wait + 0.001 for wait in waits], absent=waits)
    low, high = told.difference()

    assert 0 < low <= high < 2
    assert "difference +1.00 ms" in str(told)
    low, high = Told("account", there=waits, absent=waits[::-1]).difference()
    assert low <= 0 <= high


def test_answers_that_differ_are_no_measurement() -> None:
    known = Answer("/", 422, "", "<p>wrong password</p>", 0.01, None, carried=False)
    question = Question("account", "/", [], [])

    with pytest.raises(Refused, match="the words differ"):
        same(question, known, replace(known, text="<p>no such account</p>"))
    with pytest.raises(Refused, match="404"):
        same(question, known, replace(known, status=404))


def test_sweep_suggestions_and_matrix_are_timed_without_a_page(db: None) -> None:
    a_few_cases()

    said = run("http://127.0.0.1:1", clocks=True, due=2, rounds=2)

    timed = re.findall(r"^(.+): p50 [\d.]+ ms, p95 [\d.]+ ms, \d+ times$", said, re.MULTILINE)
    assert [re.sub(r"\d+", "n", name) for name in timed] == [
        "a sweep with nothing due",
        "what is alike to a new case",
        "the office's matrix",
        "a sweep of n items that are due",
    ]


def test_more_due_than_run_is_refused_in_words(db: None) -> None:
    a_few_cases()

    with pytest.raises(CommandError, match="fewer than 100000 clocks run"):
        run("http://127.0.0.1:1", due=100_000)


def test_it_measures_this_machine_only(db: None) -> None:
    with pytest.raises(CommandError, match="this machine only"):
        run("http://192.0.2.1:8600")


def test_a_county_without_work_is_refused_in_words(db: None) -> None:
    cast.county()

    with pytest.raises(CommandError, match="seed_demo"):
        run("http://127.0.0.1:1")


def test_the_cost_of_a_request_is_told_in_a_header(db: None, rf: RequestFactory) -> None:
    answer = ProbeMiddleware(bare)(rf.get("/bench/bare/"))
    cost = Cost.read(answer[HEADER])

    assert (answer.status_code, cost.sql, cost.pid, cost.ms > 0, cost.cpu > 0) == (200, 1, os.getpid(), True, True)


def test_production_has_neither_the_yardstick_nor_the_header(client: Client, db: None) -> None:
    answer = client.get("/bench/bare/")

    assert (settings.BENCH, answer.status_code, HEADER in answer.headers) == (False, 404, False)


def test_a_form_is_filled_in_as_a_person_would() -> None:
    page = """<form action="/elsewhere/"></form><main><form method="post" action="/call/">
    <input type="hidden" name="token" value="t"><textarea name="body">
</textarea><input name="contact_name" value="丁小满"><input type="checkbox" name="confidential">
    <input type="radio" name="impact" value="danger"><input type="radio" name="impact" value="business">
    <select name="town"><option value="">—</option><option value="7" selected>云裳镇</option></select>
    <button name="add_photos" value="1"></button><button name="then" value="next"></button></form></main>"""
    (form,) = forms_in(page)

    filled = dict(form.filled())

    assert {name: filled.pop(name) for name in ("token", "contact_name", "impact", "town", "then")} == {
        "token": "t",
        "contact_name": "丁小满",
        "impact": "business",
        "town": "7",
        "then": "next",
    }
    assert (list(filled), len(filled["body"]) > 10) == (["body"], True)
