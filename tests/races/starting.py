"""Start many acts at the same instant, each in a thread with a connection of its own, at the moment of the test."""

from collections.abc import Callable, Sequence
from contextvars import copy_context
from threading import Barrier, Thread
from typing import Any

from django.db import connection


def together(acts: Sequence[Callable[[], Any]]) -> list[Any]:
    """What each act returned, or the exception it raised, in the order of the acts."""
    outcomes: list[Any] = [None] * len(acts)
    gate = Barrier(len(acts))

    def run(place: int, act: Callable[[], Any]) -> None:
        try:
            gate.wait(timeout=30)
            outcomes[place] = act()
        except Exception as raised:  # noqa: BLE001 -- the outcome of a race is compared by the test
            outcomes[place] = raised
        finally:
            connection.close()

    # A thread starts with no context, so that a clock which the test has moved would stand elsewhere in it.
    threads = [Thread(target=copy_context().run, args=(run, place, act)) for place, act in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return outcomes


def names(outcomes: Sequence[Any]) -> list[str]:
    """The kinds of outcomes, sorted: `["Event", "StaleWrite"]`."""
    return sorted(type(outcome).__name__ for outcome in outcomes)
