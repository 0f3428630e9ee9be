"""`/duty/`: seen by office and desk, planned by the office, swapped by the people themselves."""

import io
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from journal import clock
from orgs.calendar import COUNTY_TIME
from orgs.models import DutyShift, Post
from orgs.services import duty
from orgs.statuses import Role
from tests.orgs.conftest import Register
from web.sheet_writing import write_xlsx

NOON = datetime(2026, 11, 16, 12, 0, tzinfo=COUNTY_TIME)
EVENING = datetime(2026, 11, 16, 18, 0, tzinfo=COUNTY_TIME)
NIGHT = timedelta(hours=14, minutes=30)


@pytest.fixture(autouse=True)
def at_noon() -> object:
    with clock.moved_to(NOON):
        yield


@pytest.fixture
def office(register: Register) -> Post:
    return register.post("duban", register.office, Role.SUPERVISOR)


@pytest.fixture
def desk(register: Register) -> Post:
    return register.post("paidan", register.committee, Role.DISPATCHER)


def window(post: Post) -> Client:
    client = Client()
    client.force_login(post.person, backend="orgs.backends.PersonBackend")
    return client


def plan(post: Post) -> dict[str, Any]:
    return {"post": post.pk, "day": "2026-11-16", "begins": "18:00", "ends": "08:30"}


def sheet(*rows: tuple[str, ...]) -> SimpleUploadedFile:
    file = io.BytesIO()
    write_xlsx(file, headings=["日期", "值班人", "上班", "下班"], rows=rows, title="值班表")
    return SimpleUploadedFile("值班表.xlsx", file.getvalue())


def test_the_office_plans_and_everybody_sees_who_is_on_duty(office: Post, desk: Post) -> None:
    assert window(office).post("/duty/plan/", plan(desk)).status_code == 303

    with clock.moved_to(EVENING):
        assert "现在值班：paidan" in window(desk).get("/duty/").content.decode().replace("\n", "")


def test_what_is_over_of_this_month_is_folded_away(office: Post) -> None:
    with clock.moved_to(EVENING):
        shown = [window(office).get(f"/duty/?month={month}").context for month in ("2026-10", "2026-11", "2026-12")]

    assert [len(page["past"]) for page in shown] == [0, 14, 0]
    assert shown[1]["days"][0].date == date(2026, 11, 15)
    assert [len(page["past"]) + len(page["days"]) for page in shown] == [31, 30, 31]


def test_the_desk_looks_and_does_not_plan(register: Register, office: Post, desk: Post) -> None:
    assert window(desk).get("/duty/").status_code == 200
    assert window(desk).post("/duty/plan/", plan(desk)).status_code == 404
    liaison = register.post("lianluo", register.power, Role.DEPT_LIAISON)
    assert window(liaison).get("/duty/").status_code == 404
    assert Client().get("/duty/").status_code == 302


def test_a_wrong_plan_comes_back_with_what_was_typed(office: Post, desk: Post) -> None:
    answer = window(office).post("/duty/plan/", {**plan(desk), "day": "昨天", "begins": "19:15"})

    assert answer.status_code == 422
    assert 'value="19:15"' in answer.content.decode()
    assert not DutyShift.objects.exists()


def test_a_rotation_is_planned_and_a_day_removed(office: Post, desk: Post) -> None:
    typed = {"posts": [office.pk, desk.pk], "first": "2026-11-16", "last": "2026-11-30", "begins": "18:00"}
    answer = window(office).post("/duty/rotation/", {**typed, "ends": "08:30"})
    assert answer.status_code == 303
    first = DutyShift.objects.earliest("starts_at")

    window(office).post(f"/duty/{first.pk}/remove/")

    assert DutyShift.objects.filter(given_up_at=None).count() == 14
    assert "14 天内这些日子下班后没有人值班" in window(office).get("/duty/").content.decode()


def test_two_people_swap_by_themselves(office: Post, desk: Post) -> None:
    mine = duty.plan(desk.pk, starts_at=EVENING, ends_at=EVENING + NIGHT, actor=office)
    assert window(office).post(f"/duty/{mine.pk}/offer/", {"to": desk.pk}).status_code == 404
    assert window(desk).post(f"/duty/{mine.pk}/offer/", {"to": ""}).status_code == 422

    assert window(desk).post(f"/duty/{mine.pk}/offer/", {"to": office.pk}).status_code == 303
    page = window(office).get("/duty/")
    [swap] = page.context["asked"]
    assert "请您换班" in page.content.decode()
    assert window(office).post(f"/duty/swaps/{swap.pk}/", {"agreed": "yes"}).status_code == 303

    assert DutyShift.objects.get(given_up_at=None).post == office
    assert window(office).post(f"/duty/swaps/{swap.pk}/", {"agreed": "yes"}).status_code == 409


def test_a_sheet_is_planned_whole_twice_makes_nothing_twice(office: Post, desk: Post) -> None:
    rows = [("2026-11-20", "paidan", "", ""), ("2026/11/21", "duban", "18:00", "8:30")]
    for _time in range(2):
        assert window(office).post("/duty/import/", {"file": sheet(*rows)}).status_code == 303
    assert DutyShift.objects.count() == 2


def test_a_sheet_with_a_bad_row_plans_nothing(office: Post, desk: Post) -> None:
    answer = window(office).post(
        "/duty/import/", {"file": sheet(("2026-11-20", "paidan"), ("那天", "duban"), ("2026-11-22", "谁"))}
    )

    assert answer.status_code == 422
    page = answer.content.decode()
    assert "第 3 行：请填日期" in page
    assert "第 4 行：值班人“谁”" in page
    assert not DutyShift.objects.exists()


@pytest.mark.parametrize("shifts", [1, 3])
def test_a_month_costs_the_same_whatever_is_on_it(
    office: Post, desk: Post, shifts: int, django_assert_num_queries: Any
) -> None:
    for n in range(shifts):
        starts_at = EVENING + timedelta(days=n)
        duty.plan(desk.pk, starts_at=starts_at, ends_at=starts_at + NIGHT, actor=office)
    tab = window(office)
    tab.get("/duty/")

    with django_assert_num_queries(10):
        tab.get("/duty/")
