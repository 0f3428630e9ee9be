"""What the tests about lists of other channels share: a table as they send it, and how it is sent and worked off."""

import io
from collections.abc import Sequence
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook

from orgs.models import Post
from tests import cast
from tickets.models import ImportBatch
from tickets.services import importing
from tickets.statuses import Source

HEADINGS = ("工单编号", "诉求内容", "企业名称", "联系人", "联系电话", "所属镇街", "诉求分类", "受理时间", "办理时限")


def a_row(number: object = "R-1", **words: object) -> tuple[object, ...]:
    """A row as the hotline writes it, with anything replaced by heading."""
    said: dict[str, object] = {
        "工单编号": number,
        "诉求内容": "门口的路断了三天，货车进不来，急着发货。",
        "企业名称": "云裳坊演出服饰店",
        "联系人": "丁小满",
        "联系电话": "13800001234",
        "所属镇街": "云裳镇",
        "诉求分类": "低压供电/电压不足/增容",
        "受理时间": "2026-11-14 08:30",
        "办理时限": "2026-11-21",
    } | words
    return tuple(said[heading] for heading in HEADINGS)


def a_table(*rows: Sequence[object], headings: Sequence[object] = HEADINGS) -> bytes:
    """The rows under the headings, as an .xlsx."""
    book = Workbook()
    for row in (headings, *rows):
        book.active.append(row)
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


def taken(
    actor: Post, *rows: Sequence[object], source: Source = Source.HOTLINE, headings: Sequence[object] = HEADINGS
) -> ImportBatch:
    """A list that waits for its start."""
    table = io.BytesIO(a_table(*rows, headings=headings))
    return importing.take(table, name="热线.xlsx", source=source, actor=actor)


def imported(actor: Post, *rows: Sequence[object], **how: Any) -> ImportBatch:
    """A list worked off by the worker's own code."""
    batch = taken(actor, *rows, **how)
    importing.start(batch.pk, actor=actor)
    while importing.run():
        pass
    return ImportBatch.objects.get(pk=batch.pk)


def sent(actor: Post, content: bytes, *, name: str = "热线.xlsx", source: str = "12345") -> Any:
    """The list as the browser sends it."""
    return cast.signed_in(actor).post("/imports/", {"source": source, "file": SimpleUploadedFile(name, content)})


def states(batch: ImportBatch) -> list[tuple[int, str, list[str]]]:
    """Line, state and sentences of each row."""
    return list(batch.rows.order_by("line").values_list("line", "state", "problems"))
