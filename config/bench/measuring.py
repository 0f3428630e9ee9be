"""Walks journeys in interleaved rounds, by one user and by several at once, and adds up what they cost."""

import threading
import time
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from statistics import median, quantiles

from config.bench.browser import Answer, Browser, Refused
from config.bench.journeys import Journey, Walk

Cookies = Mapping[str, Sequence[Mapping[str, str]]]
"""Who → the sessions that may walk at once."""


@dataclass
class Round:
    """One row of one round: every walk's seconds, its answers, and how long all took together."""

    seconds: list[float] = field(default_factory=list)
    answers: list[list[Answer]] = field(default_factory=list)
    elapsed: float = 0.0


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the table, in ms; medians of the rounds, p95 over all of them. `ratio` is to the bare view."""

    name: str
    users: int
    p50: float
    p95: float
    per_second: float
    ratio: float
    requests: int
    sql: int
    sql_ms: float
    cpu: float
    database_cpu: float


def measure(
    address: str, journeys: Mapping[str, Journey], cookies: Cookies, *, users: int, rounds: int, walks: int
) -> tuple[list[Row], set[int]]:
    """The rows of so many users at once, and the page processes that answered; each walks `walks` times a round.

    A round before the first one is not counted: the statements of a connection are made known as they are asked
    (`web/prepared.py`), and a page process serves for days.
    """
    found: defaultdict[str, list[Round]] = defaultdict(list)
    for journey in journeys.values():
        _round(address, journey, cookies, users=users, walks=walks)
    for _each in range(rounds):
        for journey in journeys.values():
            for name, row in _round(address, journey, cookies, users=users, walks=walks).items():
                found[name].append(row)
    bare = median(median(each.seconds) for each in found["bare"])
    pids = {answer.cost.pid for answer in _answers(*found.values()) if answer.cost}
    return [_row(name, rows, users=users, bare=bare) for name, rows in found.items()], pids


def _answers(*rows: Sequence[Round]) -> Iterator[Answer]:
    return (answer for some in rows for each in some for walk in each.answers for answer in walk)


def _round(address: str, journey: Journey, cookies: Cookies, *, users: int, walks: int) -> dict[str, Round]:
    """One journey: everybody is made ready, then all set off at the same instant."""
    browsers = [_browser(address, journey, cookies, place) for place in range(users)]
    ready = [[journey.ready(browser) for _walk in range(walks)] for browser in browsers]
    gate = threading.Barrier(users + 1)
    rows: defaultdict[str, Round] = defaultdict(Round)
    with ThreadPoolExecutor(users) as pool:
        walking = [pool.submit(_walk, gate, some) for some in ready]
        gate.wait()
        began = time.perf_counter()
        done = [walked for each in walking for walked in each.result()]
        elapsed = time.perf_counter() - began
    for browser in browsers:
        browser.close()
    for walked in done:
        for name, answers in walked.items():
            rows[name].answers.append(answers)
            rows[name].seconds.append(sum(answer.seconds for answer in answers))
            rows[name].elapsed = elapsed
    return rows


def _browser(address: str, journey: Journey, cookies: Cookies, place: int) -> Browser:
    if journey.who is None:
        return Browser(address)
    sessions = cookies[journey.who]
    return Browser(address, sessions[place % len(sessions)])


def _walk(gate: threading.Barrier, walks: Sequence[Walk]) -> list[Mapping[str, list[Answer]]]:
    gate.wait()
    return [walk() for walk in walks]


def _row(name: str, rounds: Sequence[Round], *, users: int, bare: float) -> Row:
    walks = [walk for each in rounds for walk in each.answers]
    costs = [[answer.cost for answer in walk if answer.cost] for walk in walks]
    if not all(costs):
        raise Refused("no cost in the answers: start the product with QIHU_BENCH=1")
    middle = median(median(each.seconds) for each in rounds)
    return Row(
        name=name,
        users=users,
        p50=middle * 1000,
        p95=percentile([seconds for each in rounds for seconds in each.seconds]) * 1000,
        per_second=median(len(each.answers) / each.elapsed for each in rounds),
        ratio=middle / bare,
        requests=max(len(walk) for walk in walks),
        sql=max(sum(cost.sql for cost in walk) for walk in costs),
        sql_ms=median(sum(cost.sql_ms for cost in walk) for walk in costs),
        cpu=median(sum(cost.cpu for cost in walk) for walk in costs),
        database_cpu=median(sum(cost.database_cpu for cost in walk) for walk in costs),
    )


def percentile(values: Sequence[float]) -> float:
    """The 95th."""
    return quantiles(values, n=20, method="inclusive")[-1] if len(values) > 1 else values[0]
