"""Two windows save one form for the first time at the same instant."""

import time
import uuid
from functools import partial
from unittest import mock

import pytest

from tests.cast import World
from tests.races.starting import names, together
from tickets.models import Draft
from tickets.services import drafts

pytestmark = pytest.mark.slow
_first = drafts._first


def slowly(*args: object, **kwargs: object) -> Draft:
    """Look, and wait until the other window has looked as well."""
    made: Draft = _first(*args, **kwargs)  # type: ignore[arg-type]  # handed on
    time.sleep(0.3)
    return made


def two_windows(world: World, *texts: str) -> list[object]:
    token = uuid.uuid4()

    def save(place: int, text: str) -> Draft:
        page = drafts.Page(version=0, writer=f"window {place}")
        return drafts.save(token, firm=world.firm.organisation, answers={"body": text}, page=page, actor=world.firm)

    with mock.patch.object(drafts, "_first", slowly):
        return together([partial(save, place, text) for place, text in enumerate(texts)])


def test_one_makes_the_draft_and_the_other_is_shown_both_texts(world: World) -> None:
    outcomes = two_windows(world, "第一个窗口写的", "第二个窗口写的")

    kept = Draft.objects.get()
    assert names(outcomes) == ["Draft", "DraftMoved"]
    assert (kept.version, kept.say("body") in {"第一个窗口写的", "第二个窗口写的"}) == (1, True)


def test_the_same_words_twice_are_one_draft(world: World) -> None:
    outcomes = two_windows(world, "一样的话", "一样的话")

    assert names(outcomes) == ["Draft", "Draft"]
    assert Draft.objects.get().version == 1
