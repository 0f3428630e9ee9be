"""./run: the whole of Qihu on one address, from nothing to a page in seconds, and nothing left behind at the end."""

import os
import shutil
import signal
import socket
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from urllib.parse import urljoin, urlsplit

from deploy.local import data, options, postgres, programs, valkey
from deploy.local.demonstration import Demonstration
from deploy.local.options import ROOT, Options
from deploy.local.saying import Refusal, complain, say, step
from deploy.local.supervisor import Leave, Service, Supervisor


def main(argv: Sequence[str]) -> int:
    """Start, watch, stop. Every refusal is one sentence and exit code 1."""
    chosen = options.read(argv)
    supervisor = Supervisor()
    supervisor.listen()
    run = Run(chosen, supervisor)
    try:
        run.start()
        supervisor.watch()
    except Leave:
        say("→ 正在停止 stopping")
        return 0
    except Refusal as refusal:
        complain(f"✗ {refusal}")
        return 1
    except OSError as error:
        complain(f"✗ {error.strerror}：{error.filename or chosen.data} (the machine refused)")
        return 1
    finally:
        supervisor.stop()
        run.tidy()
    return 0


class Run:
    """One run on one data folder."""

    def __init__(self, chosen: Options, supervisor: Supervisor) -> None:
        self.options = chosen
        self.supervisor = supervisor
        self.folder = chosen.data
        self.demonstration = Demonstration(chosen.data)
        self.sockets: Path | None = None
        self.started = time.monotonic()

    def start(self) -> None:
        """Bring everything up and say where it is."""
        demand_port(self.options.port)
        self.lock = data.open_folder(self.folder)
        self.sockets = data.fresh_sockets(self.folder)
        env = self.environment()
        self.update(env)
        waking = self.wake(env)
        if not self.options.empty:
            ours = not os.environ.get("DATABASE_URL")
            log = data.log(self.folder, "prepare")
            self.demonstration.write(env, log=log, ours=ours, cases=self.options.cases)
        with step("启动网页、实时通道与后台任务 pages, sockets, worker"):
            self.serve(env, waking)
        self.greet(env)

    def environment(self) -> dict[str, str]:
        """Return what the product reads, having started the databases that the caller did not bring."""
        secrets = data.secrets_of(self.folder)
        env = {**os.environ, "DJANGO_SETTINGS_MODULE": "config.settings", "PYTHONPATH": str(ROOT)}
        env |= {"QIHU_DATA": str(self.folder), "QIHU_SECRET_KEY": env.get("QIHU_SECRET_KEY") or secrets["key"]}
        env.setdefault("QIHU_BASE_URL", f"http://127.0.0.1:{self.options.port}")
        env.setdefault("QIHU_SECURITY", data.kept(self.folder, "QIHU_SECURITY") or self.security())
        if not env.get("DATABASE_URL"):
            env |= self.database(data.passwords(secrets))
        if not env.get("VALKEY_URL"):
            env["VALKEY_URL"] = self.cache()
        kept = (
            "DATABASE_URL",
            "DATABASE_OWNER_URL",
            "VALKEY_URL",
            "BROKER_URL",
            "QIHU_DATA",
            "QIHU_SECRET_KEY",
            "QIHU_SECURITY",
        )
        data.write_private(self.folder / "environment", "".join(f"{n}={env[n]}\n" for n in kept if env.get(n)))
        return env

    def security(self) -> str:
        """Two factors from the first sign-in for a county that begins here; none to try the demonstration out."""
        begins = not self.options.empty and not (self.folder / "postgresql").exists()
        return "demonstration" if begins or self.demonstration.done.exists() else "level3"

    def database(self, passwords: postgres.Passwords) -> dict[str, str]:
        """Start PostgreSQL; return its two addresses."""
        with step("启动数据库 PostgreSQL"):
            folder = postgres.data_folder(self.folder / "postgresql")
            cluster = postgres.Cluster(folder, self.own("pg"), passwords)
            log = data.log(self.folder, "postgresql")
            postgres.create(cluster)
            launch = Service(
                "数据库 PostgreSQL", lambda: postgres.start(cluster, log=log), log, by=signal.SIGINT, patience=30
            )
            self.supervisor.start(launch)
            self.demonstration.forget_half(cluster)
            postgres.prepare(cluster)
        return {"DATABASE_URL": cluster.url(postgres.WEB), "DATABASE_OWNER_URL": cluster.url(postgres.OWNER)}

    def cache(self) -> str:
        """Start Valkey; return its address."""
        with step("启动缓存 Valkey"):
            sock, log = self.own("own") / "valkey", data.log(self.folder, "valkey")
            self.supervisor.start(
                Service("缓存 Valkey", lambda: valkey.start(self.folder / "valkey", sock=sock, log=log), log)
            )
        return f"unix://{sock}?db=0"

    def own(self, name: str) -> Path:
        """Return a part of this run's socket folder."""
        if self.sockets is None:
            raise Refusal("尚未创建套接字目录 (no socket folder yet)")
        return self.sockets / name

    def update(self, env: dict[str, str]) -> None:
        """Bring tables, rights, words and static files up to date."""
        log = data.log(self.folder, "prepare")
        owner = env | {
            "DATABASE_URL": env.get("DATABASE_OWNER_URL") or env["DATABASE_URL"],
            "QIHU_STATEMENT_TIMEOUT": "0",
        }
        with step("更新数据表与静态文件 tables, words, static files"):
            programs.once(["-m", "deploy.local.prepare"], log=log, env=owner, words="更新")

    def wake(self, env: dict[str, str]) -> list[Service]:
        """Launch what serves pages while the demonstration is written: nobody reaches it before the front is up."""
        own = self.own("own")
        ours = [
            programs.pages(own / "pages", log=data.log(self.folder, "pages"), env=env),
            programs.sockets(own / "live", log=data.log(self.folder, "sockets"), env=env),
        ]
        return [program.service(launched=program.launch()) for program in ours]

    def serve(self, env: dict[str, str], waking: list[Service]) -> None:
        """Start what works on the rows, wait for what serves pages, then open the one address."""
        own = self.own("own")
        (self.folder / "beat").mkdir(mode=0o700, exist_ok=True)
        working = [
            programs.worker(log=data.log(self.folder, "worker"), env=env).service(),
            programs.beat(log=data.log(self.folder, "beat"), env=env).service(),
        ]
        for service in [*working, *waking]:
            self.supervisor.start(service)
        front = programs.front(
            self.options.port,
            folder=self.folder / "caddy",
            pages_sock=own / "pages",
            sockets_sock=own / "live",
            log=data.log(self.folder, "front"),
            static=self.folder / "static",
        )
        self.supervisor.start(front.service())

    def greet(self, env: dict[str, str]) -> None:
        """Say the address and, on a demonstration, one sign-in for each role."""
        address = f"http://127.0.0.1:{self.options.port}/"
        say(f"✓ 企呼链应已启动，用时 {time.monotonic() - self.started:.1f} 秒：{address}")
        self.demonstration.tell_logins(env)
        self.tell_setup(env, address)
        if os.environ.get("QIHU_SMS_GATEWAY", "console") == "console":
            say(f"  短信不外发，写在 {self.folder / 'sms'}（text messages are written there）。")
        say(f"  数据 {self.folder}，日志 {self.folder / 'logs'}。按 Ctrl-C 停止 (Ctrl-C stops).")

    def tell_setup(self, env: dict[str, str], address: str) -> None:
        """Say where the first county is set up, while there is none or it is not open yet."""
        if self.demonstration.done.exists():
            return
        for line in programs.output(["manage.py", "setup_address"], env=env):
            say("  还没有县。请用浏览器打开这个地址开办（只给开办的人，开通后失效）set up the county at:")
            say(f"    {urljoin(address, urlsplit(line).path)}")

    def tidy(self) -> None:
        """Remove what only made sense while we ran; nothing when the folder was somebody else's."""
        if self.sockets is not None:
            with suppress(OSError):
                (self.folder / "environment").unlink(missing_ok=True)
            shutil.rmtree(self.sockets, ignore_errors=True)


def demand_port(port: int) -> None:
    """Refuse a port that somebody listens on, before anything is started."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except PermissionError:
            raise Refusal(
                f"没有权限使用端口 {port}，请用 --port 换一个大于 1023 的。(No permission for this port.)"
            ) from None
        except OSError:
            raise Refusal(f"端口 {port} 已被占用，请用 --port 换一个。(Port {port} is taken: use --port.)") from None


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
