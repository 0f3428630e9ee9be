"""Results go back in the source's shape: only what the reader may see, written down, gone after a day."""

import hashlib
import io
from datetime import timedelta
from http import HTTPStatus
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone
from openpyxl import load_workbook

from journal import clock
from journal.models import AccessLog
from orgs.models import Organisation, Post
from orgs.statuses import OrganisationKind, Role
from tests import cast
from tests.cast import World, signed_in
from tickets import sources, tasks
from tickets.export_kinds import TableFormat
from tickets.models import ExportJob, Ticket
from tickets.queries.results import results_of, with_results
from tickets.results import MEANINGS, Result
from tickets.services import exporting
from tickets.statuses import NUMBERED_SOURCES, Source


def a_closed_case(world: World, **words: Any) -> Ticket:
    """A case of the hotline that the firm has confirmed."""
    ticket = cast.closed(world)
    Ticket.objects.filter(pk=ticket.pk).update(**({"source": "12345", "external_no": "R-1"} | words))
    return cast.current(ticket)


def asked(actor: Post, *, answered: bool = True, table: TableFormat = TableFormat.XLSX) -> ExportJob:
    """A list of today's hotline results, made by the worker's own code."""
    today = timezone.localdate()
    job = exporting.ask(source=Source.HOTLINE, since=today, until=today, answered=answered, table=table, actor=actor)
    tasks.lists()
    return ExportJob.objects.get(pk=job.pk)


def rows_of(job: ExportJob) -> list[dict[str, Any]]:
    """The rows by heading."""
    headings, *rows = load_workbook(io.BytesIO(bytes(job.content or b""))).active.iter_rows(values_only=True)
    return [dict(zip(headings, row, strict=True)) for row in rows]


def test_a_result_goes_back_under_the_sources_headings(world: World) -> None:
    ticket = a_closed_case(world)

    job = asked(world.desk)

    (row,) = rows_of(job)
    assert list(row) == [heading for heading, _meaning in sources.result_columns(Source.HOTLINE)]
    assert (row["工单编号"], row["本系统编号"], row["办理状态"], row["是否解决"], row["办理满意"]) == (
        "R-1", ticket.number, "已办结", "解决", "满意",
    )  # fmt: skip
    assert (row["公开答复内容"], row["承办单位"]) == (
        "已为前丁村加装一台变压器，今晚起电压正常。",
        "国网泽丰县供电公司",
    )


@pytest.mark.parametrize("source", NUMBERED_SOURCES)
def test_every_column_of_every_source_means_something(source: Source) -> None:
    assert {meaning for _heading, meaning in sources.result_columns(source)} <= MEANINGS


def test_a_reply_that_has_not_passed_review_stays_in_the_house(world: World) -> None:
    ticket = cast.replied(world)
    Ticket.objects.filter(pk=ticket.pk).update(source="12345", external_no="R-1")

    (row,) = rows_of(asked(world.desk, answered=False))

    assert (row["公开答复内容"], row["是否解决"], row["办理状态"]) == ("", "", "待审核")
    assert asked(world.desk).rows == 0


def test_a_telephone_number_is_clear_to_the_desk_that_may_reveal_it_and_masked_to_the_office(world: World) -> None:
    a_closed_case(world)

    numbers = [rows_of(asked(who))[0]["联系电话"] for who in (world.desk, world.office)]

    assert numbers == ["13800001234", "138****1234"]


