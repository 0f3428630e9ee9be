"""Calls in a loop cost no memory from the system, however deep the page is that makes them."""

import resource

import pytest

from config.frames import with_room

CALLS = 500


def _leaf() -> None:
    """A frame that comes and goes."""


def _faults() -> int:
    """How often this process was given a page of memory during so many calls."""
    before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
    for _ in range(CALLS):
        _leaf()
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before


def _at_depth(depth: int) -> int:
    return _faults() if depth == 0 else _at_depth(depth - 1)


def _worst() -> int:
    return max(_at_depth(depth) for depth in range(400))


def test_no_depth_is_at_the_end_of_a_chunk_of_frames() -> None:
    assert with_room(_worst)() < CALLS / 10


def test_what_is_called_gets_what_was_given_and_raises_what_it_raises() -> None:
    call = with_room(int)

    assert call("ff", base=16) == 255
    with pytest.raises(ValueError, match="ff"):
        call("ff", 10)
