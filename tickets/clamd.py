"""Asks ClamAV's daemon about a file (INSTREAM). Believes a verdict only on a whole file, and nothing else it says."""

import re
import socket
import struct
import time
from contextlib import closing
from typing import IO, Final

CONNECT_SECONDS: Final = 5.0
_ORDER: Final = b"zINSTREAM\0"
_CHUNK: Final = 64 * 1024
_LONGEST_ANSWER: Final = 4096
_VERDICT: Final = re.compile(r"stream: (?:OK|(?P<signature>[\x21-\x7e][\x20-\x7e]{0,199}) FOUND)")

Address = str | tuple[str, int]
"""The path of a socket, or host and port on this machine."""


class NoVerdict(Exception):
    """The scanner said neither yes nor no. `everybody`: it would say it to no file now; asking on is no use."""

    def __init__(self, why: str, *, everybody: bool) -> None:
        super().__init__(why)
        self.everybody = everybody


def scan(content: IO[bytes], *, address: Address, seconds: float) -> str:
    """The name of what was found, empty for a clean file. Takes so many seconds at most. Raises NoVerdict, OSError.

    OSError is the file's: reading it failed.
    """
    until = time.monotonic() + seconds
    with closing(_connected(address, min(CONNECT_SECONDS, seconds))) as line:
        whole = _sent(line, content, until)
        words = _heard(line, until)
    verdict = _VERDICT.fullmatch(words)
    if not whole or verdict is None:
        raise NoVerdict(f"answered {words[:80]!r}", everybody=not words)
    return verdict["signature"] or ""


def _connected(address: Address, seconds: float) -> socket.socket:
    line = socket.socket(_family(address), socket.SOCK_STREAM)
    try:
        line.settimeout(seconds)
        line.connect(address)
    except OSError as error:
        line.close()
        raise NoVerdict(f"cannot be reached: {type(error).__name__}", everybody=True) from error
    return line


def _family(address: Address) -> socket.AddressFamily:
    if isinstance(address, str):
        return socket.AF_UNIX
    return socket.AF_INET6 if ":" in address[0] else socket.AF_INET


def _sent(line: socket.socket, content: IO[bytes], until: float) -> bool:
    """Whether the scanner took the whole file; one that is too large for it answers in mid-stream and hangs up."""
    order = _ORDER
    while chunk := content.read(_CHUNK):
        if not _took(line, order + struct.pack("!I", len(chunk)) + chunk, until):
            return False
        order = b""
    return _took(line, order + struct.pack("!I", 0), until)


def _took(line: socket.socket, words: bytes, until: float) -> bool:
    try:
        line.settimeout(_left(until))
        line.sendall(words)
    except TimeoutError as late:
        raise NoVerdict("does not read on", everybody=True) from late
    except OSError:
        return False
    return True


def _heard(line: socket.socket, until: float) -> str:
    """Its answer up to the closing zero; empty where it hung up before that."""
    answer = b""
    try:
        while b"\0" not in answer and len(answer) < _LONGEST_ANSWER:
            line.settimeout(_left(until))
            if not (part := line.recv(_LONGEST_ANSWER)):
                return ""
            answer += part
    except TimeoutError as late:
        raise NoVerdict("does not answer", everybody=True) from late
    except OSError:
        return ""
    return answer.partition(b"\0")[0].decode("ascii", "replace")


def _left(until: float) -> float:
    """The seconds that are left. Raises TimeoutError when none are."""
    left = until - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left
