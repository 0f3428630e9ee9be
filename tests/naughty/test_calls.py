"""The whole list as calls of a firm: through its form into the ledger, and out of every page and list that shows it."""

import csv
import io
import re
from typing import Any

import pytest
from django.conf import LazySettings
from django.utils import timezone
from openpyxl import load_workbook

from tests import cast
from tests.cast import World, signed_in
from tests.naughty.reading import Page, squeezed
from tests.naughty.strings import ALL, KEPT, REFUSED, packed
from tests.tickets.firm_pages import Calling, a_form
from tickets import tasks
from tickets.export_kinds import TableFormat
from tickets.models import ExportJob, Ticket
from tickets.services import exporting
from tickets.statuses import Source
from web.sheets import RISKY

MOST = 1500
TITLE = 40
TAKEN_AWAY = tuple(
    f"{text} 电压不够，机器直接停" for text in ("=1+1", "@SUM(A1)", "＝1+1", "<b>电压</b>", "\"一\", '二'")
)


@pytest.fixture
def world(db: None, settings: LazySettings) -> World:
    settings.COUNTY_NAME = "测试县"
    return cast.county()


def file(world: World, **words: str) -> Ticket:
    answer = Calling(world.firm).all_pages(a_form(world, **words) | {"not_same": "on"})
    assert answer.status_code == 303, answer.content.decode()[:3000]
    return Ticket.objects.latest("pk")


def test_every_text_is_kept_as_it_was_typed_and_shown_as_it_was_kept(world: World) -> None:
    titles = [text for text in KEPT if 4 <= len(text) <= TITLE and "\n" not in text]
    firm, desk = signed_in(world.firm), signed_in(world.desk)
    for number, body in enumerate(packed(MOST)):
        title = titles[number]
        ticket = file(world, body=body, title=title, address=titles[-number - 1], expected=titles[number + 20])

        assert (ticket.body, ticket.title) == (body, squeezed(title))
        for window, place in ((firm, ""), (firm, "receipt/"), (desk, ""), (desk, "sheet/")):
            page = Page(window.get(f"/tickets/{ticket.number}/{place}").content.decode())
            assert page.strange == [], place
        shown = Page(firm.get(f"/tickets/{ticket.number}/").content.decode()).words
        assert [line for line in body.split("\n") if squeezed(line) not in shown] == []
    for window, address in ((firm, "/my/"), (desk, "/desk/"), (desk, "/statistics/")):
        assert Page(window.get(address).content.decode()).strange == []


@pytest.mark.parametrize("text", REFUSED)
def test_what_cannot_be_kept_comes_back_with_a_sentence_and_files_nothing(world: World, text: str) -> None:
    answer = Calling(world.firm).all_pages(a_form(world, body=f"电压不够，请看：{text} 就是这样"))

    words = Page(answer.content.decode())
    assert (answer.status_code, words.strange, Ticket.objects.count()) == (422, [], 0)
    assert re.search(r"第 \d+ 个字", words.words)


def test_a_search_for_any_of_them_finds_nothing_that_breaks(world: World) -> None:
    windows = ((signed_in(world.firm), "/my/"), (signed_in(world.sysadmin), "/admin/orgs/person/"))
    type(world.sysadmin.person).objects.filter(pk=world.sysadmin.person_id).update(is_staff=True)
    for text in (*ALL[::9], *REFUSED, "%", "_", "\\", "' OR 1=1 --"):
        for window, address in windows:
            answer: Any = window.get(address, {"q": text})
            assert (answer.status_code in {200, 302}, Page(answer.content.decode()).strange) == (True, []), text


@pytest.mark.parametrize("table", list(TableFormat))
def test_a_list_that_is_taken_away_holds_them_and_runs_none(world: World, table: TableFormat) -> None:
    for text in TAKEN_AWAY:
        ticket = file(world, body=text)
        Ticket.objects.filter(pk=ticket.pk).update(source=Source.HOTLINE, external_no=text[:20], title=text)
    today = timezone.localdate()
    job = exporting.ask(source=Source.HOTLINE, since=today, until=today, answered=False, table=table, actor=world.desk)
    tasks.lists()

    content = bytes(ExportJob.objects.get(pk=job.pk).content or b"")
    cells = _cells(content, table)
    assert [cell for cell in cells if cell[:1] and cell[0] in RISKY] == []
    assert {text[:20] for text in TAKEN_AWAY} <= {cell.removeprefix("'") for cell in cells}


def _cells(content: bytes, table: TableFormat) -> list[str]:
    if table == TableFormat.CSV:
        rows: Any = csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""))
    else:
        rows = load_workbook(io.BytesIO(content)).active.iter_rows(values_only=True)
    return [str(cell) for row in rows for cell in row if cell is not None]
