"""What hangs on a post and is handed on before the post ends (交接). Other apps say what of theirs does. Reads only.

A unit's work is the unit's; what names a person is theirs until somebody else is named.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from orgs.models import DutyShift


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """How much of one kind hangs on some posts, what it is called, and where it is handed on."""

    kind: str
    count: int
    name: str | Promise
    where: str | Promise

    @property
    def words(self) -> str:
        """承办中的诉求 3."""
        return f"{self.name} {self.count}"


Asker = Callable[[Collection[int], datetime], Held]
_askers: Final[dict[str, Asker]] = {}


def ask(kind: str, asker: Asker) -> None:
    """Have an app asked, from its start on, whenever somebody leaves."""
    _askers[kind] = asker


def held_by(posts: Collection[int], *, now: datetime) -> list[Held]:
    """Everything that hangs on these posts, by kind; what is none is left out."""
    if not posts:
        return []
    return [held for asker in (_duty, *_askers.values()) if (held := asker(posts, now)).count]


def shifts_ahead(posts: Collection[int], *, now: datetime) -> QuerySet[DutyShift]:
    """Shifts of these posts that have not begun."""
    return DutyShift.objects.filter(post__in=posts, starts_at__gt=now, given_up_at=None).order_by("starts_at", "pk")


def _duty(posts: Collection[int], now: datetime) -> Held:
    count = shifts_ahead(posts, now=now).count()
    return Held(kind="duty", count=count, name=_("还没值的班"), where=_("综合党委办公室在“值班表”里换人"))


def in_words(held: Collection[Held]) -> str:
    """承办中的诉求 3、还没值的班 2."""
    return gettext("、").join(each.words for each in held)
