"""How days, numbers and sentences are spelled, and where titles break."""

from datetime import date, datetime

import pytest

from roundtable.documents.titles import broken
from roundtable.documents.words import clause, day, issue, moment, numeral, sentence, span, width


def at(*parts: int) -> datetime:
    return datetime(*parts)  # type: ignore[arg-type]  # noqa: DTZ001 -- wall time, as it is printed


def test_days_are_arabic_without_a_zero_in_front() -> None:
    assert day(date(2026, 7, 5)) == "2026年7月5日"
    assert issue(2026, 3) == "〔2026〕第3期"


def test_a_full_hour_has_no_minutes() -> None:
    assert (moment(at(2026, 7, 5, 9)), moment(at(2026, 7, 5, 14, 5))) == ("2026年7月5日9时", "2026年7月5日14时5分")


def test_the_second_day_of_a_span_is_named_where_it_is_another() -> None:
    assert span(at(2026, 7, 5, 9), at(2026, 7, 5, 11, 30)) == "2026年7月5日9时至11时30分"
    assert span(at(2026, 7, 5, 9), at(2026, 7, 6, 12)) == "2026年7月5日9时至2026年7月6日12时"


@pytest.mark.parametrize(
    ("number", "spelled"),
    [(1, "一"), (9, "九"), (10, "十"), (11, "十一"), (20, "二十"), (21, "二十一"), (99, "九十九"), (100, "100")],
)
def test_headings_count_in_chinese_up_to_ninety_nine(number: int, spelled: str) -> None:
    assert numeral(number) == spelled


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("办结", "办结。"),
        ("办结；", "办结。"),
        ("办结。", "办结。"),
        ("办结？", "办结？"),
        ("他说“好”", "他说“好”"),
        (" ", ""),
    ],
)
def test_a_sentence_ends_once(typed: str, said: str) -> None:
    assert sentence(typed) == said


def test_a_clause_ends_with_nothing() -> None:
    assert clause("四处投入使用。") == "四处投入使用"


def test_letters_and_digits_are_half_as_wide() -> None:
    assert width("2026年AB") == 4


def test_a_short_title_is_one_line() -> None:
    assert broken("2026年第3次圆桌会议", 20) == ["2026年第3次圆桌会议"]
    assert broken(" \n ", 20) == []


def test_a_longer_title_is_a_trapezium_and_a_very_long_one_a_lozenge() -> None:
    assert broken("关于召开2026年第3次电商产业发展圆桌会议的通知", 20) == [
        "关于召开2026年第3次电商产业",
        "发展圆桌会议的通知",
    ]
    assert broken("泽丰县电商产业综合党委关于研究快递进村、冷链补短板和直播基地用电问题的专题会议纪要", 20) == [
        "泽丰县电商产业综合党委",
        "关于研究快递进村、冷链补短板和直播",
        "基地用电问题的专题会议纪要",
    ]


@pytest.mark.parametrize("most", [10, 12, 17, 20])
def test_no_line_is_too_long_none_begins_with_a_closing_mark_and_no_number_is_cut(most: int) -> None:
    title = "关于落实《县2026年电商（直播）产业扶持办法》第12条有关问题的会议"
    found = broken(title, most)

    assert "".join(found) == title
    assert [line for line in found if width(line) > most or line[0] in "）》、"] == []
    assert [line for line in found if line[-1] in "（《0123456789"] == []


@pytest.mark.parametrize("title", ["纪" * 100, "A" * 90])
def test_what_cannot_be_broken_well_is_left_to_the_program_that_prints_it(title: str) -> None:
    assert broken(title, 20) == [title]
