"""Credit codes: the check sign of GB 32100, and the place to look at when it is wrong."""

import pytest
from django.core.exceptions import ValidationError

from orgs import credit_codes

# 示例 of the standard's own making: registering department, kind, district, body, check sign.
GOOD = ("91350100M000100Y43", "911100007109250324", "91110000802100433B")


def wrong(code: str) -> str:
    with pytest.raises(ValidationError) as told:
        credit_codes.check(code)
    return str(told.value.messages[0])


@pytest.mark.parametrize("code", GOOD)
def test_a_real_code_passes(code: str) -> None:
    credit_codes.check(code)

    assert credit_codes.check_sign(code) == code[-1]


@pytest.mark.parametrize("place", range(18))
def test_a_slip_at_any_place_is_found(place: int) -> None:
    code = GOOD[1]
    slipped = code[:place] + ("1" if code[place] != "1" else "2") + code[place + 1 :]

    assert wrong(slipped).startswith("统一社会信用代码应为 18 位，请核对第")


def test_the_sentence_names_the_place_of_a_letter_that_no_code_has() -> None:
    assert wrong("91350100O000100Y43") == "统一社会信用代码应为 18 位，请核对第 9 位"


def test_a_slip_in_the_body_is_told_from_one_elsewhere() -> None:
    assert wrong("911100007109250124") == "统一社会信用代码应为 18 位，请核对第 9 位到第 17 位"
    assert wrong("911100007109250325") == "统一社会信用代码应为 18 位，请核对第 18 位"


@pytest.mark.parametrize("typed", ["", "9111000071092503", "9111000071092503240"])
def test_the_length_is_told(typed: str) -> None:
    assert wrong(typed) == f"统一社会信用代码应为 18 位，现在是 {len(typed)} 位"


def test_full_width_small_and_spaced_spellings_are_one_code() -> None:
    assert credit_codes.canonical(" ９１３５ 0100-m0001 00y43 ") == "91350100M000100Y43"


@pytest.mark.parametrize("typed", ["<script>alert(1)</script>", "中" * 18, "\x00" * 18, "９" * 400])
def test_nonsense_is_refused_in_words(typed: str) -> None:
    assert wrong(credit_codes.canonical(typed)).startswith("统一社会信用代码应为 18 位")
