"""Telephone numbers as a column keeps them: unreadable, and yet the same for the same digits."""

import re

import pytest
from django.conf import LazySettings

from web import sealed, sealed_numbers

NUMBER = "13800001234"


@pytest.fixture(autouse=True)
def keys(settings: LazySettings) -> None:
    settings.DATA_KEYS = ["new-key", "old-key"]


@pytest.mark.parametrize(
    ("spelling", "digits"),
    [
        (NUMBER, NUMBER),
        ("138 0000 1234", NUMBER),
        ("+86 138-0000-1234", NUMBER),
        ("0086(138)00001234", NUMBER),
        ("0530-5561234", "05305561234"),
        ("+86 0530 5561234", "05305561234"),
        ("400-123-4567", "4001234567"),
        ("8612345678", "8612345678"),  # begins like a country, is too short for one
        ("", ""),
    ],
)
def test_every_spelling_of_a_number_has_the_same_digits(spelling: str, digits: str) -> None:
    assert sealed_numbers.digits_of(spelling) == digits


def test_a_number_comes_back_as_it_was_written() -> None:
    assert [sealed_numbers.unseal(sealed_numbers.seal(each)) for each in ("0530-5561234", "")] == ["0530-5561234", ""]


def test_the_same_number_looks_different_behind_its_mark() -> None:
    first, second = sealed_numbers.seal(NUMBER), sealed_numbers.seal("+86" + NUMBER)

    assert first != second
    assert first[: sealed_numbers.MARKED] == second[: sealed_numbers.MARKED]
    assert re.fullmatch(sealed_numbers.KEPT, first)
    assert not re.fullmatch(sealed_numbers.KEPT, NUMBER)


def test_no_two_numbers_and_no_two_keys_make_the_same_mark() -> None:
    marks = {mark for number in (NUMBER, "13800001235") for mark in sealed_numbers.marks_of(number)}

    names = {key.name for key in sealed.keyring()}  # the two, and the secret key's

    assert (len(names), len(marks)) == (3, 6)
    assert {mark[: sealed_numbers.NAME] for mark in marks} == names


def test_what_the_old_key_sealed_is_found_and_opened_until_it_goes(settings: LazySettings) -> None:
    settings.DATA_KEYS = ["old-key"]
    kept = sealed_numbers.seal(NUMBER)
    settings.DATA_KEYS = ["new-key", "old-key"]
    assert (sealed_numbers.unseal(kept), kept[: sealed_numbers.MARKED] in sealed_numbers.marks_of(NUMBER)) == (
        NUMBER,
        True,
    )

    settings.DATA_KEYS = ["new-key"]
    with pytest.raises(sealed.Unreadable):
        sealed_numbers.unseal(kept)


def test_a_kept_number_that_somebody_has_written_into_opens_nothing() -> None:
    kept = sealed_numbers.seal(NUMBER)

    with pytest.raises(sealed.Unreadable):
        sealed_numbers.unseal(kept[:-6] + "AAAAA=")
