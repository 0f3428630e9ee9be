"""PostgreSQL, the ledger: what every connection asks of it."""

from typing import Any

from config import environment


def connection() -> dict[str, Any]:
    """Return Django's description of the database that `DATABASE_URL` names."""
    parameters = {
        "statement_timeout": environment.text("QIHU_STATEMENT_TIMEOUT", default="10s"),
        "lock_timeout": "3s",
        "idle_in_transaction_session_timeout": "30s",
        "synchronous_commit": "on",
        # A case is read with ten tables beside it: weighing all orders costs more than reading.
        "join_collapse_limit": "5",
        # What `web.prepared` prepares has everything but keys written out: one plan is right for all of them.
        "plan_cache_mode": "force_generic_plan",
    }
    options = {
        "application_name": environment.text("QIHU_PROCESS", default="qihu"),
        "connect_timeout": 5,
        "tcp_user_timeout": 5000,
        "options": " ".join(f"-c {name}={value}" for name, value in parameters.items()),
    }
    # What a connection has prepared ends with it.
    lasting = {"CONN_MAX_AGE": 600, "CONN_HEALTH_CHECKS": True, "ATOMIC_REQUESTS": False}
    return (
        environment.database(environment.text("DATABASE_URL", default="postgresql:///qihu"), options=options) | lasting
    )
