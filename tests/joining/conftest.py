"""What the tests of joining stand on: the cast's county, a phone in somebody's hand, and the texts it has received."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.test import Client

from orgs.services import messages
from tests import cast
from tests.cast import World

PHONE = "13900002345"


@pytest.fixture
def world(db: None, settings: LazySettings) -> World:
    settings.COUNTY_NAME = "测试县"
    return cast.county()


class Phone:
    """A phone: what was sent to it, newest last, once the task has run."""

    def __init__(self, number: str, folder: Path) -> None:
        self.number, self.folder = number, folder

    @property
    def texts(self) -> list[str]:
        """The words of every message to this number."""
        messages.run()
        files = sorted(self.folder.glob("*.txt"), key=lambda file: file.stat().st_mtime_ns)
        read = [file.read_text(encoding="utf-8").split("\n", 1) for file in files]
        return [words.strip() for number, words in read if number == self.number]

    @property
    def code(self) -> str:
        """The code of the newest message."""
        found = re.search(r"\d{6}", self.texts[-1])
        assert found, self.texts
        return found[0]


@pytest.fixture
def phone_of(settings: LazySettings) -> Callable[[str], Phone]:
    """A phone with any number."""
    return lambda number: Phone(number, Path(settings.SMS_FOLDER))


@pytest.fixture
def phone(phone_of: Callable[[str], Phone]) -> Phone:
    """A phone that nobody knows yet."""
    return phone_of(PHONE)


def sign_in_by_phone(client: Client, phone: Phone) -> str:
    """Ask for a code, type it in; where the browser is sent then."""
    asked = client.post("/accounts/phone/", {"phone": phone.number})
    assert asked.status_code == 303, asked.content.decode()
    answer = client.post("/accounts/phone/code/", {"code": phone.code})
    assert answer.status_code == 303, answer.content.decode()
    return str(answer["Location"])
