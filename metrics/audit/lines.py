"""A row of the journal as an auditor reads it: what, about which number, who, when, from where. Never a word of a case.

Names of people of firms are masked, those of staff are not: they act in an office. Each page costs the same few
statements however many rows it has.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.apps import apps
from django.db.models import Exists, OuterRef
from django.utils.functional import Promise
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from journal.models import AccessKind, Chained, Event
from metrics.audit.lists import Row
from metrics.audit.verbs import kind_words, words_of
from orgs.models import Person, Post
from orgs.statuses import Role
from tickets.models import Ticket
from tickets.queries.visibility import numbers_of
from web.masks import mask_name

OTHERS: Final[Mapping[str, Promise]] = {
    "export": _("导出的清单"),
    "import": _("来件的清单"),
    "delivery": _("通知"),
    "journal": _("日志"),
}

OF_STRANGERS: Final = frozenset({AccessKind.SIGN_IN_FAILED, AccessKind.LOCKED_OUT})


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """What is shown of a row."""

    id: str
    at: datetime
    what: str
    about: str
    number: str
    export: int | None
    who: str
    unit: str
    role: str
    person: int | None
    address: str
    request_id: str


def lines(found: Sequence[Row]) -> list[Line]:
    """Put rows into words."""
    posts, people = _actors(found)
    numbers = numbers_of({row.subject_id for row in found if row.subject_id and _about_a_case(row)})
    return [_line(row, posts=posts, people=people, numbers=numbers) for row in found]


def _about_a_case(row: Row) -> bool:
    return row.subject_type == Ticket.JOURNAL_NAME


def _actors(found: Sequence[Row]) -> tuple[dict[int, Post], dict[int, str]]:
    """The posts that acted; names of those who acted in none, as at sign-in: whoever has no post of staff is masked."""
    posts = Post.objects.select_related("person", "organisation").in_bulk({row.post for row in found if row.post})
    without = {row.actor for row in found if row.actor and row.post not in posts}
    if not without:
        return posts, {}
    working = Post.objects.filter(person=OuterRef("pk")).exclude(role=Role.ENTERPRISE_USER)
    known = Person.objects.filter(pk__in=without).annotate(works=Exists(working)).values_list("pk", "name", "works")
    return posts, {person: name if works else mask_name(name) for person, name, works in known}


def _line(row: Row, *, posts: Mapping[int, Post], people: Mapping[int, str], numbers: Mapping[int, str]) -> Line:
    post = posts.get(row.post or 0)
    about = {"about": _about(row), "number": numbers.get(row.subject_id or 0, "") if _about_a_case(row) else ""}
    where = {} if isinstance(row, Event) else {"address": row.address, "request_id": row.request_id}
    return Line(
        id=f"{'event' if isinstance(row, Event) else 'access'}-{row.pk}",
        at=row.at,
        what=words_of(row.verb) if isinstance(row, Event) else kind_words(row.kind),
        export=row.subject_id if row.subject_type == "export" else None,
        who=_name(row, post, people),
        unit=post.organisation.display_name if post else "",
        role=post.get_role_display() if post else "",
        person=row.actor,
        **{"address": "", "request_id": ""} | about | where,
    )


def _name(row: Row, post: Post | None, people: Mapping[int, str]) -> str:
    if post is not None:
        return name_in(post)
    if row.actor is None:
        return _now("没有登录的人") if not isinstance(row, Event) and row.kind in OF_STRANGERS else _now("系统")
    return people.get(row.actor, "")


def name_in(post: Post) -> str:
    """The name of whoever acted in a post: masked for a firm's."""
    name: str = post.person.name
    return mask_name(name) if post.role == Role.ENTERPRISE_USER else name


def _about(row: Row) -> str:
    """What kind of thing, and its number in the database where it has no other."""
    if not row.subject_type:
        return ""
    named: Any = OTHERS.get(row.subject_type) or _subjects().get(row.subject_type, row.subject_type)
    return f"{named} {row.subject_id}" if row.subject_id and not _about_a_case(row) else str(named)


def _subjects() -> dict[str, Any]:
    chained = (model for model in apps.get_models() if issubclass(model, Chained))
    return {model.JOURNAL_NAME: model._meta.verbose_name for model in chained}  # noqa: SLF001 -- Django documents _meta
