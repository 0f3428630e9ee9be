"""Masks and dates: two tables."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from django.utils import translation

from web.masks import mask_name, mask_phone
from web.moments import moment

CHINA = timezone(timedelta(hours=8))
NOW = datetime(2026, 11, 18, 15, 0, tzinfo=CHINA)


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        ("13800001234", "138****1234"),
        ("+86 138 0000 1234", "138****1234"),
        ("0530-5561234", "0530-****234"),
        ("0530 5561234", "0530-****234"),
        ("010-12345678", "010-****678"),
        ("12345", "****45"),
        ("110", "****"),
        ("", ""),
    ],
)
def test_phones_are_masked(number: str, shown: str) -> None:
    assert mask_phone(number) == shown


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("张三", "张*"),
        ("丁永士", "丁*"),
        ("欧阳娜", "欧阳*"),
        ("欧阳", "欧*"),
        ("王", "*"),
        (" 李四 ", "李*"),
        ("", ""),
    ],
)
def test_names_are_masked(name: str, shown: str) -> None:
    assert mask_name(name) == shown


@pytest.mark.parametrize(
    ("at", "shown"),
    [
        (datetime(2026, 11, 18, 10, 31, tzinfo=CHINA), "今天 10:31"),
        (datetime(2026, 11, 17, 16, 30, tzinfo=CHINA), "昨天 16:30"),
        (datetime(2026, 11, 19, 18, 0, tzinfo=CHINA), "明天 18:00"),
        (datetime(2026, 11, 6, 15, 10, tzinfo=CHINA), "11月6日 15:10"),
        (datetime(2025, 11, 6, 15, 10, tzinfo=CHINA), "2025年11月6日"),
        # 16:05 UTC is the next day in the county.
        (datetime(2026, 11, 17, 16, 5, tzinfo=UTC), "今天 00:05"),
    ],
)
def test_moments_read_as_people_say_them(at: datetime, shown: str) -> None:
    assert moment(at, now=NOW) == shown


def test_moments_in_english() -> None:
    with translation.override("en"):
        assert moment(datetime(2026, 11, 6, 15, 10, tzinfo=CHINA), now=NOW) == "6 Nov 15:10"


def test_a_moment_without_now_is_a_whole_date() -> None:
    assert moment(datetime(2026, 11, 6, 15, 10, tzinfo=CHINA), now=None) == "2026年11月6日 15:10"
