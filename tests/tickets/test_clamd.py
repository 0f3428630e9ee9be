"""What is asked of ClamAV's daemon, and which of its answers are believed."""

import io
import tempfile
import time
from pathlib import Path

import pytest

from config import environment
from tests.tickets.daemon import EICAR, daemon
from tickets import clamd

LARGE = bytes(5_000_000)


def asked(manner: str, content: bytes = b"words", *, seconds: float = 5, path: Path | None = None) -> str:
    with daemon(manner, path=path) as server:
        return clamd.scan(io.BytesIO(content), address=server.address, seconds=seconds)


def test_a_clean_file_has_no_name_and_one_with_malware_has() -> None:
    assert (asked("clean"), asked("infected")) == ("", EICAR)


def test_the_daemon_is_asked_over_the_path_of_a_socket_as_well() -> None:
    with tempfile.TemporaryDirectory() as folder:
        assert asked("infected", path=Path(folder) / "clamd.ctl") == EICAR


def test_the_whole_file_is_sent_in_order() -> None:
    content = b"".join(number.to_bytes(4, "big") for number in range(100_000))
    with daemon() as server:
        clamd.scan(io.BytesIO(content), address=server.address, seconds=5)

    assert server.taken == [content]


@pytest.mark.parametrize(
    ("manner", "everybody"),
    [("garbage", False), ("unended", True), ("error", False), ("floods", False), ("nothing found", False)],
)
def test_an_answer_that_is_no_verdict_is_none(manner: str, everybody: bool) -> None:
    with pytest.raises(clamd.NoVerdict) as silent:
        asked(manner)

    assert silent.value.everybody is everybody


@pytest.mark.parametrize("manner", ["limit", "early", "eager"])
def test_a_daemon_that_did_not_take_the_whole_file_has_no_verdict_whatever_it_says(manner: str) -> None:
    with pytest.raises(clamd.NoVerdict):
        asked(manner, LARGE)


@pytest.mark.parametrize(("manner", "content"), [("hangs", b"words"), ("stops reading", LARGE)])
def test_a_daemon_that_hangs_is_left_in_time(manner: str, content: bytes) -> None:
    began = time.monotonic()

    with pytest.raises(clamd.NoVerdict) as silent:
        asked(manner, content, seconds=0.3)

    assert silent.value.everybody
    assert time.monotonic() - began < 5


@pytest.mark.parametrize("address", [("127.0.0.1", 9), "/nowhere/clamd.ctl"])
def test_a_daemon_that_is_not_there_is_nobodys_verdict(address: clamd.Address) -> None:
    with pytest.raises(clamd.NoVerdict) as silent:
        clamd.scan(io.BytesIO(b""), address=address, seconds=1)

    assert silent.value.everybody


@pytest.mark.parametrize(
    ("value", "address"),
    [
        ("", None),
        ("/run/clamav/clamd.ctl", "/run/clamav/clamd.ctl"),
        ("127.0.0.1:3310", ("127.0.0.1", 3310)),
        ("localhost:3310", ("localhost", 3310)),
        ("[::1]:3310", ("::1", 3310)),
    ],
)
def test_the_daemon_is_named_by_a_path_or_by_a_port_of_this_machine(
    monkeypatch: pytest.MonkeyPatch, value: str, address: object
) -> None:
    monkeypatch.setenv("QIHU_CLAMD", value)

    assert environment.neighbour("QIHU_CLAMD") == address


@pytest.mark.parametrize("value", ["clamd.ctl", "10.0.0.7:3310", "127.0.0.1", "127.0.0.1.example.com:3310", ":3310"])
def test_files_are_sent_to_no_other_machine(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("QIHU_CLAMD", value)

    with pytest.raises(ValueError, match="QIHU_CLAMD"):
        environment.neighbour("QIHU_CLAMD")
