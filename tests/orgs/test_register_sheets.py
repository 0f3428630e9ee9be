"""Sheets for the register: tried, shown, entered once; what failed is told by its row, twice makes nothing twice."""

import io
import time
from collections.abc import Sequence
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from journal.models import Event
from orgs.importing.columns import COLUMNS, EXAMPLES
from orgs.models import Firm, Organisation, Person, Place, Post, RegisterSheet
from orgs.statuses import OrganisationKind, Role, SheetKind
from tests.orgs.conftest import Register
from web import sheets
from web.sheet_writing import write_xlsx

ROOT = "/register/import/"
CODE = "92370000MAFAKE001X"


def workbook(kind: SheetKind, rows: Sequence[Sequence[str]], *, name: str = "表.xlsx") -> SimpleUploadedFile:
    file = io.BytesIO()
    write_xlsx(file, headings=[column.label for column in COLUMNS[kind]], rows=rows, title="表")
    return SimpleUploadedFile(name, file.getvalue())


@pytest.fixture
def keeper(register: Register, client: Client) -> Client:
    client.force_login(register.keeper.person, backend="orgs.backends.PersonBackend")
    return client


def read(client: Client, kind: SheetKind, rows: Sequence[Sequence[str]]) -> str:
    answer = client.post(f"{ROOT}{kind}/", {"file": workbook(kind, rows)})
    assert answer.status_code == 303, answer.context["form"].errors
    return str(answer["Location"])


def enter(client: Client, kind: SheetKind, rows: Sequence[Sequence[str]]) -> RegisterSheet:
    address = read(client, kind, rows)
    assert client.post(f"{address}enter/").status_code == 303
    return RegisterSheet.objects.latest("read_at")


def firm(name: str, *, town: str = "云裳镇", village: str = "前丁村", code: str = "", phone: str = "") -> list[str]:
    return [name, town, village, code, "是", "王五", phone, ""]


def test_a_preview_enters_nothing(keeper: Client) -> None:
    address = read(keeper, SheetKind.FIRMS, [firm("甲店"), firm("乙店", town="没有镇")])
    page = keeper.get(address).content.decode()

    assert "镇街“没有镇”还没有登记" in page
    assert (Firm.objects.count(), RegisterSheet.objects.get().counts) == (0, {"new": 1, "bad": 1})


def test_firms_are_entered_and_twice_is_once(keeper: Client, register: Register) -> None:
    rows = [firm("甲店", code=CODE, phone="13800000001"), firm("乙店"), firm("丙店", village="")]
    assert enter(keeper, SheetKind.FIRMS, rows).counts == {"new": 3}

    assert enter(keeper, SheetKind.FIRMS, rows).counts == {"there": 3}

    profile = Firm.objects.get(credit_code=CODE)
    assert (profile.organisation.place, profile.contact_phone, profile.is_person) == (
        register.village, "13800000001", True,
    )  # fmt: skip
    assert Event.objects.filter(verb="organisation.created", actor=register.keeper.person_id).count() == 3


@pytest.mark.parametrize(
    ("row", "why"),
    [
        (firm(""), "请填企业名称"),
        (firm("甲店", code="123"), "18 位"),
        (firm("甲店", phone="110"), "11 位手机号"),
        (firm("甲店", village="没有村"), "没有登记“没有村”"),
        ([*firm("甲店")[:-1], "没有支部"], "组织“没有支部”还没有登记"),
        ([*firm("甲店")[:4], "也许", "", "", ""], "请填 是 或 否"),
    ],
)
def test_a_bad_row_says_why(keeper: Client, row: list[str], why: str) -> None:
    sheet = enter(keeper, SheetKind.FIRMS, [row, firm("好店")])

    assert why in sheet.failed[0]["why"]
    assert (sheet.counts, Firm.objects.count()) == ({"new": 1, "bad": 1}, 1)


def test_the_rows_that_failed_come_back_as_a_sheet_to_be_mended(keeper: Client) -> None:
    sheet = enter(keeper, SheetKind.FIRMS, [firm("甲店", code="123"), firm("好店")])

    answer = keeper.get(f"{ROOT}sheet/{sheet.pk}/failed/")
    file = io.BytesIO(b"".join(answer.streaming_content))  # type: ignore[attr-defined]
    found = sheets.read(file, name="错.xlsx", columns=COLUMNS[SheetKind.FIRMS])

    assert [row.cells["name"] for row in found.rows] == ["甲店"]
    assert found.unknown == ["原因"]


def test_entered_rows_are_forgotten_and_a_second_press_changes_nothing(keeper: Client) -> None:
    address = read(keeper, SheetKind.FIRMS, [firm("甲店")])

    assert [keeper.post(f"{address}enter/").status_code for _press in range(2)] == [303, 303]
    assert (RegisterSheet.objects.get().rows, Firm.objects.count()) == ([], 1)


