"""Numbers that somebody has typed into a form or a list that is not sent yet lie sealed as well."""

import uuid
from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.conf import LazySettings
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from django.db import connection

from config import checks
from orgs.models import RegisterSheet
from orgs.statuses import SheetKind
from tests.cast import MONDAY, World
from tickets.models import Draft, ImportBatch, ImportRow
from tickets.services import drafts
from tickets.statuses import Source
from web import sealed, sealed_json

NUMBER = "13800001234"
CELLS = {"contact_phone": NUMBER, "phone": "0530-5561234", "body": f"回电 {NUMBER}", "contact_name": ""}


def lies(table: str, column: str) -> str:
    """What lies in a JSON column, read past every model."""
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT string_agg("{column}"::text, \' \') FROM "{table}"')
        (text,) = cursor.fetchone()
    return str(text)


def a_draft(world: World) -> Draft:
    return drafts.save(
        uuid.uuid4(),
        firm=world.firm.organisation,
        answers={"contact_phone": NUMBER, "title": "停电"},
        page=drafts.Page(version=0),
        actor=world.firm,
    )


def a_list(world: World) -> ImportRow:
    batch = ImportBatch.objects.create(
        county=world.county, source=Source.HOTLINE, by=world.desk, name="x.xlsx", created_at=MONDAY
    )
    return ImportRow.objects.create(batch=batch, line=2, cells={**CELLS, "body": "停电"})


def test_a_draft_keeps_the_number_sealed_and_gives_it_back(world: World) -> None:
    draft = a_draft(world)

    assert NUMBER not in lies("tickets_draft", "answers")
    assert Draft.objects.get(pk=draft.pk).answers == {"contact_phone": NUMBER, "title": "停电"}


def test_a_row_of_a_list_and_a_sheet_of_the_register_do_too(world: World) -> None:
    row = a_list(world)
    rows = [{"line": 2, "cells": CELLS, "state": "new", "why": ""}]
    sheet = RegisterSheet.objects.create(
        county=world.county, kind=SheetKind.FIRMS, file_name="x", rows=rows, failed=rows, read_at=MONDAY
    )

    assert NUMBER not in lies("tickets_importrow", "cells")
    assert lies("orgs_registersheet", "rows").count(NUMBER) == 1  # in the words, where nobody looks for one
    assert "5561234" not in lies("orgs_registersheet", "failed")
    assert ImportRow.objects.get(pk=row.pk).cells["phone"] == "0530-5561234"
    assert RegisterSheet.objects.get(pk=sheet.pk).failed == rows


def test_words_that_look_sealed_stop_no_start(world: World) -> None:
    looks = "0" * 28 + "gAAAAAx"
    draft = a_draft(world)
    draft.answers = {"body": f'{looks} "phone": "{looks}', "title": looks, "contact_phone": looks}
    draft.save()

    checks.refuse_without_keys()


def test_what_is_no_number_and_what_looks_sealed_come_back_as_typed(world: World) -> None:
    draft = a_draft(world)
    for typed in ("", "13８ 0000", "1" * 5000, "0" * 28 + "gAAAAAx"):
        draft.answers = {"contact_phone": typed}
        draft.save()
        assert Draft.objects.get(pk=draft.pk).answers == {"contact_phone": typed}


def test_a_newer_key_seals_them_anew_and_without_the_old_one_nothing_starts(
    world: World, settings: LazySettings
) -> None:
    settings.DATA_KEYS = ["old-key"]
    draft, row = a_draft(world), a_list(world)
    settings.DATA_KEYS = ["new-key"]
    with pytest.raises(SystemCheckError, match=r"tickets\.Draft\.answers|tickets\.ImportRow\.cells"):
        checks.refuse_without_keys()

    settings.DATA_KEYS = ["new-key", "old-key"]
    call_command("rotate_keys", "--batch", "1", stdout=_Nowhere())
    settings.DATA_KEYS = ["new-key"]

    checks.refuse_without_keys()
    assert Draft.objects.get(pk=draft.pk).say("contact_phone") == NUMBER
    assert ImportRow.objects.get(pk=row.pk).cells["contact_phone"] == NUMBER
    assert {name for store in sealed_json.stores() for name in store.names()} == {sealed.keyring()[0].name}


def test_the_upgrade_seals_them_and_goes_back(world: World) -> None:
    a_draft(world)
    upgrade: Any = import_module("tickets.migrations.0031_sealed_drafts")

    upgrade.unseal(apps, None)
    assert NUMBER in lies("tickets_draft", "answers")
    upgrade.seal(apps, None)

    assert NUMBER not in lies("tickets_draft", "answers")
    assert Draft.objects.get().say("contact_phone") == NUMBER


class _Nowhere:
    """Takes what a command says."""

    def write(self, words: str) -> None:
        """Drop it."""
