"""Links and codes let somebody in: a text message keeps them sealed while it waits."""

import json
from importlib import import_module
from io import StringIO
from typing import Any

import pytest
from django.apps import apps
from django.conf import LazySettings
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from django.db import connection

from config import checks
from journal import clock
from orgs.models import SmsMessage
from orgs.services import messages
from tests.cast import World
from tests.joining.conftest import PHONE, Phone
from web import sealed, sealed_json

LINK = "https://qihu.example/j/3kf9-q2mm"


def waiting(world: World, **fields: str) -> SmsMessage:
    """One that nobody has sent yet."""
    return messages.queue(
        "invitation", number=PHONE, fields={"链接": LINK} | fields, county_id=world.county.pk, now=clock.now()
    )


def lies(column: str = "fields") -> str:
    """What lies in the table, read past the model."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT string_agg({column}::text, ' ') FROM orgs_smsmessage")
        (text,) = cursor.fetchone()
    return str(text)


def spoil(message: SmsMessage) -> None:
    """As if another key had sealed it."""
    with connection.cursor() as cursor:
        words = json.dumps({"链接": "0" * 28 + "gAAAAA" + "A" * 20})
        cursor.execute("UPDATE orgs_smsmessage SET fields = %s WHERE id = %s", [words, message.pk])


def test_a_link_that_waits_is_nowhere_in_the_table_and_is_sent_as_it_was(world: World, phone: Phone) -> None:
    message = waiting(world)
    assert LINK not in lies()
    assert SmsMessage.objects.get(pk=message.pk).fields == {"链接": LINK}

    messages.run()

    assert [LINK in text for text in phone.texts] == [True]
    assert lies() == "{}"


def test_one_that_no_key_opens_fails_and_keeps_no_other_back(world: World) -> None:
    lost, next_one = waiting(world), waiting(world)
    spoil(lost)

    messages.run()

    rows = SmsMessage.objects.defer("fields").in_bulk([lost.pk, next_one.pk])
    assert [rows[one.pk].status for one in (lost, next_one)] == ["failed", "delivered"]
    assert list(SmsMessage.objects.undelivered_in(world.county.pk)) == [rows[lost.pk]]


def test_keys_can_be_changed_while_it_waits(world: World, settings: LazySettings) -> None:
    settings.DATA_KEYS = ["old-key"]
    message = waiting(world)
    settings.DATA_KEYS = ["new-key"]
    with pytest.raises(SystemCheckError, match=r"orgs\.SmsMessage"):
        checks.refuse_without_keys()

    settings.DATA_KEYS = ["new-key", "old-key"]
    call_command("rotate_keys", stdout=StringIO())
    settings.DATA_KEYS = ["new-key"]

    checks.refuse_without_keys()
    assert SmsMessage.objects.get(pk=message.pk).fields == {"链接": LINK}
    assert {name for store in sealed_json.stores() for name in store.names()} == {sealed.keyring()[0].name}


def test_the_upgrade_seals_what_waits_and_goes_back(world: World) -> None:
    message = waiting(world)
    upgrade: Any = import_module("orgs.migrations.0012_sealed_messages")

    upgrade.unseal(apps, None)
    assert LINK in lies()
    upgrade.seal(apps, None)

    assert LINK not in lies()
    assert SmsMessage.objects.get(pk=message.pk).fields == {"链接": LINK}
