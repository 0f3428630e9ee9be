"""Every address × every reader × their own and others' things × method, against one literal file.

`QIHU_WRITE_ACCESS=1 python -m pytest tests/access/test_table.py` writes the file afresh; its difference is then read
by a person. Where `CI` is set nothing is ever written.
"""

import os
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from typing import Final

import pytest

from tests.access.scene import READERS, Scene
from tests.access.sweep import METHODS, NOT_ASKED, Address, Sweep, sweep

pytestmark = [pytest.mark.django_db, pytest.mark.untraced]

FILE: Final = Path(__file__).with_name("expected.txt")
HEAD: Final = f"""\
# Who gets which answer where. Compared by test_table.py, which also says how it is written afresh; read every change.
# Under each address: methods, things (scene.py, things.py: A and B are two owners', - does not exist), and a column a
# reader. in: sent to sign in. 401: the same for a form. 404: not there, or not for them: they look the same.
# 405: no such method. 422: may, and would have to fill in the form. POST is sent empty. PUT is declared nowhere and
# tried by some (·: not by these); without a line it is 405. HEAD is as GET, which is another test of the module.
#
{"".ljust(33)}{" ".join(name.rjust(6) for name in READERS)}
"""


@pytest.fixture(scope="module")
def done(scene: Scene) -> Sweep:
    """Everything asked once."""
    return sweep(scene)


def lines_of(address: Address, done: Sweep) -> list[str]:
    """The lines under an address: methods and things that are answered alike stand in one."""
    rows = {
        (label, method): tuple(done.answers.get((address.route, label, method, who), NOT_ASKED).word for who in READERS)
        for label in done.labels[address.route]
        for method in METHODS
    }
    by_label: dict[str, dict[tuple[str, ...], list[str]]] = {}
    for (label, method), row in rows.items():
        by_label.setdefault(label, {}).setdefault(row, []).append(method)
    merged: dict[tuple[tuple[str, ...], tuple[str, ...]], list[str]] = {}
    for label, found in by_label.items():
        for row, methods in found.items():
            if set(row) == {NOT_ASKED.word} or (methods == ["PUT"] and set(row) <= {NOT_ASKED.word, "405"}):
                continue
            merged.setdefault((tuple(methods), row), []).append(label)
    return [
        f"    {' '.join(methods):<17} {' '.join(labels):<10} {' '.join(word.rjust(6) for word in row)}".rstrip()
        for (methods, row), labels in merged.items()
    ]


def expected() -> dict[str, list[str]]:
    """Address → its lines, as the file has them."""
    lines = [line for line in FILE.read_text(encoding="utf-8").splitlines()[len(HEAD.splitlines()) :] if line]
    found: dict[str, list[str]] = {}
    for is_row, group in groupby(lines, key=lambda line: line.startswith("    ")):
        if is_row:
            found[next(reversed(found))].extend(group)
        else:
            found.update({line: [] for line in group})
    return found


def drawn(done: Sweep) -> dict[str, list[str]]:
    """Address → its lines, as they are now."""
    return {f"/{address.route}": lines_of(address, done) for address in done.addresses}


def write(rows: dict[str, list[str]]) -> None:
    """Write the file afresh."""
    assert not os.environ.get("CI"), "the file is written by a person who reads its difference"
    blocks = ["\n".join([address, *lines]) for address, lines in rows.items()]
    FILE.write_text(HEAD + "\n" + "\n\n".join(blocks) + "\n", encoding="utf-8")


@pytest.fixture(scope="module")
def file(done: Sweep) -> dict[str, list[str]]:
    """What the file says."""
    if os.environ.get("QIHU_WRITE_ACCESS") == "1":
        write(drawn(done))
    return expected()


def test_every_address_stands_in_the_file_and_no_other(done: Sweep, file: dict[str, list[str]]) -> None:
    assert list(file) == [f"/{address.route}" for address in done.addresses]


def test_every_post_gets_the_answer_that_the_file_says(done: Sweep, file: dict[str, list[str]]) -> None:
    now = drawn(done)

    told = {address: now.get(address) for address, lines in file.items() if lines != now.get(address)}

    assert told == {address: file[address] for address in told}


def test_nothing_breaks(done: Sweep) -> None:
    broken = [key for key, answer in done.answers.items() if answer.word.startswith("5")]

    assert broken == []


