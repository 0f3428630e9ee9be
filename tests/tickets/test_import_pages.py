"""The pages about lists: read, preview, start, watch, mend, and send again."""

import io
from http import HTTPStatus
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import load_workbook

from journal.models import AccessLog
from orgs.models import Organisation
from orgs.statuses import OrganisationKind, Role
from tests import cast
from tests.cast import World, signed_in
from tests.tickets.lists import a_row, a_table, imported, sent, taken
from tickets.models import ImportBatch, Ticket
from tickets.services import importing


def test_a_list_is_previewed_before_anything_is_made(world: World) -> None:
    answer = sent(world.desk, a_table(a_row("R-1"), a_row(""), a_row("R-3", 备注="")))

    batch = ImportBatch.objects.get()
    page = signed_in(world.desk).get(answer["Location"])
    assert page.context["counts"] == {"ready": 2, "wrong": 1, "known": 0, "done": 0}
    assert "导入这 2 行" in page.content.decode()
    assert "“工单编号”没有填" in page.content.decode()
    importing.run()
    assert not Ticket.objects.exists()
    assert batch.started_at is None


def test_a_started_list_is_worked_off_and_its_page_tells_how_far_it_is(world: World) -> None:
    client = signed_in(world.desk)
    batch = taken(world.desk, a_row("R-1"), a_row("R-2"))
    address = f"/imports/{batch.pk}/"

    client.post(f"{address}start/")
    client.post(f"{address}start/")
    running = client.get(address).content.decode()
    importing.work_off(batch.pk, most=1)
    half = client.get(address).content.decode()
    importing.run()
    over = client.get(address).content.decode()

    assert "已处理 0 行，共 2 行" in running
    assert "已处理 1 行，共 2 行" in half
    assert "every 2s" in half
    assert "新建 2 件，已有 0 件，有问题 0 行" in over
    assert "every 2s" not in over


def test_rows_to_mend_are_downloaded_mended_and_sent_again(world: World) -> None:
    batch = imported(world.desk, a_row("R-1"), a_row("R-2", 所属镇街="火星镇", 企业名称="@云裳坊"))

    answer = signed_in(world.desk).get(f"/imports/{batch.pk}/mend/")

    book = load_workbook(io.BytesIO(answer.content))
    headings, row = [[cell.value for cell in row] for row in book.active.iter_rows()]
    assert row[headings.index("问题")] == "“所属镇街”里的“火星镇”不是本县的镇街"
    assert (row[headings.index("企业名称")], row[headings.index("文件行号")]) == ("'@云裳坊", "3")
    assert AccessLog.objects.filter(kind="download", subject_type="import", subject_id=batch.pk).count() == 1
    book.active.cell(2, headings.index("镇街") + 1).value = "丁桥镇"
    mended = io.BytesIO()
    book.save(mended)
    sent(world.desk, mended.getvalue())
    second = ImportBatch.objects.latest("pk")
    assert (importing.counts(second)["ready"], second.unknown) == (1, [])


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("a.xlsx", b"", "文件是空的，请检查后重新选择"),
        ("a.xlsx", b"PK\x03\x04rubbish", "读不出这个 .xlsx 文件，它可能没有传完整，请用表格软件打开另存后再传"),
        ("a.csv", "岁数,年龄\n张三,4".encode("gb18030"), "前 10 行里没有找到表头。需要的列：工单编号、诉求内容"),
        ("a.csv", ("编号,内容\n" + "1,路断了\n" * 100_000).encode(), "表里超过 5,000 行，请拆成几份再传"),
        ("a.pdf", b"%PDF-1.7", "只能读 .xlsx 或 .csv 文件"),
    ],
)
def test_what_is_no_list_is_answered_with_a_sentence(world: World, name: str, content: bytes, sentence: str) -> None:
    answer = sent(world.desk, content, name=name)

    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert answer.context["form"].errors == {"file": [sentence]}
    assert not ImportBatch.objects.exists()


@pytest.mark.parametrize("source", ["", "self", "phone", "station", "x"])
def test_a_source_that_sends_no_lists_is_refused(world: World, source: str) -> None:
    answer = sent(world.desk, a_table(a_row()), source=source)

    assert answer.context["form"].errors == {"source": ["请选择来源"]}


def test_a_form_without_a_file_is_told(world: World) -> None:
    answer = signed_in(world.desk).post("/imports/", {"source": "city"})

    assert answer.context["form"].errors == {"file": ["请选择文件"]}


