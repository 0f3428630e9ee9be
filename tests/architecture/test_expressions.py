"""No regular expression of ours can be made to try for ever, whatever it is shown (ASVS V1.3.12).

Time grows beyond all measure only where something endless is repeated endlessly, or where one repeated text can be read
as two alternatives. Both are looked for in the parsed expressions themselves.
"""

import ast
import importlib
import re
from collections.abc import Iterator
from re import _constants as codes  # type: ignore[attr-defined]  # the parser that `re` itself uses
from re import _parser as parser  # type: ignore[attr-defined]  # as above
from typing import Any

import pytest

from tests.architecture.test_house import APPS, name, sources

USES = frozenset({"compile", "match", "fullmatch", "search", "sub", "subn", "split", "findall", "finditer"})
REPEATS = (codes.MAX_REPEAT, codes.MIN_REPEAT)
"""`possessive` ones never look back."""
ENDLESS = 1000


def given() -> Iterator[tuple[str, ast.expr]]:
    """The first argument of every call of `re`, with its place."""
    for path in sources(*APPS, "deploy"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and isinstance(node.func.value, ast.Name)
                and node.func.value.id == "re"
                and node.func.attr in USES
            ):
                yield name(path), node.args[0]


def written() -> list[tuple[str, str]]:
    """Every expression of the code, made of what stands in its module and of nothing that comes in later.

    Raises NameError where one is put together of something else.
    """
    found = []
    for place, node in given():
        module = importlib.import_module(place.removesuffix(".py").replace("/", "."))
        said = eval(compile(ast.Expression(node), place, "eval"), vars(module))  # noqa: S307 -- our own code
        found.append((place, said.pattern if isinstance(said, re.Pattern) else said))
    return found


def dangers(expression: str) -> list[str]:
    """What in an expression can be tried in more ways than there are letters."""
    return list(_dangers(parser.parse(expression), within=False))


def _dangers(tree: Any, *, within: bool) -> Iterator[str]:
    for code, said in tree:
        if code in REPEATS:
            _least, most, body = said
            endless = int(most) > ENDLESS
            if endless and within:
                yield "endless within endless"
            yield from _dangers(body, within=within or endless)
        elif code is codes.BRANCH:
            if within and len({str(branch[:1]) for branch in said[1]}) < len(said[1]):
                yield "one beginning, two ways on"
            for branch in said[1]:
                yield from _dangers(branch, within=within)
        elif code is codes.SUBPATTERN:
            yield from _dangers(said[-1], within=within)
        elif code in {codes.ASSERT, codes.ASSERT_NOT}:
            yield from _dangers(said[1], within=within)


def test_nothing_endless_is_repeated_endlessly() -> None:
    found = {place: (expression, what) for place, expression in written() if (what := dangers(expression))}

    assert len(written()) > 30
    assert found == {}


def test_the_database_is_asked_for_our_expressions_alone() -> None:
    """In constraints and checks; what people search for is never one."""
    asked = [
        (name(path), ast.unparse(node.value))
        for path in sources(*APPS)
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.keyword) and node.arg and node.arg.endswith(("__regex", "__iregex"))
    ]

    assert len(asked) > 3
    assert [place for place, said in asked if not re.fullmatch(r"r?(['\"]).*\1|(\w+\.)?_?[A-Z_]+", said)] == []


@pytest.mark.parametrize("expression", [r"(a+)+$", r"(\w*,)*$", r"((x|y)+z?)*", r"(?:\d+\s*)+$"])
def test_what_would_try_for_ever_is_found(expression: str) -> None:
    assert dangers(expression)


@pytest.mark.parametrize("expression", [r"\d+-\d+", r"(?:a|b)+", r"(?:\d{3} )*", r"(?<!\d)1[3-9]\d{9}", r"a.*b"])
def test_what_comes_to_an_end_is_not(expression: str) -> None:
    assert not dangers(expression)
