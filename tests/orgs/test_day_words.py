"""Days of rest and make-up days out of words, as people paste them."""

from datetime import date

import pytest

from orgs import day_words

WEEK = {date(2027, 2, day) for day in (5, 8, 9, 10, 11)}


@pytest.mark.parametrize(
    ("words", "rest", "work"),
    [
        (
            "春节：2月5日（农历除夕、周五）至11日（周四）放假调休，共7天。2月14日（周日）上班。",
            WEEK,
            {date(2027, 2, 14)},
        ),
        ("2027-02-05至2027-02-11", WEEK, set()),
        ("2027-02-05\t放假\n2027-02-14\t上班", {date(2027, 2, 5)}, {date(2027, 2, 14)}),
        ("9月30日至10月1日放假；10月9日补班", {date(2027, 9, 30), date(2027, 10, 1)}, {date(2027, 10, 9)}),
        ("2027/2/5、2027/2/8", {date(2027, 2, 5), date(2027, 2, 8)}, set()),
        ("10月2日放假", set(), set()),
        ("共 3 天，请各单位做好安排", set(), set()),
    ],
)
def test_words_become_days(words: str, rest: set[date], work: set[date]) -> None:
    found = day_words.read(words, year=2027)

    assert (found.rest, found.work) == (rest, work)


@pytest.mark.parametrize(
    "words", ["2月30日放假", "2026-02-05放假", "3月5日至1日放假", "1月1日至12月31日放假", "2月8日上班"]
)
def test_a_day_that_cannot_be_is_named(words: str) -> None:
    with pytest.raises(day_words.UnreadableDay):
        day_words.read(words, year=2027)
