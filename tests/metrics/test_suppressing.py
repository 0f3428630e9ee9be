"""No small cell can be computed: not from totals, not by knowing the rule, not from two versions of one month."""

from collections import defaultdict
from collections.abc import Mapping
from itertools import combinations, product

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from metrics.suppressing import FEWEST, SPREAD, Released, may_follow, release, withheld

KEYS = ("甲", "乙", "丙", "丁", "戊")
SIZES = st.dictionaries(st.sampled_from("abcdefghij"), st.integers(0, 40), min_size=1)
SMALL = st.fixed_dictionaries({key: st.integers(0, 14) for key in KEYS})


def of(table: Mapping[str, int]) -> Released:
    return release({key: (size,) for key, size in table.items()}, width=1, fewest=FEWEST)


@given(SIZES)
@example({"a": 4, "b": 4, "c": 5})
@example({"a": 0, "b": 0, "c": 30, "d": 40})
@example({"a": 4, "b": 20, "c": 20, "d": 21})
def test_small_cells_are_withheld_and_never_alone_nor_with_a_small_sum(sizes: dict[str, int]) -> None:
    hidden = withheld(sizes, fewest=FEWEST)

    assert {key for key, size in sizes.items() if size < FEWEST} <= hidden
    if hidden and hidden != set(sizes):
        assert len(hidden) >= SPREAD
        assert sum(sizes[key] for key in hidden) >= FEWEST
        assert max(sizes[key] for key in hidden) <= min(sizes[key] for key in sizes if key not in hidden)


@pytest.mark.parametrize("keys", [2, 3, 4])
def test_who_knows_the_rule_and_tries_every_table_still_does_not_know_a_withheld_cell(keys: int) -> None:
    fewest, most = 3, 9
    alike: defaultdict[tuple[object, object, frozenset[str]], list[tuple[int, ...]]] = defaultdict(list)
    names = KEYS[:keys]
    for sizes in product(range(most + 1), repeat=keys):
        told = release({key: (size,) for key, size in zip(names, sizes, strict=True)}, width=1, fewest=fewest)
        alike[(told.total, tuple(sorted(told.shown.items())), told.hidden)].append(sizes)

    for (_total, _shown, hidden), tables in alike.items():
        for place, name in enumerate(names):
            values = {table[place] for table in tables}
            # Tables whose sum is near the end of what was tried have too few alternatives among those tried.
            if name in hidden and all(sum(table) < most for table in tables):
                assert max(values) - min(values) >= SPREAD, (name, tables)


@given(SMALL, SMALL)
@settings(max_examples=400)
def test_two_versions_that_may_both_be_known_isolate_no_case(before: dict[str, int], after: dict[str, int]) -> None:
    old, new = of(before), of(after)
    if not may_follow(new, old, fewest=FEWEST):
        return

    known = [frozenset(part) for size in range(1, 6) for part in combinations(KEYS, size)]
    known = [part for part in known if _known(part, old) and _known(part, new)]
    for part in known:
        if not any(other < part for other in known):
            moved = sum(after[key] - before[key] for key in part)
            assert moved == 0 or abs(moved) >= FEWEST


def _known(part: frozenset[str], told: Released) -> bool:
    """Whether linear equations give the sum of these cells: each withheld one counts once in the remainder, or not."""
    return told.total is not None and part & told.hidden in (frozenset(), told.hidden)


@given(SMALL, st.sampled_from(KEYS), st.integers(1, FEWEST - 1))
def test_a_version_with_a_case_more_or_two_is_never_published_beside_the_first(
    table: dict[str, int], key: str, more: int
) -> None:
    old, new = of(table), of(table | {key: table[key] + more})
    if old.total is not None:
        assert not may_follow(new, old, fewest=FEWEST)


def test_answers_that_change_without_a_change_of_size_isolate_too() -> None:
    old = release({"甲": (20, 18), "乙": (30, 25)}, width=2, fewest=10)
    new = release({"甲": (20, 17), "乙": (30, 26)}, width=2, fewest=10)

    assert new.total == old.total
    assert not may_follow(new, old, fewest=10)
    assert may_follow(old, old, fewest=10)


def test_a_single_number_is_a_table_without_cells() -> None:
    assert not may_follow(Released((8,)), Released((7,)), fewest=FEWEST)
    assert may_follow(Released((12,)), Released((7,)), fewest=FEWEST)


def test_a_table_that_is_small_as_a_whole_says_nothing() -> None:
    assert of({"甲": 1, "乙": 3}) == Released(None, {}, frozenset({"甲", "乙"}))
    assert of({}) == Released(None, {}, frozenset())


def test_one_small_cell_takes_the_next_larger_with_it() -> None:
    told = of({"甲": 2, "乙": 12, "丙": 30})

    assert told.total == (44,)
    assert told.hidden == {"甲", "乙"}
    assert told.of(frozenset({"甲", "乙"})) == (14,)
    assert told.of(frozenset({"甲"})) is None
    assert told.of(frozenset({"丙"})) == (30,)


def test_two_small_cells_that_their_sum_would_give_away_take_a_third() -> None:
    assert withheld({"甲": 4, "乙": 4, "丙": 9, "丁": 30}, fewest=FEWEST) == {"甲", "乙", "丙"}
    assert withheld({"甲": 2, "乙": 3, "丙": 9, "丁": 30}, fewest=FEWEST) == {"甲", "乙"}
