"""What ./run can be told."""

import argparse
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PORTS = range(1, 65536)


@dataclass(frozen=True)
class Options:
    """The command line, read."""

    port: int
    data: Path
    empty: bool
    cases: int | None = None


def read(argv: Sequence[str]) -> Options:
    """Read the command line; a wrong one ends the program with a usage line."""
    parser = argparse.ArgumentParser(
        prog="./run",
        description="在本机启动企呼链应的全部服务，数据保存在数据目录中。Start all of Qihu on this machine.",
        epilog="DATABASE_URL、VALKEY_URL、BROKER_URL 已设置时优先使用，不再启动内置服务。",
    )
    parser.add_argument("--port", type=_port, default=8600, help="网页端口 port of the pages (8600)")
    parser.add_argument("--data", type=Path, default=ROOT / ".data", help="数据目录 data folder (.data)")
    parser.add_argument("--empty", action="store_true", help="不写入演示数据 start without the demonstration county")
    parser.add_argument("--cases", type=_cases, help="改写入这么多件 write a big year of so many cases instead")
    found = parser.parse_args(argv)
    data = Path(os.path.abspath(found.data))  # noqa: PTH100 -- keeps links
    return Options(port=found.port, data=data, empty=found.empty, cases=found.cases)


def _port(text: str) -> int:
    if not text.isdecimal() or int(text) not in PORTS:
        raise argparse.ArgumentTypeError(f"端口应为 1–65535 的数字：{text}")
    return int(text)


def _cases(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"件数应为大于 0 的数字：{text}")
    return int(text)
