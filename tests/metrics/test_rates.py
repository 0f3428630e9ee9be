"""The vectors of DOMAIN §2.8 as literals, and months as the county counts them."""

from datetime import datetime
from decimal import Decimal

import pytest

from metrics.periods import Month, Year, offered, read
from metrics.rates import NOTHING, Rate, Tally, Weights, mean
from orgs.calendar import COUNTY_TIME

# V, contacted, solved, basically solved, 满意, 基本满意 → 响应率, 解决率, 满意率, 综合成绩
VECTORS = [
    ((200, 198, 180, 0, 150, 30), ("99.00 %", "90.00 %", "88.50 %", Decimal("90.3"))),
    ((10, 10, 7, 0, 6, 2), ("100.00 %", "70.00 %", "78.00 %", Decimal("76.2"))),
    ((3, 3, 3, 0, 3, 0), ("100.00 %", "100.00 %", "100.00 %", Decimal("100.0"))),
    ((10, 5, 5, 4, 0, 0), ("50.00 %", "86.00 %", "0.00 %", Decimal("48.0"))),
    ((0, 0, 0, 0, 0, 0), (NOTHING, NOTHING, NOTHING, None)),
]


@pytest.mark.parametrize(("counts", "shown"), VECTORS)
def test_rates_and_score_follow_the_vectors(counts: tuple[int, ...], shown: tuple[object, ...]) -> None:
    tally, weights = Tally(*counts), Weights()
    rates = (tally.response(), tally.resolution(weights), tally.satisfaction(weights))

    assert (*(rate.percent for rate in rates), tally.score(weights)) == shown


FACTORS = [
    ("0.90", ("86.00 %", "78.00 %", Decimal("79.2"))),
    ("0.50", ("70.00 %", "70.00 %", Decimal("68.0"))),
    ("0", ("50.00 %", "60.00 %", Decimal("54.0"))),
    ("1", ("90.00 %", "80.00 %", Decimal("82.0"))),
]


@pytest.mark.parametrize(("factor", "shown"), FACTORS)
def test_basically_counts_by_the_factor_that_the_county_sets(factor: str, shown: tuple[object, ...]) -> None:
    tally = Tally(valid=10, contacted=5, solved=5, basically_solved=4, satisfied=6, basically_satisfied=2)
    weights = Weights(basic=Decimal(factor))

    assert (tally.resolution(weights).percent, tally.satisfaction(weights).percent, tally.score(weights)) == shown


WEIGHTINGS = [
    (("0.10", "0.50", "0.40"), Decimal("76.2")),
    (("0.30", "0.35", "0.35"), Decimal("81.8")),
    (("1", "0", "0"), Decimal("100.0")),
    (("0", "0", "1"), Decimal("78.0")),
]


@pytest.mark.parametrize(("sizes", "score"), WEIGHTINGS)
def test_a_score_follows_the_weights_that_the_county_sets(sizes: tuple[str, str, str], score: Decimal) -> None:
    assert Tally(10, 10, 7, 0, 6, 2).score(Weights(*(Decimal(size) for size in sizes))) == score


@pytest.mark.parametrize(("part", "whole", "shown"), [("177", 200, "177/200"), ("7.8", 10, "7.8/10"), ("0", 0, "0/0")])
def test_a_fraction_stands_beside_every_percentage(part: str, whole: int, shown: str) -> None:
    assert Rate(Decimal(part), whole).fraction == shown


def test_a_group_is_pooled_by_adding_counts() -> None:
    assert Tally(10, 9, 8, 1, 7, 1) + Tally(5, 5, 5, 0, 5, 0) == Tally(15, 14, 13, 1, 12, 1)


MONTHS = [
    ("2026-11-01 00:00", 1, "2026-11"),
    ("2026-10-31 23:59", 1, "2026-10"),
    ("2026-11-18 23:59", 19, "2026-11"),
    ("2026-11-19 00:00", 19, "2026-12"),
    ("2026-12-20 10:00", 19, "2027-01"),
    ("2026-10-18 23:59", 19, "2026-10"),
    ("2026-10-19 00:00", 19, "2026-11"),
    ("2027-01-18 23:59", 19, "2027-01"),
]


@pytest.mark.parametrize(("moment", "starts_on", "month"), MONTHS)
def test_an_instant_lies_in_the_month_that_the_county_counts(moment: str, starts_on: int, month: str) -> None:
    instant = datetime.strptime(moment, "%Y-%m-%d %H:%M").replace(tzinfo=COUNTY_TIME)
    found = Month.of(instant, starts_on=starts_on)

    assert str(found) == month
    assert found.start <= instant < found.end


@pytest.mark.parametrize("text", ["", "2026", "2026-13", "2026-00", "1999-01", "a-b", "２０２６-11", "2026-11-01", "-"])
def test_a_month_that_cannot_be_read_is_none(text: str) -> None:
    assert Month.parse(text, starts_on=1) is None


def test_a_year_is_twelve_of_the_countys_months() -> None:
    assert (Year(2026, 19).start, Year(2026, 19).end) == (Month(2026, 1, 19).start, Month(2027, 1, 19).start)
    assert Year(2026).start == Month(2026, 1).start


@pytest.mark.parametrize(
    ("text", "found"), [("2026", Year(2026)), ("2026-11", Month(2026, 11)), ("1999", None), ("20261", None), ("", None)]
)
def test_an_address_names_a_month_or_a_year(text: str, found: object) -> None:
    assert read(text, starts_on=1) == found


def test_twelve_months_and_two_years_are_offered_and_none_that_lies_ahead() -> None:
    now = datetime(2026, 3, 2, 9, 0, tzinfo=COUNTY_TIME)
    names = [str(period) for period in offered(now, starts_on=1)]

    assert names[:4] == ["2026-03", "2026-02", "2026-01", "2025-12"]
    assert names[-3:] == ["2025-04", "2026", "2025"]


def test_a_rate_says_how_many_cases_it_lost_and_a_part_is_no_loss() -> None:
    tally = Tally(10, 9, 6, 2, 5, 3, accepted=12, handled=7)

    assert {key: tally.lost(key) for key in ("handled", "response", "solved", "satisfied")} == {
        "handled": 5,
        "response": 1,
        "solved": 2,
        "satisfied": 2,
    }


def test_the_mean_of_units_leaves_out_those_without_a_score() -> None:
    assert mean([Decimal("90.3"), None, Decimal("76.2")]) == Decimal("83.3")
    assert mean([None]) is None