def test_organisations_are_entered_with_what_hangs_under_them(keeper: Client) -> None:
    rows = [
        ("县水务局", "职能部门", "水务", "", "", "", "", "县水利局、水利局"),
        ("水资源科", "科室", "", "县水务局", "", "", "", ""),
        ("云裳镇电商服务站", "服务站", "", "", "云裳镇", "", "", ""),
        ("无名党支部", "党支部", "", "没有党委", "", "", "", ""),
        ("某店", "企业（商户）", "", "", "", "", "", ""),
        ("怪单位", "怪类", "", "", "", "", "", ""),
    ]
    sheet = enter(keeper, SheetKind.ORGANISATIONS, rows)

    assert sheet.counts == {"new": 3, "bad": 3}
    assert [row["why"][:12] for row in sheet.failed] == [
        "组织“没有党委”还没有登",
        "企业请用企业表导入",
        "类别“怪类”不认识，可以",
    ]
    water = Organisation.objects.get(name="县水务局")
    assert (water.also_called, water.authority_kind) == (["县水利局", "水利局"], "government")
    assert Organisation.objects.get(kind=OrganisationKind.SECTION).parent == water
    assert enter(keeper, SheetKind.ORGANISATIONS, rows[:3]).counts == {"there": 3}


def test_people_get_their_posts_and_a_password_list_once(keeper: Client, register: Register) -> None:
    rows = [
        ("zhangsan", "张三", "13800000000", "", "电商行业党委", "行业党委派单员", ""),
        ("lisi", "李四", "", "", "县供电公司", "联络员", ""),
        ("lisi", "李四", "", "", "县供电公司", "承办人", ""),
        ("wangwu", "王五", "", "", "县供电公司", "派单员", ""),
        ("Zhao Liu", "赵六", "", "", "县供电公司", "联络员", ""),
        ("xitong", "冒充", "", "", "县供电公司", "联络员", ""),
    ]
    sheet = enter(keeper, SheetKind.PEOPLE, rows)
    assert sheet.counts == {"new": 3, "bad": 3}
    assert set(Post.objects.filter(person__username="lisi").values_list("role", flat=True)) == {
        Role.DEPT_LIAISON, Role.HANDLER,
    }  # fmt: skip

    answer = keeper.post(f"{ROOT}sheet/{sheet.pk}/passwords/")
    file = io.BytesIO(b"".join(answer.streaming_content))  # type: ignore[attr-defined]
    columns = (sheets.Column(name="user", label="用户名"), sheets.Column(name="word", label="初始密码"))
    listed = {row.cells["user"]: row.cells["word"] for row in sheets.read(file, name="密.xlsx", columns=columns).rows}

    assert set(listed) == {"zhangsan", "lisi"}
    assert Person.objects.get(username="lisi").check_password(listed["lisi"])
    assert Person.objects.get(username="lisi").must_change_password
    stored = str(list(RegisterSheet.objects.values())) + str(list(Event.objects.values_list("data", flat=True)))
    assert listed["lisi"] not in stored


def test_towns_and_villages_are_entered(keeper: Client, register: Register) -> None:
    sheet = enter(
        keeper, SheetKind.PLACES, [("云裳镇", "前丁村"), ("云裳镇", "后丁村"), ("新镇", "甲村"), ("新镇", "")]
    )

    assert sheet.counts == {"there": 2, "new": 2}
    assert list(Place.objects.order_by("pk").values_list("name", flat=True)) == [
        "云裳镇",
        "前丁村",
        "后丁村",
        "新镇",
        "甲村",
    ]


@pytest.mark.parametrize("kind", list(SheetKind))
def test_the_template_opens_with_its_own_headings(keeper: Client, kind: SheetKind) -> None:
    answer = keeper.get(f"{ROOT}{kind}/template/")
    file = io.BytesIO(b"".join(answer.streaming_content))  # type: ignore[attr-defined]

    found = sheets.read(file, name="模板.xlsx", columns=COLUMNS[kind])

    assert len(found.rows) == len(EXAMPLES[kind])
    assert found.unknown == []


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("表.xlsx", b"", "文件是空的"),
        ("表.exe", b"MZ", "只能读 .xlsx 或 .csv 文件"),
        ("表.csv", "姓名,电话\n张三,1\n".encode("gb18030"), "表头"),
    ],
)
def test_a_file_that_is_no_such_sheet_is_refused(keeper: Client, name: str, content: bytes, why: str) -> None:
    answer = keeper.post(f"{ROOT}firms/", {"file": SimpleUploadedFile(name, content)})

    assert answer.status_code == 422
    assert why in answer.content.decode()


def test_a_csv_in_gbk_is_read(keeper: Client) -> None:
    text = "企业名称,镇街,村\n甲店,云裳镇,前丁村\n"
    file = SimpleUploadedFile("企业.csv", text.encode("gb18030"))

    assert keeper.post(f"{ROOT}firms/", {"file": file}).status_code == 303


def test_sheets_are_the_keepers_alone(register: Register, keeper: Client) -> None:
    address = read(keeper, SheetKind.FIRMS, [firm("甲店")])
    office = Client()
    who = register.post("duban", register.office, Role.SUPERVISOR)
    office.force_login(who.person, backend="orgs.backends.PersonBackend")

    shut: list[Any] = [
        office.get(ROOT),
        office.get(f"{ROOT}firms/"),
        office.get(address),
        office.post(f"{address}enter/"),
    ]
    assert [answer.status_code for answer in shut] == [404] * 4
    assert keeper.get(f"{address}enter/").status_code == 405
    assert keeper.get(f"{ROOT}unknown/").status_code == 404


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_five_thousand_firms_are_entered_while_one_waits(keeper: Client) -> None:
    started = time.monotonic()
    sheet = enter(keeper, SheetKind.FIRMS, [firm(f"第{n}号店") for n in range(5000)])

    assert (sheet.counts, Firm.objects.count()) == ({"new": 5000}, 5000)
    assert time.monotonic() - started < 180  # a bound, not a measure: a busy machine takes a minute
