"""Reads the environment into plain values. Knows addresses of services, not what they are for."""

import os
import re
from collections.abc import Mapping
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

TRUE = frozenset({"1", "true", "yes", "on"})


def text(name: str, *, default: str = "") -> str:
    """Return a variable, or the default when it is unset or empty."""
    return os.environ.get(name) or default


def flag(name: str, *, default: bool = False) -> bool:
    """Return whether a variable says yes (1, true, yes, on)."""
    value = os.environ.get(name)
    return value.strip().lower() in TRUE if value else default


def number(name: str, *, default: int) -> int:
    """Return a whole number. Raises ValueError when the variable holds anything else."""
    return int(os.environ.get(name) or default)


def limits(prefix: str, defaults: Mapping[str, int]) -> dict[str, int]:
    """Return these numbers, each with what `<prefix><NAME>` says instead.

    Raises ValueError for anything but a whole number from 1, and for a name that is none of them.
    """
    named = {name for name in os.environ if name.startswith(prefix)}
    if unknown := sorted(named - {f"{prefix}{name}" for name in defaults}):
        raise ValueError(f"no such limit: {', '.join(unknown)}")
    found = {name: number(f"{prefix}{name}", default=default) for name, default in defaults.items()}
    if small := sorted(f"{prefix}{name}" for name, value in found.items() if value < 1):
        raise ValueError(f"a limit is at least 1: {', '.join(small)}")
    return found


def words(name: str, *, default: str = "") -> list[str]:
    """Return a comma-separated variable as a list without empty words."""
    return [word.strip() for word in text(name, default=default).split(",") if word.strip()]


def networks(name: str) -> tuple[IPv4Network | IPv6Network, ...]:
    """Return comma-separated networks and addresses (`10.20.0.0/16, 127.0.0.1`).

    Raises ValueError for what is neither, and for a network with bits set behind its length: one of the two is wrong.
    """
    return tuple(ip_network(word) for word in words(name))


def folder(name: str, *, default: Path) -> Path:
    """Return a folder as an absolute path."""
    return Path(os.environ.get(name) or default).expanduser().resolve()


def neighbour(name: str) -> str | tuple[str, int] | None:
    """Return a server on this machine: the path of its socket, or host and port; None when it is unset or empty.

    Raises ValueError for anything else: what is said to it must not leave the machine.
    """
    value = text(name)
    if not value or value.startswith("/"):
        return value or None
    found = re.fullmatch(r"(localhost|127(?:\.\d{1,3}){3}|\[::1\]):(\d{1,5})", value)
    if found is None:
        raise ValueError(f"{name} is neither the path of a socket nor host:port on this machine")
    return found[1].strip("[]"), int(found[2])


def _part(value: str | None) -> str:
    return unquote(value) if value else ""


def database(url: str, *, options: dict[str, Any]) -> dict[str, Any]:
    """Return Django's description of `postgresql://user:password@host:port/name?host=/socket/folder&…`.

    What stands behind `?` is handed to libpq, except `host`, which may name a socket folder.
    """
    parts: SplitResult = urlsplit(url)
    query = dict(parse_qsl(parts.query))
    host = query.pop("host", "") or _part(parts.hostname)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": _part(parts.path.lstrip("/")),
        "USER": _part(parts.username),
        "PASSWORD": _part(parts.password),
        "HOST": host,
        "PORT": query.pop("port", "") or str(parts.port or ""),
        "OPTIONS": {**options, **query},
    }


def broker_of(valkey: str) -> str:
    """Return Celery's spelling of a Valkey address: a socket is written differently there."""
    parts = urlsplit(valkey)
    if parts.scheme != "unix":
        return valkey
    number = dict(parse_qsl(parts.query)).get("db", "0")
    return f"redis+socket://{parts.path}?virtual_host={number}"


def with_database_number(valkey: str, *, number: int) -> str:
    """Return the same Valkey with another database number, so that kinds of data don't mix."""
    parts = urlsplit(valkey)
    if parts.scheme == "unix":
        return f"unix://{parts.path}?db={number}"
    return parts._replace(path=f"/{number}").geturl()


def mail(url: str) -> dict[str, Any]:
    """Return Django's mail settings for `smtp://user:password@host:port` (smtps: TLS at once, smtp+tls: STARTTLS)."""
    parts = urlsplit(url)
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": _part(parts.hostname),
        "EMAIL_PORT": parts.port or (465 if parts.scheme == "smtps" else 25),
        "EMAIL_HOST_USER": _part(parts.username),
        "EMAIL_HOST_PASSWORD": _part(parts.password),
        "EMAIL_USE_SSL": parts.scheme == "smtps",
        "EMAIL_USE_TLS": parts.scheme == "smtp+tls",
    }
