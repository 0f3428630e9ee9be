"""Rules of the house that no linter knows. A breach names its file and line."""

import ast
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
APPS = ("config", "web", "journal", "orgs", "tickets", "roundtable", "metrics", "notifications")
LONGEST_FILE = 350
LONGEST_FUNCTION = 40
# A file may be longer with its reason here; the list is short on purpose.
LONG_FILES: dict[str, str] = {}


def sources(*folders: str, suffix: str = ".py") -> list[Path]:
    """Tracked or new files of these folders, without migrations and what others wrote."""
    found = (path for folder in folders for path in (ROOT / folder).rglob(f"*{suffix}"))
    return sorted(path for path in found if "migrations" not in path.parts and "vendor" not in path.parts)


def name(path: Path) -> str:
    """The path as a reader of the repository knows it."""
    return str(path.relative_to(ROOT))


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """All functions of a file."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def test_no_file_outgrows_its_room() -> None:
    long = {
        name(path): lines
        for path in sources(*APPS, "deploy", "tests")
        if (lines := len(path.read_text(encoding="utf-8").splitlines())) > LONGEST_FILE and name(path) not in LONG_FILES
    }

    assert long == {}


def test_no_function_outgrows_a_screen() -> None:
    long = [
        f"{name(path)}:{function.lineno} {function.name}"
        for path in sources(*APPS, "deploy")
        for function in functions(path)
        if (function.end_lineno or 0) - function.lineno + 1 > LONGEST_FUNCTION
    ]

    assert long == []


def test_nine_functions_in_ten_are_under_twenty_lines() -> None:
    lengths = sorted(
        (function.end_lineno or 0) - function.lineno + 1 for path in sources(*APPS) for function in functions(path)
    )

    assert lengths[len(lengths) * 9 // 10] <= 20


def test_every_module_says_what_it_is_for() -> None:
    silent = [
        name(path)
        for path in sources(*APPS, "deploy", "tests")
        if path.read_text(encoding="utf-8").strip()
        and not ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))
    ]

    assert silent == []


@pytest.mark.parametrize("word", ["utils", "helpers", "common", "misc"])
def test_no_module_is_named_for_nothing(word: str) -> None:
    assert [name(path) for path in sources(*APPS, "deploy") if path.stem == word] == []


def breaches(pattern: str, *folders: str, suffix: str = ".py", but: tuple[str, ...] = ()) -> list[str]:
    """Lines that match, as `file:line`."""
    rule = re.compile(pattern)
    return [
        f"{name(path)}:{number}"
        for path in sources(*folders, suffix=suffix)
        if not name(path).startswith(but)
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if rule.search(line)
    ]


def test_pages_find_cases_through_the_one_visibility_rule() -> None:
    managers = r"\bTicket\.(objects|_default_manager|_base_manager)|TicketQuerySet\("
    around = managers + r"|\.(calls|filed|triaged|complained_about)\.(all|filter|get|first|count|exclude)\b"
    allowed = (
        "tickets/models",
        "tickets/queries/visibility.py",
        "tickets/services",
        "tickets/seeding",
        "notifications",
        "metrics/facts.py",  # read off every case of a county, for its figures
        "metrics/counting.py",  # numbers are the county's; its view opens only what `tickets_for` shows
    )

    assert [line for line in breaches(around, *APPS) if not line.startswith(allowed)] == []


def test_a_status_is_changed_by_the_state_machine_alone() -> None:
    assert breaches(r"\.status = |update\([^)]*\bstatus=", "tickets", but=("tickets/models",)) == []


def test_the_clock_is_asked_in_services_tasks_views_and_commands_only() -> None:
    pure = (
        "tickets/models",
        "tickets/policies.py",
        "tickets/clock.py",
        "tickets/chips.py",
        "tickets/queries",
        "orgs/calendar.py",
    )
    found = breaches(r"\b(clock\.now|timezone\.now|datetime\.now|date\.today)\(", *APPS)

    assert [line for line in found if line.startswith(pure)] == []


def test_templates_mark_nothing_safe_and_carry_no_script_or_style_of_their_own() -> None:
    unsafe = r"\|safe\b|autoescape off|<script(?![^>]*\bsrc=)|<style\b|<[^%>]*\s(style|on[a-z]+)=\"|javascript:"

    assert breaches(unsafe, "templates", suffix=".html") == []


def test_sql_is_never_put_together_from_strings_of_people() -> None:
    assert breaches(r"\.raw\(|\.extra\(|RawSQL\(", *APPS) == []


def test_nothing_reads_what_lies_beside_the_project() -> None:
    files = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split()
    readable = [
        ROOT / file for file in files if file.endswith((".py", ".toml", ".html", ".js", ".sh")) or "." not in file
    ]
    beside = "\\.\\./" + "shared"

    assert [
        name(path) for path in readable if re.search(beside, path.read_text(encoding="utf-8", errors="ignore"))
    ] == []


def test_no_unfinished_work_is_marked_in_the_tree() -> None:
    marks = r"\b(TO" + r"DO|FIX" + r"ME|XX" + r"X|Not" + r"ImplementedError)\b"

    assert breaches(marks, *APPS, "deploy", "tests") == []
