"""Plays many stories in one order of time, with the sweep of the clocks in between. Time never runs backwards."""

import heapq
from collections.abc import Iterable, Iterator
from datetime import datetime

from django.db.models import Min, Q

from journal import clock, relay
from tickets.models import Deadline
from tickets.services import sweep

Acts = Iterator[datetime]
"""A story as it is acted: it says when it wants to go on, and does its next act when it is asked again then."""


class Agenda:
    """What is still to come, the earliest first."""

    def __init__(self, stories: Iterable[Acts], *, start: datetime) -> None:
        self._heap: list[tuple[datetime, int, Acts]] = []
        self._now = start
        self._swept: datetime | None = None
        for order, story in enumerate(stories):
            self._put(order, story)

    def until(self, end: datetime, *, telling: bool) -> None:
        """Play everything up to `end`; `telling` works the outbox off after each act, so that notices fit it."""
        while self._heap and self._heap[0][0] <= end:
            instant, order, story = heapq.heappop(self._heap)
            self._sweep_until(instant, telling=telling)
            self._now = instant
            with clock.moved_to(instant):
                self._put(order, story)
                if telling:
                    relay.run()
        self._sweep_until(end, telling=telling)

    def _put(self, order: int, story: Acts) -> None:
        instant = next(story, None)
        if instant is not None:
            heapq.heappush(self._heap, (max(instant, self._now), order, story))

    def _sweep_until(self, end: datetime, *, telling: bool) -> None:
        """Sweep at each instant at which a clock warns or runs out, as the beat would have."""
        while (moment := self._next_moment()) is not None and moment <= end:
            with clock.moved_to(moment):
                sweep.run()
                if telling:
                    relay.run()
            self._swept = self._now = moment

    def _next_moment(self) -> datetime | None:
        """When a live clock next has something to say; None as well when the last sweep could not make it."""
        live = Deadline.objects.filter(met_at=None, voided_at=None, paused_at=None, passed_at=None, sweep_after=None)
        found = live.aggregate(due=Min("due_at"), warn=Min("warn_at", filter=Q(warned_at=None)))
        moments = [at for at in found.values() if at is not None]
        moment = max(min(moments), self._now) if moments else None
        return None if moment == self._swept else moment
