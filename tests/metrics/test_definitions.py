"""Every figure is defined once, whole, in both languages; bands begin where they say."""

from decimal import Decimal

import pytest
from django.utils.translation import override

from metrics import figures_document, whistles
from metrics.bands import Band, Thresholds, band_of
from metrics.counting import NUMBERS
from metrics.definitions import DEFINITIONS, FIGURES, GROUPS, Definition, Kind
from roundtable import figures

WORDS = ("name", "sentence", "formula", "unit", "population", "period")
REQUIRED = (
    *("handled", "response", "solved", "satisfied", "score", "signing", "on_time", "first_right", "returned"),
    *("misdispatched", "redone", "revisited", "validly", "put_off", "extended", "ledgered", "working_time"),
    *("check_in", "decisions_on_time", "attendance"),
    *("redo", "withdrawn", "persuaded", "not_reached", "final", "excluded"),
)
ALL = sorted(DEFINITIONS.values(), key=lambda each: each.key)


def test_every_figure_that_the_county_publishes_is_defined_once() -> None:
    assert sorted(DEFINITIONS) == sorted(REQUIRED)
    assert sum(len(group) for _words, group in GROUPS) == len(REQUIRED)


@pytest.mark.parametrize("definition", ALL, ids=lambda each: each.key)
def test_a_definition_has_all_its_words_in_both_languages(definition: Definition) -> None:
    names = (*WORDS, *(["failed"] if definition.failed else []))
    with override("zh-hans"):
        chinese = {name: str(getattr(definition, name)) for name in names}
    with override("en"):
        english = {name: str(getattr(definition, name)) for name in names}

    assert [name for name in names if not chinese[name].strip() or not english[name].strip()] == []
    assert [words for words in english.values() if any("\u4e00" <= sign <= "\u9fff" for sign in words)] == []
    assert definition.version >= 1


def test_every_rate_names_the_cases_that_count_against_it_and_no_count_does() -> None:
    named = {key for key, definition in DEFINITIONS.items() if definition.failed}

    assert named == {key for key, each in DEFINITIONS.items() if each.kind in {Kind.RATE, Kind.SCORE}}


def test_sentences_in_a_row_stand_as_their_language_writes_them() -> None:
    with override("zh-hans"):
        chinese = str(DEFINITIONS["handled"].population)
    with override("en"):
        english = str(DEFINITIONS["handled"].population)

    assert chinese == "本期受理的件，拆出的件各算一件。算在现在（或最后）的主办单位名下。"
    assert ". Counted for" in english


def test_what_other_parts_count_is_said_in_their_own_sentences() -> None:
    said = {key: DEFINITIONS[key].sentence for key in ("check_in", "decisions_on_time", "attendance")}

    assert said["check_in"] is whistles.ON_TIME[1]
    assert said["decisions_on_time"] is figures.ALL["on-time"].sentence
    assert said["attendance"] is figures.ALL["must-came"].sentence


def test_the_rates_on_top_open_lists_by_their_keys() -> None:
    assert {f"{each.key}{end}" for each in FIGURES for end in ("", "-failed")} <= set(NUMBERS)


BORDERS = [
    ("100.0", 10, Band.EXCELLENT),
    ("90.0", 10, Band.EXCELLENT),
    ("89.9", 10, Band.GOOD),
    ("80.0", 10, Band.GOOD),
    ("79.9", 10, Band.FAIR),
    ("70.0", 10, Band.FAIR),
    ("69.9", 10, Band.POOR),
    ("0.0", 10, Band.POOR),
    ("100.0", 9, None),
    ("0.0", 9, None),
    (None, 10, None),
]


@pytest.mark.parametrize(("score", "valid", "band"), BORDERS)
def test_a_band_begins_at_its_lowest_score_and_needs_ten_revisits(
    score: str | None, valid: int, band: Band | None
) -> None:
    assert band_of(None if score is None else Decimal(score), valid, Thresholds()) == band


def test_a_county_says_where_its_bands_begin() -> None:
    thresholds = Thresholds(Decimal("95.5"), Decimal(85), Decimal(60))

    assert [band_of(Decimal(score), 10, thresholds) for score in ("95.5", "95.4", "84.9", "59.9")] == list(Band)


def test_the_document_of_figures_is_generated_from_the_definitions() -> None:
    assert figures_document.DOCUMENT.read_text(encoding="utf-8") == figures_document.document()
