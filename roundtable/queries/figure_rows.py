"""The rows behind a figure of the round table as those of a table that is taken away (`tickets.listers`)."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db.models import Model, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from orgs.models import Post
from roundtable.models import AgendaItem, Decision, Meeting, Seat, Topic
from roundtable.queries.figures import SHOWN
from roundtable.queries.meetings import meetings_for
from roundtable.queries.topics import topics_for
from roundtable.reading import as_shown
from tickets.export_kinds import Exported
from tickets.listers import Lister
from tickets.queries.case_rows import moment


@dataclass(frozen=True, slots=True)
class Written:
    """How rows of one kind are written: which the post sees now, and the cells of one."""

    what: Exported
    columns: Sequence[Promise]
    seen: Callable[[Post], QuerySet[Any]]
    cells: Callable[[Any, Post], list[str]]

    @property
    def lister(self) -> Lister:
        """The same, as `tickets.listers` knows it."""
        return Lister(self.columns, self._listed)

    def _listed(self, keys: Sequence[int], /, *, post: Post, now: datetime) -> Iterator[list[str]]:  # noqa: ARG002 -- as every list
        rows = self.seen(post)
        found = rows.select_related(*SHOWN[rows.model][0]).in_bulk(list(keys))
        for key in keys:
            if key in found:
                yield self.cells(found[key], post)


def _meeting(row: Meeting, _post: Post) -> list[str]:
    return [row.title, row.committee.display_name, moment(row.began_at), str(row.get_state_display())]


def _item(row: AgendaItem, post: Post) -> list[str]:
    topic = as_shown(row.topic, post)
    return [topic.title, topic.whose, _outcome(row), row.meeting.title]


def _topic(row: Topic, post: Post) -> list[str]:
    topic = as_shown(row, post)
    outcome = _outcome(getattr(topic, "item", None)) or str(topic.get_state_display())
    return [topic.title, topic.whose, moment(topic.at), outcome]


def _outcome(item: AgendaItem | None) -> str:
    """Nothing before the meeting has begun: minutes are there from then on."""
    record = getattr(item, "record", None)
    return str(record.get_outcome_display()) if record is not None else ""


def _decision(row: Decision, _post: Post) -> list[str]:
    day = row.target_on.isoformat()
    return [row.plan, row.lead.display_name, day, str(row.get_state_display()), row.meeting.title]


def _seat(row: Seat, _post: Post) -> list[str]:
    came = _("到了") if row.came else _("没有到")
    answer = str(row.get_answer_display())
    return [row.whose, row.meeting.title, moment(row.meeting.began_at), answer, str(came), row.came_name]


def _of_meetings(model: Any) -> Callable[[Post], QuerySet[Any]]:
    return lambda post: model.objects.filter(meeting__in=meetings_for(post).values("pk"))


WRITTEN: Final[Mapping[type[Model], Written]] = {
    Meeting: Written(Exported.MEETINGS, (_("会议"), _("哪个党委召开"), _("开会"), _("状态")), meetings_for, _meeting),
    AgendaItem: Written(
        Exported.ITEMS, (_("议题"), _("谁提的"), _("结果"), _("会议")), _of_meetings(AgendaItem), _item
    ),
    Topic: Written(Exported.TOPICS, (_("议题"), _("谁提的"), _("提出时间"), _("结果")), topics_for, _topic),
    Decision: Written(
        Exported.DECISIONS,
        (_("议定事项"), _("责任单位"), _("完成时限"), _("状态"), _("会议")),
        _of_meetings(Decision),
        _decision,
    ),
    Seat: Written(
        Exported.SEATS,
        (_("单位"), _("会议"), _("开会"), _("回执"), _("到会"), _("到会人")),
        _of_meetings(Seat),
        _seat,
    ),
}
