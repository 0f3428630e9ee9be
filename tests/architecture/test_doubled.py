"""What is sent twice is taken in one way, everywhere: the last one of a form or an address, and never one for another.

A list is read only where a list is meant; the address does not speak for the form (ASVS V15.3.7).
"""

import ast
from collections.abc import Iterator

import pytest
from django.test import Client

from tests import cast
from tests.architecture.test_house import APPS, name, sources
from tests.cast import World, signed_in

# Who reads several values of one name, and which name.
LISTS = {
    "roundtable/views/enclosing.py": {"with_file"},
    "tickets/views/call_steps.py": {"files"},
    "tickets/views/claims.py": {"remove", "photos"},
    "tickets/views/queue.py": {"pick"},
    "tickets/views/supervision.py": {"<name>"},
    "tickets/views/taking.py": {"remove", "files_left", "<field>"},
}
# Where a page goes on to (`next`, `then`) stands in the form, or in the address that the form was opened by.
WHERE_TO_GO_ON = {"orgs/views/privacy.py", "tickets/views/call_steps.py"}


@pytest.fixture
def world(db: None) -> World:
    return cast.county()


def calls(attribute: str) -> Iterator[tuple[str, ast.Call]]:
    """Every call of a method of this name, with its file."""
    for path in sources(*APPS):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == attribute:
                yield name(path), node


def test_several_values_are_read_only_where_a_list_is_meant() -> None:
    found: dict[str, set[str]] = {}
    for file, call in calls("getlist"):
        [given] = call.args
        said = given.value if isinstance(given, ast.Constant) else f"<{ast.unparse(given)}>"
        found.setdefault(file, set()).add(str(said))

    assert found == LISTS


@pytest.mark.parametrize("method", ["lists", "setlistdefault", "appendlist", "setlist"])
def test_nobody_takes_a_form_apart_in_another_way(method: str) -> None:
    assert [file for file, _call in calls(method)] == []


def test_address_and_form_are_never_one() -> None:
    """Nobody merges them, and nobody looks for a word in both but for where a page goes on to: the form's first."""
    both = {
        name(path)
        for path in sources(*APPS)
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.BinOp | ast.BoolOp | ast.Call)
        and {"GET", "POST"} <= {each.attr for each in ast.walk(node) if isinstance(each, ast.Attribute)}
    }

    assert both == WHERE_TO_GO_ON


def test_of_a_doubled_word_of_an_address_the_last_counts(world: World) -> None:
    cast.filed(world)
    window = signed_in(world.desk)
    queries = ("tab=submitted&tab=replied", "tab=replied&tab=submitted", "tab[]=replied", "TAB=replied")

    opened = [window.get(f"/desk/?{query}").context["tab"] for query in queries]

    assert opened == ["replied", "submitted", "submitted", "submitted"]


def test_of_a_doubled_field_of_a_form_the_last_counts(world: World) -> None:
    mine = world.desk.person.username
    for names, opened in ((["nobody", mine], True), ([mine, "nobody"], False)):
        window = Client()
        window.post("/accounts/login/", {"login": names, "password": ["wrong", cast.PASSWORD]})
        assert ("_auth_user_id" in window.session) is opened


def test_an_address_fills_in_no_form(world: World) -> None:
    window, username = Client(), world.desk.person.username

    window.post(f"/accounts/login/?login={username}&password={cast.PASSWORD}", {"login": username})

    assert "_auth_user_id" not in window.session
