"""One county for a whole module, in one transaction that ends with it."""

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import transaction
from django.test import override_settings
from pytest_django.plugin import DjangoDbBlocker

from journal import clock
from tests.access import scene as scenes
from tests.outside import keepers


@pytest.fixture(scope="module", autouse=True)
def own_files(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Files of one module are not another's: things are made once, and read by all its tests."""
    folder = tmp_path_factory.mktemp("access")
    kept: dict[str, Path] = {"FILES_ROOT": folder / "files", "SMS_FOLDER": folder / "sms", "DATA": folder}
    anchor = folder / "anchors" / "checkpoints.log"
    away = keepers.ways_at("http://127.0.0.1:1")  # configured, and nobody is there
    with override_settings(
        **kept, OUTSIDE=away, JOURNAL_ANCHOR=anchor, EMAIL_FILE_PATH=folder / "mail", COUNTY_NAME="测试县"
    ):
        yield


@pytest.fixture(scope="module")
def scene(django_db_setup: None, django_db_blocker: DjangoDbBlocker, own_files: None) -> Iterator[scenes.Scene]:
    """The county with its things; no test may commit."""
    logging.disable(logging.WARNING)  # every refusal is one
    with django_db_blocker.unblock(), clock.moved_to(scenes.NOW), transaction.atomic():
        yield scenes.build()
        transaction.set_rollback(True)
    logging.disable(logging.NOTSET)
