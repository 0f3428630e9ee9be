"""Tracking codes that a process has drawn ahead: never the same one twice, never one without its hash."""

import os
from collections.abc import Iterator

import pytest
from django.contrib.auth.hashers import check_password
from django.core.signals import request_finished
from django.db import close_old_connections

from tickets.services import numbers


@pytest.fixture(autouse=True)
def _none_ahead() -> Iterator[None]:
    numbers._ahead.clear()
    yield
    numbers._ahead.clear()


def ahead() -> list[str]:
    """What stands ready, in clear."""
    return [code.clear for code in numbers._ahead]


def an_answer_goes_out() -> None:
    """As a page server says it, but for Django's look after its connection: there is no database here."""
    request_finished.disconnect(close_old_connections)
    try:
        request_finished.send(sender=None)
    finally:
        request_finished.connect(close_old_connections)


def test_the_next_code_is_drawn_when_the_answer_has_gone_out() -> None:
    first = numbers.new_code()
    assert ahead() == []

    an_answer_goes_out()
    an_answer_goes_out()
    (ready,) = ahead()
    second = numbers.new_code()

    assert second.clear == ready != first.clear
    assert ahead() == []
    assert check_password(second.clear, second.hashed.result())


def test_a_code_whose_hash_failed_is_not_given_out(monkeypatch: pytest.MonkeyPatch) -> None:
    def short(_code: str) -> str:
        raise MemoryError

    numbers.new_code()
    with monkeypatch.context() as patch:
        patch.setattr(numbers, "hash_code", short)
        an_answer_goes_out()
        (useless,) = ahead()
        assert isinstance(numbers._ahead[0].hashed.exception(), MemoryError)

    code = numbers.new_code()

    assert code.clear != useless
    assert check_password(code.clear, code.hashed.result())


def test_a_process_that_forks_off_has_none_of_its_parents() -> None:
    numbers.new_code()
    an_answer_goes_out()
    assert ahead()

    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        os.write(writing, str(len(ahead())).encode())
        os._exit(0)
    os.close(writing)
    os.waitpid(child, 0)

    assert os.read(reading, 9) == b"0"
    os.close(reading)
    assert ahead()
