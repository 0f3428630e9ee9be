"""Personal numbers in free text: found however they are typed, and nothing else is taken for one."""

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orgs.credit_codes import check_sign
from tickets.services.numbers import written
from web.redacting import Kind, find, redacted

SIGNS = "0123456789ABCDEFGHJKLMNPQRTUWXY"


def with_identity_check(stem: str) -> str:
    """GB 11643 by its other definition: the whole number, weighted by powers of two, leaves 1 modulo 11."""
    return next(stem + sign for sign in "0123456789X" if weighed(stem + sign) % 11 == 1)


def weighed(number: str) -> int:
    values = [10 if sign == "X" else int(sign) for sign in number]
    return sum(value * pow(2, 17 - place, 11) for place, value in enumerate(values))


def with_card_check(stem: str) -> str:
    return next(f"{stem}{digit}" for digit in range(10) if luhn(f"{stem}{digit}"))


def luhn(number: str) -> bool:
    doubled = [int(digit) * (2 if place % 2 else 1) for place, digit in enumerate(reversed(number))]
    return sum(value - 9 if value > 9 else value for value in doubled) % 10 == 0


IDENTITY = with_identity_check("37172119900307123")
CARD = with_card_check("622848001234567890")


@pytest.mark.parametrize(
    ("text", "kind", "read"),
    [
        ("请打13800001234找我", Kind.MOBILE, "请打138****1234找我"),
        ("电话：138 0000 1234。", Kind.MOBILE, "电话：138****1234。"),
        ("手机１３８００００１２３４（微信同号）", Kind.MOBILE, "手机138****1234（微信同号）"),
        ("138-0000-1234", Kind.MOBILE, "138****1234"),
        ("138\u200b0000\u200b1234", Kind.MOBILE, "138****1234"),
        ("+86 13800001234", Kind.MOBILE, "138****1234"),
        ("1.13800001234 老丁", Kind.MOBILE, "1.138****1234 老丁"),
        ("座机0530-5561234转801", Kind.LANDLINE, "座机0530-****234转801"),
        ("（0530）5561234", Kind.LANDLINE, "0530-****234"),
        ("05305561234", Kind.LANDLINE, "0530-****234"),
        ("厂里电话 5561234", Kind.LANDLINE, "厂里电话 ****234"),
        (f"身份证{IDENTITY}，", Kind.IDENTITY, f"身份证371*************{IDENTITY[-2:]}，"),
        (f"{IDENTITY[:6]} {IDENTITY[6:14]} {IDENTITY[14:]}", Kind.IDENTITY, f"371*************{IDENTITY[-2:]}"),
        (f"卡号{CARD}", Kind.CARD, f"卡号***************{CARD[-4:]}"),
        (
            f"{CARD[:4]} {CARD[4:8]} {CARD[8:12]} {CARD[12:16]} {CARD[16:]}",
            Kind.CARD,
            f"***************{CARD[-4:]}",
        ),
        ("微信号：dingxiaoman", Kind.WECHAT, "微信号：d****"),
        ("加微信 ding_1990 说", Kind.WECHAT, "加微信 d**** 说"),
        ("wxid_a1b2c3d4e5", Kind.WECHAT, "w****"),
    ],
)
def test_a_number_is_found_as_people_type_it_and_masked_as_lists_show_it(text: str, kind: Kind, read: str) -> None:
    assert ([span.kind for span in find(text)], redacted(text)) == ([kind], read)


def test_several_numbers_of_one_sentence_are_each_found() -> None:
    text = f"老丁13800001234，小李 139 0000 2345 13700003456，卡{CARD}，证{IDENTITY}"

    assert [span.kind for span in find(text)] == [*[Kind.MOBILE] * 3, Kind.CARD, Kind.IDENTITY]
    assert not any(digits in redacted(text) for digits in ("13800001234", "0000 2345", "13700003456", CARD, IDENTITY))


@pytest.mark.parametrize(
    "text",
    [
        "261118-0419-5", "131118-0419-5", "191118-0419-5", "2026-11-18 14:30", "20261118143000", "2026年11月18日",
        "货款1380000.00元", "13800001234.50元", "1,380,000元", "SF1380000123456", "YT13800001234", "JD0012345",
        "订单2604181234567890123", "260418-123456789012345", "12345", "12315", "96110", "拨打110、120",
        "微信支付扣了货款",
        "微信客服不回",
        "用微信发过照片", "WeChat Pay", "二〇二六年", "①②③", "4台机器 13 个工人", "380V 1380 转", "0530",
        IDENTITY[:-1] + ("1" if IDENTITY[-1] != "1" else "2"), CARD[:-1] + str((int(CARD[-1]) + 1) % 10),
    ],
)  # fmt: skip
def test_other_numbers_are_left_alone(text: str) -> None:
    assert (find(text), redacted(text)) == ([], text)