def test_a_head_is_answered_as_its_page_is_and_without_a_text(done: Sweep) -> None:
    other = [
        key
        for key, answer in done.answers.items()
        if key[2] == "HEAD" and (answer.text or answer.word != done.answers[key[0], key[1], "GET", key[3]].word)
    ]

    assert other == []


def test_whoever_may_see_a_thing_can_tell_it_from_nothing(done: Sweep) -> None:
    """Else a thing that is not there would prove what the next test says."""
    told, may = set(), set()
    for address in done.addresses:
        for label in done.labels[address.route] if "-" in done.labels[address.route] else ():
            for reader in address.seen_by(label):
                may.add((address.kind, label, reader))
                for method in ("GET", "POST"):
                    here, nowhere = (done.answers[address.route, name, method, reader] for name in (label, "-"))
                    if here != nowhere:
                        told.add((address.kind, label, reader))

    assert may - told == set()


NOTED: Final = {
    "files/<int:file_id>/": {"journal_accesslog": "who opened somebody else's file is on record"},
    "claims/<int:claim_id>/proof/<int:file_id>/": {"journal_accesslog": "who looked at a licence is on record"},
    "exports/<int:job_id>/file/": {"journal_accesslog": "a list that leaves the house is on record"},
    "statistics/reports/<int:report_id>/report.docx": {
        "journal_accesslog": "a report that leaves the house is on record"
    },
    "statistics/reports/<int:report_id>/report.xlsx": {
        "journal_accesslog": "a report that leaves the house is on record"
    },
    "imports/<int:batch_id>/mend/": {"journal_accesslog": "the rows name people"},
    "register/import/sheet/<uuid:key>/failed/": {"journal_accesslog": "the rows name people"},
    "tickets/<str:number>/receipt/": {"journal_accesslog": "a paper that leaves the house is on record"},
    "audit/": {"journal_accesslog": "an auditor is looked after as well"},
    "audit/day/": {"journal_accesslog": "an auditor is looked after as well"},
    "tickets/<str:number>/who/": {"journal_accesslog": "whoever asks who looks, looks as well"},
    "tickets/<str:number>/sheet/": {"journal_accesslog": "every print is on record"},
    "t/<str:token>/": {"tickets_trackingattempt": "a wrong link counts as a guess"},
    "r/<str:token>/": {"tickets_trackingattempt": "a wrong link counts as a guess"},
    "roundtable/meetings/<int:meeting_id>/notice/": {"journal_accesslog": "every print is on record"},
    "roundtable/files/<int:file_id>/": {"journal_accesslog": "who opened somebody else's file is on record"},
    "roundtable/r/<str:token>/": {"tickets_trackingattempt": "a wrong link counts as a guess"},
}
"""Addresses whose GET writes: table → why. Nothing else may, not even what it had written already."""


REFUSED: Final = frozenset({"journal_accesslog", "orgs_countedact"})
"""Who was refused is on record, and counted so that a crawler fills nothing (`metrics.audit.refusals`)."""


def test_looking_changes_nothing_but_what_is_noted_of_it(done: Sweep) -> None:
    wrote: dict[str, set[str]] = {}
    for (route, _label, method, _reader), answer in done.answers.items():
        told = set(answer.wrote) - (REFUSED if answer.word in {"403", "404"} else set())
        if method in {"GET", "HEAD"} and told:
            wrote.setdefault(route, set()).update(told)

    assert wrote == {route: set(tables) for route, tables in NOTED.items()}


def strangers(done: Sweep) -> Iterator[tuple[str, str, str, str]]:
    """Answers to those who may not know of a thing."""
    for address in done.addresses:
        labels = done.labels[address.route]
        for label in labels if "-" in labels else ():
            if label != "-":
                for reader in [name for name in READERS if name not in address.seen_by(label)]:
                    for method in ("GET", "POST"):
                        yield address.route, label, method, reader


def test_what_one_may_not_see_looks_like_what_is_not_there(done: Sweep) -> None:
    told = {}
    for route, label, method, reader in strangers(done):
        here, nowhere = done.answers[route, label, method, reader], done.answers[route, "-", method, reader]
        if (here.word, here.text) != (nowhere.word, nowhere.text):
            told[route, label, method, reader] = (here.word, nowhere.word)

    assert told == {}
