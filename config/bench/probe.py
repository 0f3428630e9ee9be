"""What one request cost, told in a header while `QIHU_BENCH` is on. Production never has it."""

import os
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from typing import Any, Self

from django.db import connection
from django.http import HttpRequest, HttpResponseBase

HEADER = "X-Qihu-Cost"


@dataclass(frozen=True, slots=True)
class Cost:
    """Of one request: statements and their wall time, wall time in all, CPU of page server and PostgreSQL, in ms."""

    sql: int
    sql_ms: float
    ms: float
    cpu: float
    database_cpu: float
    pid: int

    @classmethod
    def read(cls, header: str) -> Self:
        """Out of the header. Raises ValueError for anything else."""
        known = dict(part.split("=", 1) for part in header.split(" "))
        numbers: dict[str, Any] = {name: float(known[name]) for name in ("sql_ms", "ms", "cpu", "database_cpu")}
        return cls(sql=int(known["sql"]), pid=int(known["pid"]), **numbers)

    def written(self) -> str:
        """As the header carries it."""
        return " ".join(f"{name}={value:.3f}".removesuffix(".000") for name, value in asdict(self).items())


@dataclass(slots=True)
class _Counter:
    """Counts statements, as Django's execute wrapper; a batch is one statement."""

    statements: int = 0
    seconds: float = 0.0
    started: float = field(default_factory=time.perf_counter)

    def __call__(self, execute: Callable[..., Any], sql: str, params: Any, many: Any, context: Any) -> Any:  # noqa: PLR0917 -- Django's signature
        began = time.perf_counter()
        try:
            return execute(sql, params, many, context)
        finally:
            self.statements += 1
            self.seconds += time.perf_counter() - began


class ProbeMiddleware:
    """First in the list, so that it sees what every other costs."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        counter, backend = _Counter(), _backend()
        cpu, database = time.process_time(), _cpu_of(backend)
        with connection.execute_wrapper(counter):
            response = self.get_response(request)
        if backend != _backend():  # it connected on the way: all that the new backend has used was for us
            backend, database = _backend(), 0.0
        cost = Cost(
            sql=counter.statements,
            sql_ms=counter.seconds * 1000,
            ms=(time.perf_counter() - counter.started) * 1000,
            cpu=(time.process_time() - cpu) * 1000,
            database_cpu=(_cpu_of(backend) - database) * 1000,
            pid=os.getpid(),
        )
        response[HEADER] = cost.written()
        return response


def _backend() -> int:
    """The process of PostgreSQL that serves us, 0 before we are connected."""
    return connection.connection.info.backend_pid if connection.connection is not None else 0


def _cpu_of(pid: int) -> float:
    """Seconds of CPU a process of this machine has used; 0 where it cannot be known (PostgreSQL elsewhere)."""
    with suppress(OSError):
        if pid:
            return time.clock_gettime((~pid << 3) | 2)  # Linux: the CPU clock of another process
    return 0.0