def test_a_part_that_waits_for_the_others_keeps_the_number_sealed(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in ("R-1", "R-2"):
        a_closed_case(world, external_no=number)
    monkeypatch.setattr(exporting, "CHUNK", 1)
    monkeypatch.setattr(exporting, "SPELL", -1.0)

    waiting = asked(world.desk)
    with connection.cursor() as cursor:
        cursor.execute("SELECT rows::text FROM tickets_exportpart")
        ((kept,),) = cursor.fetchall()
    tasks.lists()

    assert (waiting.state, "R-1" in kept or "R-2" in kept, "13800001234" in kept) == ("waiting", True, False)
    numbers = [row["联系电话"] for row in rows_of(ExportJob.objects.get())]
    assert numbers == ["13800001234"] * 2


def test_nobody_exports_what_they_may_not_see(world: World) -> None:
    a_closed_case(world)
    general = Organisation.objects.get(kind=OrganisationKind.GENERAL_COMMITTEE)
    committee = cast.unit(world.county, OrganisationKind.INDUSTRY_COMMITTEE, "家居行业党委", parent=general, tier=2)

    assert asked(cast.post(committee, Role.DISPATCHER, "别的")).rows == 0
    assert asked(world.office).rows == 1


def test_a_case_about_the_readers_own_unit_stays_out(world: World) -> None:
    a_closed_case(world, about_org=world.office.organisation_id)

    assert asked(world.office).rows == 0


def test_an_export_is_written_down_with_its_filter_its_rows_and_its_hash(world: World) -> None:
    a_closed_case(world)
    job = asked(world.desk)
    today = timezone.localdate().isoformat()

    note = AccessLog.objects.get(kind="export")

    assert (note.actor, note.subject_id) == (world.desk.person_id, job.pk)
    assert note.data == {
        "what": "results", "source": "12345", "since": today, "until": today, "answered": True, "format": "xlsx",
        "rows": 1, "sha256": hashlib.sha256(bytes(job.content or b"")).hexdigest(), "contact": True,
    }  # fmt: skip


def test_text_that_a_spreadsheet_could_run_is_guarded(world: World) -> None:
    a_closed_case(world, external_no="=1+1")

    (row,) = rows_of(asked(world.desk))

    assert row["工单编号"] == "'=1+1"


def test_a_list_as_csv_opens_as_chinese(world: World) -> None:
    a_closed_case(world)

    content = bytes(asked(world.desk, table=TableFormat.CSV).content or b"")

    assert content.startswith(b"\xef\xbb\xbf")
    assert content.decode("utf-8-sig").splitlines()[1].startswith("R-1,已办结")


def test_the_file_is_there_for_its_asker_for_a_day_and_each_download_is_written_down(world: World) -> None:
    a_closed_case(world)
    job = asked(world.desk)
    address = f"/exports/{job.pk}/file/"

    answer = signed_in(world.desk).get(address)

    assert answer.content == bytes(job.content or b"")
    assert "attachment" in answer["Content-Disposition"]
    assert AccessLog.objects.filter(kind="download", subject_type="export").count() == 1
    assert signed_in(world.second_desk).get(address).status_code == HTTPStatus.NOT_FOUND
    with clock.moved_to(clock.now() + exporting.LIFE + timedelta(minutes=1)):
        assert signed_in(world.desk).get(address).status_code == HTTPStatus.NOT_FOUND
        tasks.forget_lists()
        assert "已经删除" in signed_in(world.desk).get(f"/exports/{job.pk}/").content.decode()
    assert ExportJob.objects.get().content is None


def test_a_list_whose_maker_died_is_made_anew_and_not_while_it_lives(world: World) -> None:
    a_closed_case(world)
    job = asked(world.desk)
    now = clock.now()
    ExportJob.objects.filter(pk=job.pk).update(state="running", claimed_at=now, content=None)

    assert exporting.run() == 0
    with clock.moved_to(now + exporting.GIVEN_UP + timedelta(seconds=1)):
        assert exporting.run() == 1
    assert ExportJob.objects.get().state == "done"


def test_the_page_asks_makes_and_hands_out(world: World) -> None:
    a_closed_case(world)
    client = signed_in(world.desk)
    drawn = client.get("/exports/").context["form"]
    words = {"source": "12345", "since": drawn["since"].value(), "until": drawn["until"].value(), "table": "xlsx"}

    answer = client.post("/exports/", words)
    waiting = client.get(answer["Location"]).content.decode()
    tasks.lists()
    ready = client.get(answer["Location"]).content.decode()

    assert "生成中" in waiting
    assert "every 2s" in waiting
    assert "共 1 行" in ready
    assert "every 2s" not in ready


@pytest.mark.parametrize(
    ("words", "field", "sentence"),
    [
        ({"source": ""}, "source", "请选择来源"),
        ({"source": "self"}, "source", "请选择来源"),
        ({"since": "昨天"}, "since", "日期写成 2026-11-18 这样"),
        ({"until": "2020-01-01"}, "until", "结束日期不能早于开始日期"),
        ({"since": "2024-01-01"}, "until", "一次最多一年，请分几次导出"),
        ({"table": "exe"}, "table", "请选择格式"),
    ],
)
def test_what_cannot_be_asked_is_said(world: World, words: dict[str, str], field: str, sentence: str) -> None:
    form = {"source": "12345", "since": "2026-11-01", "until": "2026-11-30", "table": "xlsx"} | words

    answer = signed_in(world.desk).post("/exports/", form)

    assert (answer.status_code, answer.context["form"].errors) == (HTTPStatus.UNPROCESSABLE_ENTITY, {field: [sentence]})


@pytest.mark.parametrize("cases", [1, 3])
def test_a_chunk_of_results_costs_the_same_for_one_case_and_for_three(
    world: World, cases: int, django_assert_num_queries: Any
) -> None:
    for number in range(cases):
        a_closed_case(world, external_no=f"R-{number}")
    job = asked(world.office)
    meanings = [meaning for _heading, meaning in sources.result_columns(Source.PROVINCE)]

    with django_assert_num_queries(5):
        for ticket in with_results(results_of(job, world.office)):
            Result(ticket, post=world.office).cells(meanings)
