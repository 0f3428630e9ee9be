"""Figures at size: the leader's page, an event's way into it, everything counted anew, a bulletin, and a long list.

Beside one plain GROUP BY over the cases in the same run. It accepts cases, freezes nothing, and leaves a list behind
that goes after a day.
"""

import os
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any, Final

from django.db import connection
from django.db.models import Sum

from config.bench.browser import Browser, Refused
from config.bench.clocks import Timing, timed
from config.bench.people import signed_in
from config.bench.phones import Read, read_for
from config.bench.proving import lowered, peak
from journal import clock
from metrics import rebuilding
from metrics.models import Cube
from metrics.models.cubes import Axis
from metrics.periods import Month
from metrics.reports.bulletin import bulletin
from metrics.reports.docx import report_docx
from metrics.reports.gathering import gathered
from metrics.reports.kinds import ReportKind
from metrics.reports.xlsx import report_xlsx
from orgs.models import County, Post
from orgs.statuses import Role
from tickets.export_kinds import Exported, ExportState, TableFormat
from tickets.models import ExportJob, Ticket
from tickets.queries import tickets_for
from tickets.services import desk, exporting
from tickets.statuses import Status

BOARD: Final = "/statistics/board/?period={}"
LISTED: Final = "/statistics/board/"
PATIENCE: Final = 60.0  # seconds until an event that does not show is given up
BEHIND: Final = 5  # as deploy/local/worker.py
_LOOK: Final = 0.05  # seconds between two looks
_GROUP_BY: Final = """
SELECT date_trunc('month', accepted_at), count(*), count(*) FILTER (WHERE passed_at IS NOT NULL)
FROM tickets_ticket WHERE county_id = %s AND accepted_at IS NOT NULL GROUP BY 1
"""
_UNPROVEN: Final[dict[str, Any]] = {"version": 0, "reason": "", "digest": "", "seal": "", "checkpoint": 0}


@dataclass(frozen=True, slots=True)
class Taken:
    """A list made in this process: its rows, how long, how far memory rose in MB, and a reader alone and beside it."""

    rows: int
    seconds: float
    grown: float
    alone: Read
    beside: Read

    def __str__(self) -> str:
        return (
            f"a list of {self.rows} rows: {self.seconds:.1f} s, +{self.grown:.0f} MB; a page beside it "
            f"p50 {self.beside.p50:.1f} ms, alone {self.alone.p50:.1f} ms"
        )


def figures(address: str, *, rounds: int) -> Iterator[Timing | Taken]:
    """Everything, one after the other. Raises Refused where nobody reads the county or nothing waits at its desk."""
    leader = Post.objects.filter(role=Role.LEADER).select_related("organisation__county").order_by("pk").first()
    if leader is None:
        raise Refused("this county has no leader; fill it with seed_demo first")
    county = leader.organisation.county
    yield Timing("a plain GROUP BY over the cases", [timed(lambda: _grouped(county)) for _each in range(rounds)])
    with signed_in([leader]) as (cookies,):
        browser = Browser(address, cookies)
        yield from _board(browser, county, rounds=rounds)
        browser.close()  # nobody holds a connection open while everything is counted anew
        yield Timing("an accepted case in the month's figures", list(_shows(county, rounds=rounds)))
        yield Timing("every fact and every month anew", [timed(lambda: rebuilding.rebuild(county))])
        yield Timing(
            "a monthly bulletin, page, Word and Excel", [timed(lambda: _bulletin(county)) for _n in range(rounds)]
        )
        browser = Browser(address, cookies)
        yield _taken(browser, leader)
        browser.close()


def _grouped(county: County) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_GROUP_BY, [county.pk])
        cursor.fetchall()


def _board(browser: Browser, county: County, *, rounds: int) -> Iterator[Timing]:
    """Each month read for the first time since the bench began, and at once again."""
    browser.page("/figures/")  # the worker has loaded its code; what it knows of figures it has still to ask for
    cold, warm = [], []
    for month in _months(county, rounds):
        cold.append(browser.page(BOARD.format(month)).seconds)
        warm.append(browser.page(BOARD.format(month)).seconds)
    yield Timing("the leader's page, a month nobody has asked for", cold)
    yield Timing("the leader's page again", warm)


def _months(county: County, number: int) -> list[Month]:
    month = Month.of(clock.now(), starts_on=county.month_starts_on)
    found = [month]
    while len(found) < number:
        found.append(found[-1].preceding())
    return found


def _shows(county: County, *, rounds: int) -> Iterator[float]:
    """From the commit of an act until the month has it, with the relay and the beat of the running product."""
    actor = Post.objects.filter(role=Role.DISPATCHER, organisation__county=county).select_related("organisation")
    post = next((each for each in actor.order_by("pk") if _waiting(each)), None)
    if post is None:
        raise Refused("no case waits at any desk; fill the county with seed_demo first")
    month = _months(county, 1)[0]
    for ticket in islice(_waiting(post), rounds):
        before = _accepted(county, month)
        desk.accept(ticket.pk, actor=post, version=ticket.version)
        began = time.perf_counter()
        while _accepted(county, month) == before:
            if time.perf_counter() - began > PATIENCE:
                raise Refused("an accepted case never came into the figures: do relay and beat run?")
            time.sleep(_LOOK)
        yield time.perf_counter() - began


def _waiting(post: Post) -> list[Ticket]:
    seen = tickets_for(post).filter(status=Status.SUBMITTED, committee=post.organisation_id, confidential=False)
    return list(seen.order_by("-pk")[:50])


def _accepted(county: County, month: Month) -> int:
    rows = Cube.objects.filter(county=county, month=month.named, axis=Axis.TOWN)
    return rows.aggregate(count=Sum("accepted"))["count"] or 0


def _bulletin(county: County) -> None:
    found = gathered(county, ReportKind.MONTHLY, _months(county, 2)[1], now=clock.now())
    block = bulletin(found)
    report_docx(block, **_UNPROVEN)
    report_xlsx(block, **_UNPROVEN)


def _taken(browser: Browser, leader: Post) -> Taken:
    """As many of the newest cases as a list may have, while somebody reads."""
    cases = list(tickets_for(leader).order_by("-pk").values_list("pk", flat=True)[: exporting.MOST])
    alone = read_for(browser, LISTED, seconds=5)
    job = exporting.ask_for_list(Exported.CASES, cases, title="bench", address="", table=TableFormat.XLSX, actor=leader)
    over, read = threading.Event(), list[Read]()

    def reading() -> None:
        while not over.is_set():
            read.append(read_for(browser, LISTED, seconds=5))

    reader, before = threading.Thread(target=reading), lowered()
    reader.start()
    began = time.perf_counter()
    os.setpriority(os.PRIO_PROCESS, 0, BEHIND)  # of this thread, on Linux: as the worker, behind whoever reads
    try:
        while ExportJob.objects.get(pk=job.pk).state in {ExportState.WAITING, ExportState.RUNNING}:
            exporting.run()
        seconds = time.perf_counter() - began
        most = peak()
    finally:
        over.set()
        reader.join()
    beside = read[len(read) // 2]
    return Taken(len(cases), seconds, most - before, alone, beside)
