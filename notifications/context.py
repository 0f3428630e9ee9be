"""What every page shows of the inbox: the number in the bell. Asked only when a template shows it."""

from typing import Any, Final

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from notifications.models import Notice
from web.prepared import prepared

MOST: Final = 99


def inbox(request: HttpRequest) -> dict[str, Any]:
    """`unread_count`: nothing for strangers, a number, or "99+". One query that never counts further."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {"unread_count": 0}
    return {"unread_count": SimpleLazyObject(lambda: unread_count(user.pk))}


@prepared("person")
def _unread(*, person: int) -> QuerySet[Notice, tuple[int]]:
    return Notice.objects.to(person).unread().order_by().values_list("pk")[: MOST + 1]


def unread_count(person_id: int) -> int | str:
    """How many notices a person has not opened, in words beyond ninety-nine."""
    found = len(_unread(person=person_id))
    return found if found <= MOST else f"{MOST}+"
