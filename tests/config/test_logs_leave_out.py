"""What no log line holds, whoever writes it: telephone numbers, addresses that open something, rows (ASVS V16.2.5)."""

import logging
import re
import secrets
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import get_resolver

from config import logs
from orgs.services import messages, staff_invitations
from orgs.statuses import Role
from tests import cast
from tests.config.log import Log, fail

NUMBER = "13900002345"


@pytest.fixture(params=[logs.LINE, logs.JSON])
def log(request: pytest.FixtureRequest) -> Log:
    return Log(request.param)


@pytest.fixture
def of_django(log: Log) -> Iterator[Log]:
    """What Django itself says of requests."""
    logger = logging.getLogger("django")
    logger.addHandler(log.handler)
    yield log
    logger.removeHandler(log.handler)


@pytest.mark.parametrize("words", [NUMBER, f"打 {NUMBER} 找他", f"login={NUMBER}&password=x"])
def test_no_telephone_number_is_written_whole(log: Log, words: str) -> None:
    log.logger.warning("sign-in of %s", words)
    fail(log, words)

    text = "".join(log.lines)
    assert (NUMBER in text, text.count("139****2345")) == (False, 2)


def test_no_character_that_is_written_out_covers_a_number(log: Log) -> None:
    log.logger.warning("sign-in of \x00%s\x07", NUMBER)

    assert "\\u0000139****2345\\u0007" in log.lines[0]


@pytest.mark.parametrize("number", ["371724-2026-000123", "1796026268070", "20261130093000", "id 4711"])
def test_other_numbers_stay(log: Log, number: str) -> None:
    log.logger.warning("case %s", number)

    assert number in log.lines[0]


def addresses_that_open() -> list[str]:
    """Every address of the product that holds a token; files under way open nothing, they only come in once."""
    resolver = get_resolver()
    named = [name for name in resolver.reverse_dict if isinstance(name, str)]
    forms = {
        form for name in named for possible, *_rest in resolver.reverse_dict.getlist(name) for form, _of in possible
    }
    return sorted(form for form in forms if "%(token)s" in form and not form.startswith("files/"))


def test_no_address_that_opens_something_is_written_whole(log: Log) -> None:
    token, forms = secrets.token_urlsafe(16), addresses_that_open()
    for form in forms:
        log.logger.warning("%s: %s", "Unprocessable Entity", "/" + form.replace("%(token)s", token))
        log.logger.warning("Not Found: %s", "/" + form.replace("%(token)s", token).rstrip("/"))

    assert len(log.lines) == 2 * len(forms) > 20
    assert [line for line in log.lines if token in line or "/…" not in line] == []


@pytest.mark.parametrize("way", ["refused", "forged"])
def test_a_form_of_an_invitation_that_is_not_taken_leaves_no_way_in(
    db: None, settings: LazySettings, of_django: Log, way: str
) -> None:
    world = cast.county()
    unit = world.head.organisation_id
    staff_invitations.invite(unit, role=Role.HANDLER, name="梁新", phone=NUMBER, email="", actor=world.head)
    messages.run()
    [text] = [file.read_text(encoding="utf-8") for file in Path(settings.SMS_FOLDER).glob("*.txt")]
    found = re.search(r"/i/staff/([\w-]{22})/", text)
    assert found is not None

    answer = Client(enforce_csrf_checks=way == "forged").post(found[0], {"username": "liangxin", "new": "kurz"})

    assert answer.status_code == {"refused": 422, "forged": 403}[way]
    [line] = of_django.lines
    assert ("/i/staff/…" in line, found[1] in line) == (True, False)


def test_a_broken_constraint_names_itself_and_not_the_row(db: None, log: Log) -> None:
    said = ["我的密码是一二三四五六", "丁小满\n\n丁大满"]
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE said (words text CONSTRAINT short CHECK (length(words) < 9), who text)")
        try:
            with transaction.atomic():
                cursor.execute("INSERT INTO said VALUES (%s, %s)", said)
        except IntegrityError:
            log.logger.exception("not kept")
            log.logger.warning("not kept: %s", sys.exception())

    text = "".join(log.lines)
    assert [words for words in ("密码", "丁小满", "丁大满") if words in text] == []
    assert "violates check constraint" in text
    assert "The above exception was the direct cause" in text
