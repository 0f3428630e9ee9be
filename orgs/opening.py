"""The set-up address: who holds it may set the first county up in the browser, until it is open.

`manage.py setup_address` (which `./run --empty` calls) makes a random token and keeps it in the data folder, readable
by its owner only. The token is good while no county exists, or the one there is is still being set up.
"""

import hmac
import os
import secrets
from contextlib import suppress
from pathlib import Path

from django.conf import settings

from orgs.models import County

TOKEN_BYTES = 16


def may_set_up() -> bool:
    """Whether there is a county to be set up: none yet, or one that was begun and not opened."""
    return not County.objects.filter(in_setup=False).exists()


def begun() -> County | None:
    """The county that is being set up, if it was begun."""
    return County.objects.filter(in_setup=True).first()


def token() -> str:
    """Return the token, made at the first asking. For operators' commands; pages only compare."""
    file = _file()
    with suppress(FileExistsError):
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with open(descriptor, "w", encoding="ascii") as made:  # noqa: PTH123 -- a descriptor, for its mode
            made.write(secrets.token_urlsafe(TOKEN_BYTES))
    return file.read_text(encoding="ascii")


def opens(shown: str) -> bool:
    """Whether this is the token of an installation that may still be set up."""
    try:
        kept = _file().read_bytes()
    except OSError:
        return False
    return bool(kept) and hmac.compare_digest(kept, shown.encode()) and may_set_up()


def forget_token() -> None:
    """The county is open: the address leads nowhere any more."""
    _file().unlink(missing_ok=True)


def _file() -> Path:
    return Path(settings.DATA) / "setup-token"
