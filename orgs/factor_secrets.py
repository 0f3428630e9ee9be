"""The secrets of second factors, which allauth keeps in JSON and `web.sealed` seals: sealed anew with a newer key."""

from collections.abc import Callable, Iterator
from typing import Any

from allauth.mfa.models import Authenticator
from django.db import transaction

from web import sealed

LABEL = "mfa.Authenticator.data"
_SEALED = ("secret", "seed", "migrated_codes")  # of codes, of recovery codes, and of those that came from elsewhere


def earlier() -> int:
    """How many second factors hold something that the newest key has not sealed."""
    return sum(_is_earlier(each.data) for each in _all().iterator())


def renew(*, batch: int) -> Iterator[int]:
    """Seal them anew; yields how many at a time. Raises sealed.Unreadable."""
    found = [each.pk for each in _all().iterator() if _is_earlier(each.data)]
    for place in range(0, len(found), batch):
        with transaction.atomic():
            rows = list(_all().select_for_update().filter(pk__in=found[place : place + batch]))
            for row in rows:
                row.data = _changed(row.data, lambda text: sealed.seal(sealed.unseal(text)))
            Authenticator.objects.bulk_update(rows, ["data"])
        yield len(rows)


def can_be_opened() -> bool:
    """Whether our keys open the newest of them: whoever changes keys without the old one learns it at the start."""
    last = _all().last()
    try:
        _changed(last.data if last else {}, sealed.unseal)
    except sealed.Unreadable:
        return False
    return True


def _all() -> Any:
    return Authenticator.objects.exclude(type=Authenticator.Type.WEBAUTHN).order_by("pk")


def _is_earlier(data: dict[str, Any]) -> bool:
    return not all(sealed.is_newest(text) for name in _SEALED if name in data for text in _listed(data[name]))


def _changed(data: dict[str, Any], change: Callable[[str], str]) -> dict[str, Any]:
    """The data with each sealed text changed."""
    return {name: _in_place(value, change) if name in _SEALED else value for name, value in data.items()}


def _in_place(value: Any, change: Callable[[str], str]) -> Any:
    return [change(each) for each in value] if isinstance(value, list) else change(value)


def _listed(value: Any) -> list[str]:
    return value if isinstance(value, list) else [value]