def test_a_list_in_gb18030_is_read(world: World) -> None:
    text = "编号,内容,企业名称,联系电话,镇街\r\nR-1,门口的路断了三天。,云裳坊演出服饰店,13800001234,云裳镇\r\n"

    sent(world.desk, text.encode("gb18030"), name="热线.csv")

    assert importing.counts(ImportBatch.objects.get()) == {"ready": 1, "wrong": 0, "known": 0, "done": 0}


def test_another_desks_list_is_not_there_and_the_office_sees_all(world: World) -> None:
    batch = taken(world.desk, a_row())
    general = Organisation.objects.get(kind=OrganisationKind.GENERAL_COMMITTEE)
    committee = cast.unit(world.county, OrganisationKind.INDUSTRY_COMMITTEE, "家居行业党委", parent=general, tier=2)
    stranger, colleague = cast.post(committee, Role.DISPATCHER, "别的"), world.second_desk

    answers = [signed_in(who).get(f"/imports/{batch.pk}/").status_code for who in (stranger, colleague, world.office)]

    assert answers == [HTTPStatus.NOT_FOUND, HTTPStatus.OK, HTTPStatus.OK]
    assert signed_in(stranger).post(f"/imports/{batch.pk}/start/").status_code == HTTPStatus.NOT_FOUND
    assert signed_in(stranger).get(f"/imports/{batch.pk}/mend/").status_code == HTTPStatus.NOT_FOUND


@pytest.mark.parametrize("who", ["firm", "clerk", "liaison", "revisit_clerk", "leader", "sysadmin", "auditor"])
@pytest.mark.parametrize("address", ["/imports/", "/imports/template/", "/imports/1/", "/exports/1/"])
def test_nobody_else_finds_the_pages(world: World, who: str, address: str) -> None:
    assert signed_in(getattr(world, who)).get(address).status_code == HTTPStatus.NOT_FOUND


@pytest.mark.parametrize("who", ["firm", "clerk", "sysadmin", "auditor"])
def test_whoever_reads_no_figures_takes_none_away(world: World, who: str) -> None:
    assert signed_in(getattr(world, who)).get("/exports/").status_code == HTTPStatus.NOT_FOUND


def test_an_unknown_list_is_not_there_whatever_its_number(world: World) -> None:
    client = signed_in(world.desk)

    assert [client.get(f"/imports/{pk}/").status_code for pk in (0, 10**9, 10**30)] == [HTTPStatus.NOT_FOUND] * 3


def test_reading_a_page_starts_nothing(world: World) -> None:
    batch = taken(world.desk, a_row())

    assert signed_in(world.desk).get(f"/imports/{batch.pk}/start/").status_code == HTTPStatus.METHOD_NOT_ALLOWED
    assert ImportBatch.objects.get().started_at is None


def test_the_template_reads_back_as_a_list_without_rows(world: World) -> None:
    answer = signed_in(world.desk).get("/imports/template/")

    assert answer["Content-Disposition"].startswith("attachment")
    again = sent(world.desk, answer.content)
    assert again.context["form"].errors == {"file": ["表头下面没有内容，请检查后重新选择"]}


@pytest.mark.parametrize("rows", [1, 3])
def test_the_preview_costs_the_same_for_one_row_and_for_three(
    world: World, rows: int, django_assert_num_queries: Any
) -> None:
    batch = imported(world.desk, *(a_row(f"R-{n}") for n in range(rows)))
    client = signed_in(world.desk)
    client.get("/imports/")

    with django_assert_num_queries(9):
        client.get(f"/imports/{batch.pk}/?tab=done")


@pytest.mark.parametrize("lists", [1, 3])
def test_the_list_of_lists_costs_the_same_for_one_and_for_three(
    world: World, lists: int, django_assert_num_queries: Any
) -> None:
    for _ in range(lists):
        taken(world.desk, a_row())
    client = signed_in(world.desk)
    client.get("/imports/")

    with django_assert_num_queries(6):
        client.get("/imports/")


def test_a_file_name_is_shown_as_text(world: World) -> None:
    file = SimpleUploadedFile("<script>alert(1)<.xlsx", a_table(a_row()))
    answer = signed_in(world.desk).post("/imports/", {"source": "12345", "file": file})

    assert b"<script>alert(1)" not in signed_in(world.desk).get(answer["Location"]).content
