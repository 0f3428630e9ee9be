"""Drive the running product and print what each act costs beside a bare Django view (docs/performance.md)."""

import json
from argparse import ArgumentParser
from collections.abc import Iterable
from itertools import chain
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from config.bench import report
from config.bench.browser import Browser, Refused
from config.bench.clocks import due, quiet
from config.bench.figures import figures
from config.bench.forms import forms_in
from config.bench.journeys import Journeys
from config.bench.measuring import Row, measure
from config.bench.memory import memory_of
from config.bench.people import People, people, signed_in
from config.bench.phones import Phones, loopback, read_for, uploading
from config.bench.proving import prove_journal
from config.bench.room import watch
from config.bench.telling import ask_all
from tickets.models import Ticket

WHO = ("firm", "caller", "desk", "triage", "liaison", "clerk")


class Command(BaseCommand):
    help = "Measure a running Qihu started with QIHU_BENCH=1 on a demonstration county. Writes cases into it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--address", default="http://127.0.0.1:8600")
        parser.add_argument("--users", default="1,4", help="how many at once, one table each (1,4)")
        parser.add_argument("--rounds", type=int, default=5, help="rounds in which all operations take turns (5)")
        parser.add_argument("--walks", type=int, default=8, help="times each user does each operation a round (8)")
        parser.add_argument("--only", default="", help="operations to measure, comma-separated; all of them by default")
        parser.add_argument("--json", type=Path, help="also write the figures to this file")
        parser.add_argument("--phones", type=int, default=0, help="so many slow uploads of 5 MB beside one reader")
        parser.add_argument("--phone-rate", type=int, default=25, help="KB a second of each phone (25)")
        parser.add_argument("--clocks", action="store_true", help="sweep, suggestions and matrix instead of pages")
        parser.add_argument("--telling", type=int, default=0, help="ask so often for what is there and what is not")
        parser.add_argument("--room", type=int, default=0, help="so many windows on a meeting in session, instead")
        parser.add_argument("--journal", action="store_true", help="prove the journal, whole and what is new, instead")
        parser.add_argument("--figures", action="store_true", help="figures, a bulletin and a long list, instead")
        parser.add_argument("--due", type=int, default=0, help="sweep so many items that are due; marks them early")
        parser.add_argument(
            "--seconds", type=float, default=20, help="how long the reader reads beside the phones (20)"
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        try:
            loopback(options["address"])
            instead = _instead(options)
            if instead is not None:
                for line in instead:
                    self.stdout.write(str(line))
                return
            found = people()
            if options["phones"]:
                self._phones(found, options)
            elif options["clocks"] or options["due"]:
                self._clocks(found, options)
            else:
                self._table(found, options)
        except (Refused, OSError) as refused:
            raise CommandError(str(refused)) from refused

    def _table(self, found: People, options: dict[str, Any]) -> None:
        """Every operation, for each number of users."""
        journeys = Journeys(found).all()
        only = set(filter(None, options["only"].split(",")))
        needed = {"bare"} | ({"file"} if "reply" in only else set())  # a reply is written to a case just filed
        chosen = {name: each for name, each in journeys.items() if not only or name in only | needed}
        rows: list[Row] = []
        pids: set[int] = set()
        counts = [int(users) for users in options["users"].split(",")]
        cookies = {who: found.several(who, max(counts)) for who in WHO}
        with signed_in([post for posts in cookies.values() for post in posts]) as sessions:
            walkers = {who: sessions[place * max(counts) : (place + 1) * max(counts)] for place, who in enumerate(WHO)}
            for users in counts:
                rounds = {"rounds": options["rounds"], "walks": options["walks"]}
                more, served = measure(options["address"], chosen, walkers, users=users, **rounds)
                rows, pids = rows + more, pids | served
        memory, cases = memory_of(pids), _cases()
        self.stdout.write(
            f"about {cases} cases\n\n" + "\n".join([*report.table(rows), "", *report.memory_lines(memory)])
        )
        if options["json"]:
            options["json"].write_text(
                json.dumps(report.as_json(rows, memory, cases=cases), indent=1), encoding="utf-8"
            )

    def _clocks(self, found: People, options: dict[str, Any]) -> None:
        """No page, no browser: the same functions as the worker's, against the same database."""
        self.stdout.write(f"about {_cases()} cases")
        if options["clocks"]:
            for timing in quiet(found.desk, rounds=options["rounds"]):
                self.stdout.write(str(timing))
        if options["due"]:
            self.stdout.write(str(due(options["due"])))

    def _phones(self, found: People, options: dict[str, Any]) -> None:
        """One reader alone, then beside the phones, then alone again."""
        with signed_in([found.liaison, found.firm]) as (reading, sending):
            reader, phone = Browser(options["address"], reading), Browser(options["address"], sending)
            form = next(form for form in forms_in(phone.page("/call/").text) if form.takes_files)
            phones = Phones(
                number=options["phones"],
                rate=options["phone_rate"] * 1000,
                csrf=dict(form.filled())["csrfmiddlewaretoken"],
                cookies=phone.cookies,
            )
            before = read_for(reader, "/queue/", seconds=options["seconds"])
            with uploading(options["address"], phones) as so_far:
                beside = read_for(reader, "/queue/", seconds=options["seconds"])
                sent = so_far()
            after = read_for(reader, "/queue/", seconds=options["seconds"])
        for browser in (reader, phone):
            browser.close()
        among = f"beside {sent.under_way} phones, {sent.arrived} photos kept"
        for words, read in (("alone", before), (among, beside), ("alone again", after)):
            self.stdout.write(f"{words}: {read.pages} pages, p50 {read.p50:.1f} ms, p95 {read.p95:.1f} ms")


def _instead(options: dict[str, Any]) -> Iterable[object] | None:
    """What is measured in place of pages, a line each; None for pages."""
    address, rounds = options["address"], options["rounds"]
    if options["telling"]:
        return ask_all(address, options["telling"])
    if options["room"]:
        return [watch(address, windows=options["room"], rounds=rounds)]
    if options["journal"]:
        return prove_journal()
    if options["figures"]:
        return chain([f"about {_cases()} cases"], figures(address, rounds=rounds))
    return None


def _cases() -> int:
    """How many cases there are, as PostgreSQL estimates it: counting a million would warm what is measured."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT greatest(reltuples, 0)::bigint FROM pg_class WHERE oid = %s::regclass", [_table_of()])
        return int(cursor.fetchone()[0])


def _table_of() -> str:
    return str(Ticket._meta.db_table)  # noqa: SLF001 -- Django documents _meta