dates = st.dates(date(2013, 1, 1), date(2039, 12, 31))
orders = st.one_of(
    st.builds(
        lambda day, tail: f"{day:%y%m%d}{tail:012d}",
        dates.filter(lambda day: day.year > 2023),
        st.integers(0, 10**12 - 1),
    ),
    st.builds(lambda day, tail: f"{day:%y%m%d}-{tail:015d}", dates, st.integers(0, 10**15 - 1)),
    st.builds(
        lambda head, tail: f"{head}{tail:013d}", st.sampled_from(["SF", "YT", "JD", "JT"]), st.integers(0, 10**13 - 1)
    ),
    st.integers(2 * 10**11, 3 * 10**11).map(str),
)
amounts = st.one_of(
    st.decimals(0, 10**9, places=2).map(lambda amount: f"{amount:,}元"),
    st.integers(0, 10**9).map(lambda amount: f"{amount}元"),
)
codes = st.builds(
    lambda head, body: (stem := f"{head}{body}") + check_sign(stem + "0"),
    st.sampled_from(["91371721", "92371721", "93370000"]),
    st.text(SIGNS, min_size=9, max_size=9),
)
days = st.builds(
    lambda day, form: day.strftime(form), dates, st.sampled_from(["%Y-%m-%d", "%Y%m%d", "%Y年%m月%d日", "%Y/%m/%d"])
)
harmless = st.one_of(
    st.builds(written, dates, st.integers(1, 9999)),
    orders,
    amounts,
    codes,
    days,
    st.sampled_from(["停电了", "，", "。\n", "机器"]),
)
mobiles = st.builds(
    lambda head, tail, form: form.format(f"{head}{tail[0]}", tail[1:5], tail[5:]),
    st.sampled_from([f"1{second}" for second in range(3, 10)]),
    st.text("0123456789", min_size=9, max_size=9),
    st.sampled_from(["{}{}{}", "{} {} {}", "{}-{}-{}", "{}{} {}"]),
)
identities = st.builds(
    lambda born, serial: with_identity_check(f"371721{born:%Y%m%d}{serial:03d}"),
    st.dates(date(1930, 1, 1), date(2020, 1, 1)),
    st.integers(0, 999),
)
cards = st.builds(
    lambda head, tail: with_card_check(f"{head}{tail:013d}"),
    st.sampled_from(["62284", "62170"]),
    st.integers(0, 10**13 - 1),
)
personal = st.one_of(mobiles, identities, cards)


@given(st.lists(harmless, max_size=5).map("，".join))
def test_cases_orders_amounts_dates_and_credit_codes_are_never_taken_for_a_person(text: str) -> None:
    assert find(text) == []


@given(st.text("停电找我电话，。（：\n", max_size=20), personal, st.text("说一下，。）\n", max_size=20))
def test_whatever_stands_around_a_number_stays_as_it_was(before: str, number: str, after: str) -> None:
    (span,) = find(before + number + after)

    assert redacted(before + number + after) == before + span.masked + after
    assert span.masked != number


@given(st.text(max_size=60) | st.text("0123456789 -０１２３Xx微信号:a", max_size=60))
def test_masking_twice_is_masking_once_and_all_but_the_spans_stays(text: str) -> None:
    once, spans = redacted(text), find(text)

    assert (redacted(once), find(once)) == (once, [])
    assert [span.start for span in spans] == sorted(span.start for span in spans)
    assert all(one.end <= other.start for one, other in pairwise(spans))
    if not spans:
        assert once == text


@given(personal)
def test_full_width_digits_are_the_same_number(number: str) -> None:
    wide = number.translate({ord(digit): ord(digit) + 0xFEE0 for digit in "0123456789"})

    assert redacted(wide) == redacted(number) != number


def test_the_first_days_of_the_register_are_none() -> None:
    """A day that does not exist is nobody's birthday."""
    stem = "37172119900231123"
    assert find(with_identity_check(stem)) == []
