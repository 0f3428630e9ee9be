"""The demonstration county: written into an empty database only, and never left half-written. Touches no other data."""

from contextlib import closing
from pathlib import Path

from deploy.local import postgres, programs
from deploy.local.saying import say, step


class Demonstration:
    """What the data folder remembers of it, by two marks.

    `begun` stands while it is being written into our own database. Found at a start it means that the writing was
    killed; nobody can have entered anything since, for the address opens only after the writing.
    """

    def __init__(self, folder: Path) -> None:
        self.begun = folder / "postgresql.half-seeded"
        self.done = folder / "seeded"

    def forget_half(self, cluster: postgres.Cluster) -> None:
        """Remove the database if a start was killed while it wrote the demonstration there."""
        if self.begun.exists():
            postgres.forget(cluster)
            self.begun.unlink()

    def write(self, env: dict[str, str], *, log: Path, ours: bool, cases: int | None = None) -> None:
        """Write it unless the database holds a county already. `ours`: it is embedded, and may be forgotten.

        `cases` asks for a big year of so many instead of the played ones.
        """
        if has_county(env["DATABASE_URL"]):
            return
        if ours:
            self.begun.touch()
        with step("写入演示数据 demonstration county 泽丰县"):
            big = [] if cases is None else ["--cases", str(cases)]
            programs.once(["manage.py", "seed_demo", *big], log=log, env=env, words="写入演示数据")
            programs.once(["manage.py", "seed_topics"], log=log, env=env, words="写入演示议题")
            programs.once(["manage.py", "seed_outside"], log=log, env=env, words="写入演示县情数据")
            programs.once(["manage.py", "rebuild_figures"], log=log, env=env, words="统计演示数据")
            programs.once(["manage.py", "publish_figures", "--demonstration"], log=log, env=env, words="公开演示数据")
            programs.once(["manage.py", "make_reports"], log=log, env=env, words="出演示通报")
        self.done.touch()
        self.begun.unlink(missing_ok=True)

    def tell_logins(self, env: dict[str, str]) -> None:
        """Say one sign-in for each role, where the demonstration was written."""
        logins = programs.output(["manage.py", "demo_logins"], env=env) if self.done.exists() else []
        if logins:
            say("  演示登录 sign in as（角色 · 用户名 · 密码 · 姓名）：")
        for line in logins:
            say("    " + "  ".join(line.split("\t")))


def has_county(url: str) -> bool:
    """Return whether the database holds a county, invented or real."""
    import psycopg2  # noqa: PLC0415 -- only there once the packages are installed

    with closing(psycopg2.connect(url)) as connection, connection.cursor() as cursor:
        cursor.execute("SELECT EXISTS (SELECT FROM orgs_county)")
        (found,) = cursor.fetchone() or (False,)
        return bool(found)
