"""Questions asked at start-up: a wrong cluster or a half-set gateway must fail there, not in front of a person."""

import logging
from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register
from django.core.management.base import SystemCheckError
from django.db import DEFAULT_DB_ALIAS, DatabaseError, connections, transaction
from redis import Redis
from redis.exceptions import RedisError

from config import security
from orgs import factor_secrets
from orgs.outside import ways
from web import sealed_json

logger = logging.getLogger(__name__)


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


@register
def outside_ways_are_whole(**_kwargs: Any) -> list[CheckMessage]:
    """Refuse a way to sign in that is half set, or whose keeper would be asked in clear."""
    return [Error(words, id="config.E011") for words in ways.problems(settings.OUTSIDE, https=settings.HTTPS)]


_SHORTEST_KEY = 50
_FEWEST_LETTERS = 8  # different ones: a key of one letter is long as well


@register(Tags.security)
def open_to_others_only_when_safe(**_kwargs: Any) -> list[CheckMessage]:
    """Refuse what no product that others reach may run with. It is reached by others once it speaks HTTPS."""
    if not settings.HTTPS:
        return []
    key = settings.SECRET_KEY
    wrong = {
        "E004": ("QIHU_DEBUG shows the inside of every error to everybody.", settings.DEBUG),
        "E005": ("QIHU_HOSTS accepts any name, and with it any origin of a socket.", "*" in settings.ALLOWED_HOSTS),
        "E006": (
            f"QIHU_SECRET_KEY is shorter than {_SHORTEST_KEY} letters or drawn from too few.",
            len(key) < _SHORTEST_KEY or len(set(key)) < _FEWEST_LETTERS,
        ),
        "E008": (
            "QIHU_SECURITY=demonstration asks nobody for two factors and ends no session.",
            settings.SECURITY_PROFILE == security.DEMONSTRATION or not settings.TWO_FACTORS,
        ),
        "E007": ("QIHU_BENCH tells strangers what each page costs.", settings.BENCH),
    }
    return [Error(words, id=f"config.{name}") for name, (words, is_so) in wrong.items() if is_so]


@register(Tags.database)
def what_is_sealed_can_be_opened(*, databases: Sequence[str] | None = None, **_kwargs: Any) -> list[CheckMessage]:
    """Refuse keys that do not open what the database holds: nobody could be called, and nobody sign in by telephone.

    A database that is away, or has no tables yet, is another matter.
    """
    if DEFAULT_DB_ALIAS not in (databases or ()):
        return []
    try:
        with transaction.atomic():
            missing, factors = sealed_json.missing_keys(), factor_secrets.can_be_opened()
    except DatabaseError:
        return []
    found = [
        f"{label} is sealed by the key {name}, which is not among QIHU_DATA_KEYS" for name, label in missing.items()
    ]
    found += [] if factors else [f"{factor_secrets.LABEL} is sealed by a key that is not among QIHU_DATA_KEYS"]
    hint = (
        "Give the earlier keys after the newest, comma-separated, until `manage.py rotate_keys` has sealed everything"
        " anew. Where there were no QIHU_DATA_KEYS, QIHU_SECRET_KEY was the key."
    )
    return [Error(f"{words}.", hint=hint, id="config.E009") for words in found]


def refuse_without_keys() -> None:
    """Called before the first page, socket and task: it asks the database. Raises SystemCheckError, nothing starts."""
    if found := what_is_sealed_can_be_opened(databases=[DEFAULT_DB_ALIAS]):
        raise SystemCheckError("\n".join(str(each) for each in found))


def look_for_keys() -> None:
    """The same for a process that is about to fork, or to wait for events: the connection that asked is gone then."""
    try:
        refuse_without_keys()
    finally:
        connections.close_all()


@register(Tags.caches)
def valkey_throws_nothing_away(**_kwargs: Any) -> list[CheckMessage]:
    """Refuse a Valkey that would drop tasks and hints to make room. One that is away is no reason not to start."""
    if not settings.HTTPS:
        return []
    policy = eviction_of(settings.VALKEY_URL)
    if policy in {"", "noeviction"}:
        return []
    return [
        Error(
            f"The Valkey of VALKEY_URL makes room by {policy}: it would throw tasks away.",
            hint="Set its maxmemory-policy to noeviction; CACHE_URL may name a second one for the cache.",
            id="config.E010",
        )
    ]


def eviction_of(url: str) -> str:
    """How a Valkey makes room when its memory is full; empty when it cannot be asked."""
    try:
        with Redis.from_url(url, socket_connect_timeout=1, socket_timeout=1) as server:
            return str(server.info("memory")["maxmemory_policy"])
    except (RedisError, KeyError) as error:
        logger.warning("Valkey could not be asked for its policy: %s", type(error).__name__)
        return ""


def refuse_unsafe() -> None:
    """Called before the first page and the first socket. Raises SystemCheckError, and nothing starts.

    `manage.py check` asks the same and more; a server that is started by hand need not have been checked.
    """
    found = [*open_to_others_only_when_safe(), *text_messages_can_leave()]
    found += [*valkey_throws_nothing_away(), *outside_ways_are_whole()]
    if found:
        raise SystemCheckError("\n".join(str(each) for each in found))
