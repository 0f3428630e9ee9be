"""The list through the text fields of every other form: of each act on a case, and of the pages that are none."""

import json
import uuid
from collections.abc import Iterator, Mapping
from itertools import cycle, islice
from typing import Any, Final

import pytest
from django.conf import LazySettings
from django.db import connection

from tests import cast
from tests.access.sweep import written
from tests.access.test_forms import ACTS, PAGES
from tests.cast import World
from tests.naughty.reading import Page, squeezed
from tests.naughty.strings import ALL, KEPT
from tests.tickets.staff_pages import post_of, version_for
from tickets.forms import form_for
from web.forms import PhoneField, TextField

pytestmark = pytest.mark.untraced

READERS: Final = ("firm", "desk", "office", "liaison", "leader")
NAMES: Final = frozenset({"number"})
"""Fields that name a case: free text is nobody's number."""
HARD: Final = tuple(text for text in ALL if text)[::23]


@pytest.fixture
def world(db: None, settings: LazySettings) -> World:
    settings.COUNTY_NAME = "测试县"
    return cast.county()


def stuffed(fields: Mapping[str, Any], typed: Mapping[str, Any], start: int) -> dict[str, str]:
    """Words of the list for the fields that take free text and are filled in: as many as go in."""
    supply = islice(cycle(KEPT), start, None)
    return {
        name: _filled(field, supply)
        for name, field in fields.items()
        if isinstance(field, TextField) and not isinstance(field, PhoneField) and name not in NAMES and typed.get(name)
    }


def _filled(field: TextField, supply: Iterator[str]) -> str:
    said = "请看现场"
    for text in islice(supply, 40):
        more = f"{said}\n{text}" if field.lines else squeezed(f"{said} {text}")
        if len(more) <= min(field.max_length, 600):
            said = more
    return said


def texts_of(tables: list[str]) -> str:
    """Everything that these tables hold, as it is."""
    with connection.cursor() as cursor:
        found = []
        for table in tables:
            cursor.execute(f'SELECT row_to_json(one)::text FROM "{table}" AS one')
            found += [leaf for (row,) in cursor.fetchall() for leaf in _leaves(json.loads(row))]
    return "\0".join(found)


def _leaves(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for part in value.values() if isinstance(value, dict) else value:
            yield from _leaves(part)


@pytest.mark.parametrize("name", sorted(ACTS))
def test_an_act_keeps_what_is_typed_and_no_page_of_the_case_is_broken_by_it(world: World, name: str) -> None:
    who, make, words_of = ACTS[name]
    ticket, post = make(world), post_of(world, who)
    typed = words_of(world)
    own = stuffed(form_for(name, ticket=cast.current(ticket), post=post).fields, typed, sorted(ACTS).index(name) * 9)
    data = {"version": version_for(ticket, post, name), "client_token": str(uuid.uuid4())} | typed | own

    answer = cast.signed_in(post).post(f"/tickets/{ticket.number}/{name}/", data)

    assert answer.status_code == 303, Page(answer.content.decode()).words[:600]
    kept = texts_of(list(written()))
    assert [field for field, text in own.items() if text not in kept] == []
    for reader in READERS:
        page = cast.signed_in(getattr(world, reader)).get(f"/tickets/{ticket.number}/")
        assert (page.status_code in {200, 404}, Page(page.content.decode()).strange) == (True, []), reader


@pytest.mark.parametrize("name", sorted(PAGES))
def test_a_form_that_is_no_act_keeps_or_refuses_and_never_breaks(world: World, name: str) -> None:
    page = PAGES[name]
    type(world.sysadmin.person).objects.filter(pk=world.sysadmin.person_id).update(is_staff=True)
    address, data, window = page.address(world), page.words(world), cast.signed_in(post_of(world, page.who))
    for field in (name for name, value in data.items() if isinstance(value, str) and name != "client_token"):
        for text in HARD:
            answer = window.post(address, data | {field: text})
            assert answer.status_code < 500, (field, text)
            assert Page(answer.content.decode()).strange == [], (field, text)
