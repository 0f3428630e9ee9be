"""Questions asked at start-up: a wrong cluster or a half-set gateway must fail there, not in front of a person."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register
from django.db import connections


@register(Tags.database)
def cluster_speaks_chinese(*, databases: Sequence[str] | None = None, **_kwargs: Any) -> list[CheckMessage]:
    """Refuse a database that does not store UTF-8: names and cases would be lost or cut."""
    found = []
    for alias in databases or ():
        with connections[alias].cursor() as cursor:
            found += encoding_complaints(alias, cursor)
    return found


def encoding_complaints(alias: str, cursor: Any) -> list[CheckMessage]:
    """Return what is wrong with the encoding of the database that a cursor is in."""
    cursor.execute("SHOW server_encoding")
    (encoding,) = cursor.fetchone()
    if encoding == "UTF8":
        return []
    return [
        Error(
            f"Database {alias!r} is encoded in {encoding}; Qihu stores Chinese text and needs UTF8.",
            hint="initdb -E UTF8 --locale-provider=builtin --builtin-locale=C.UTF-8",
            id="config.E001",
        )
    ]


@register
def text_messages_can_leave(**_kwargs: Any) -> list[CheckMessage]:
    """Refuse a gateway that is not known, or one that would sign with nothing."""
    if settings.SMS_GATEWAY not in {"console", "http"}:
        return [Error("QIHU_SMS_GATEWAY is neither console nor http.", id="config.E002")]
    needed = (settings.SMS_SIGN_NAME, settings.SMS_KEY_ID, settings.SMS_KEY_SECRET)
    if settings.SMS_GATEWAY == "http" and not all(needed):
        hint = "Set QIHU_SMS_SIGN_NAME, QIHU_SMS_KEY_ID and QIHU_SMS_KEY_SECRET."
        return [Error("The SMS gateway has no signature or no credentials.", hint=hint, id="config.E003")]
    return []
