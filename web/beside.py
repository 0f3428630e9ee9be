"""Work that a request has done in another thread while it goes on."""

import os
import sys
import threading
from collections.abc import Callable
from concurrent.futures import Future
from contextvars import copy_context
from typing import TypeVar

from django.utils import translation

T = TypeVar("T")

_BEHIND = 10  # how far, of Linux's 19, work that nobody waits for yet stands back


def beside(work: Callable[[], T], *, name: str, behind: bool = False) -> "Future[T]":
    """Begin `work`, in this request's language and under its id in the log; the future has its result or exception.

    A thread of its own each time: a pool would not outlive a fork of this process, and whoever waits for it would wait
    for ever. It must not ask the database: the thread would leave a connection behind. With `behind` it takes only what
    the others leave of the processor.
    """
    future: Future[T] = Future()
    context, language = copy_context(), translation.get_language()  # Django's language belongs to a thread

    def speaking() -> T:
        with translation.override(language):
            return work()

    def run() -> None:
        if behind and sys.platform == "linux":  # elsewhere a thread has no place of its own
            os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), _BEHIND)
        try:
            future.set_result(context.run(speaking))
        except Exception as problem:  # noqa: BLE001 -- raised where the result is asked for
            future.set_exception(problem)

    threading.Thread(target=run, name=name, daemon=True).start()
    return future
