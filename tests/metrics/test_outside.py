"""Figures from outside: shown as exactly as their source says, never more so; entered by whoever edits the settings."""

import re
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.template.loader import render_to_string
from django.test import Client
from django.utils import translation

from journal import clock
from journal.models import Event
from journal.verifying import verify
from metrics import outside
from metrics.models import OutsideFigure
from metrics.outside_kinds import COUNTING, KINDS, MEASURES, Qualifier, Scale
from metrics.services.outside import Stated, remove, state
from orgs.exceptions import Refused
from orgs.models import County
from orgs.queries import today
from orgs.seeding.county import CODE
from orgs.statuses import Role
from tests.cast import signed_in
from tests.orgs.conftest import Register

pytestmark = pytest.mark.django_db
EXACT, AT_LEAST, ABOUT = Qualifier.EXACT, Qualifier.AT_LEAST, Qualifier.ABOUT
ONE, TEN_THOUSAND, HUNDRED_MILLION = Scale
REPORT = "泽丰县电商产业发展情况通报"
FIRMS = Stated("firms", Decimal(7068), EXACT, date(2025, 12, 31), REPORT)


@pytest.fixture
def county() -> County:
    return County.objects.create(name="泽丰县", code=CODE)


@pytest.mark.parametrize(
    ("value", "qualifier", "scale", "unit", "chinese", "english"),
    [
        ("7068", EXACT, ONE, "", "7,068", "7,068"),
        ("7068", EXACT, ONE, "家", "7,068家", "7,068"),
        ("310", AT_LEAST, ONE, "", "310余", "more than 310"),
        ("310.00", AT_LEAST, ONE, "件", "310余件", "more than 310"),
        ("9600", ABOUT, ONE, "", "近9,600", "about 9,600"),
        ("9600", ABOUT, ONE, "人次", "近9,600人次", "about 9,600 attendances"),
        ("83500", AT_LEAST, TEN_THOUSAND, "家", "8.35万余家", "more than 83,500"),
        ("350000", EXACT, TEN_THOUSAND, "人", "35万人", "350,000"),
        ("22056000000", EXACT, HUNDRED_MILLION, "元", "220.56亿元", "22,056,000,000 yuan"),
        ("150000000", AT_LEAST, HUNDRED_MILLION, "元", "1.5亿余元", "more than 150,000,000 yuan"),
        ("10000", AT_LEAST, ONE, "平方米", "10,000余平方米", "more than 10,000 square metres"),
        ("99.5", ABOUT, ONE, "公里", "近99.5公里", "about 99.5 公里"),
        ("0", EXACT, ONE, "件", "0件", "0"),
    ],
)
def test_a_figure_reads_as_its_source_says(
    value: str, qualifier: Qualifier, scale: Scale, unit: str, chinese: str, english: str
) -> None:
    with translation.override("zh-hans"):
        assert outside.words(Decimal(value), qualifier, scale=scale, unit=unit) == chinese
    with translation.override("en"):
        assert outside.words(Decimal(value), qualifier, scale=scale, unit=unit) == english


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("scale", list(Scale))
def test_what_is_not_exact_never_reads_as_if_it_were(language: str, scale: Scale) -> None:
    with translation.override(language):
        read = {each: outside.words(Decimal(20_000), each, scale=scale, unit="人") for each in Qualifier}

    assert len(set(read.values())) == len(Qualifier)
    assert [each for each in Qualifier if re.fullmatch(r"[\d,.]+[万亿]?人?", read[each])] == [EXACT]


def test_a_qualifier_that_nobody_knows_is_an_error_and_not_exact() -> None:
    with pytest.raises(KeyError):
        outside.words(Decimal(1), "roughly")


def test_the_usual_unit_of_every_kind_is_known() -> None:
    assert {kind.unit for kind in KINDS.values()} <= COUNTING | set(MEASURES)


def test_figures_are_shown_in_the_order_of_their_kinds_with_day_and_source(county: County) -> None:
    state(county.pk, Stated("legal_matters", Decimal(185), AT_LEAST, date(2025, 11, 30), "通报"), actor=None)
    state(county.pk, FIRMS, actor=None)

    assert outside.shown(county) == [
        outside.Shown("firms", "电商企业", "7,068家", date(2025, 12, 31), REPORT),
        outside.Shown("legal_matters", "司法服务办理涉企事项", "185余件", date(2025, 11, 30), "通报"),
    ]


def test_another_countys_figures_are_not_shown(county: County) -> None:
    other = County.objects.create(name="别县", code="biexian")
    state(other.pk, FIRMS, actor=None)

    assert outside.shown(county) == []


def test_the_part_of_a_page_carries_words_day_and_source_and_is_nothing_without_figures(county: County) -> None:
    state(county.pk, Stated("training_people", Decimal(20000), AT_LEAST, date(2025, 12, 31), REPORT), actor=None)

    part = render_to_string("metrics/_outside.html", {"outside": outside.shown(county)})

    assert ("20,000余人次" in part, "2025-12-31" in part, REPORT in part, "县情数据（资料来源所示）" in part) == (
        True,
    ) * 4
    assert render_to_string("metrics/_outside.html", {"outside": []}).strip() == ""


def test_a_newer_figure_takes_the_place_of_the_older_and_the_journal_knows_both(county: County) -> None:
    state(county.pk, FIRMS, actor=None)
    newer = Stated("firms", Decimal(7100), AT_LEAST, date(2026, 6, 30), "半年通报", unit="户")
    row = state(county.pk, newer, actor=None)

    assert OutsideFigure.objects.get() == row
    event = Event.objects.latest("id")
    assert (event.verb, event.subject_type) == ("county.outside_figure_stated", "county")
    assert event.data["from"] == {
        "value": "7068", "qualifier": "exact", "scale": 1, "unit": "", "as_of": "2025-12-31",
    }  # fmt: skip
    assert event.data["to"]["value"] == "7100"
    assert "半年通报" not in str(event.data)  # typed by somebody: only its digest
    assert verify().broken is None


def test_a_figure_is_removed_once(county: County) -> None:
    state(county.pk, FIRMS, actor=None)

    event = remove(county.pk, key="firms", actor=None)

    assert (event.verb, event.data["from"]["value"], event.data["to"]) == (
        "county.outside_figure_removed", "7068", None,
    )  # fmt: skip
    with pytest.raises(Refused, match="没有这一项"):
        remove(county.pk, key="firms", actor=None)


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"key": "rainfall"}, "不认识"),
        ({"value": Decimal(-1)}, "负数"),
        ({"source": "  "}, "来源"),
        ({"as_of": date(2999, 1, 1)}, "晚于今天"),
    ],
)
def test_what_no_source_can_say_is_refused(county: County, wrong: dict[str, Any], words: str) -> None:
    with pytest.raises(Refused, match=words):
        state(county.pk, replace(FIRMS, **wrong), actor=None)

    assert not OutsideFigure.objects.exists()


@pytest.mark.parametrize("wrong", [{"qualifier": "roughly"}, {"scale": 7}, {"value": -1}, {"source": ""}])
def test_the_table_refuses_a_figure_that_would_be_shown_wrongly(county: County, wrong: dict[str, Any]) -> None:
    said = {"key": "firms", "value": 1, "qualifier": "exact", "as_of": date(2025, 1, 1), "source": "通报"}
    with pytest.raises(IntegrityError), transaction.atomic():
        OutsideFigure.objects.create(county=county, **said | wrong)


def test_the_demonstration_has_some_of_each_manner_and_gets_them_once(county: County) -> None:
    call_command("seed_outside", stdout=StringIO())
    said = StringIO()
    call_command("seed_outside", stdout=said)

    words = {figure.key: figure.words for figure in outside.shown(county)}
    assert said.getvalue().strip() == f"泽丰县: {len(KINDS)} figures from outside"
    assert (words["firms"], words["shops"], words["masters"], words["loan_amount"]) == (
        "7,068家", "8.35万余家", "近100人", "220.56亿元",
    )  # fmt: skip
    assert {figure.as_of for figure in outside.shown(county)} == {date(today(clock.now()).year - 1, 12, 31)}


def test_a_real_county_gets_none_of_them_and_no_county_is_told() -> None:
    with pytest.raises(CommandError, match="no county"):
        call_command("seed_outside")
    real = County.objects.create(name="某县", code="mouxian")
    call_command("seed_outside", stdout=StringIO())

    assert outside.shown(real) == []


# --- the back office ------------------------------------------------------------------------------------------------


FORM = {
    "key": "firms", "value": "7068", "qualifier": "at_least", "scale": "1", "unit": "", "as_of": "2025-12-31",
    "source": REPORT,
}  # fmt: skip


def test_the_keeper_of_the_register_enters_changes_and_removes(register: Register) -> None:
    keeper = signed_in(register.keeper)
    assert keeper.post("/admin/metrics/outsidefigure/add/", FORM).status_code == 302
    row = OutsideFigure.objects.get()
    listed = keeper.get("/admin/metrics/outsidefigure/").content.decode()
    assert ("7,068余家" in listed, Event.objects.latest("id").actor) == (True, register.keeper.person_id)

    page = f"/admin/metrics/outsidefigure/{row.pk}/change/"
    assert keeper.post(page, FORM | {"qualifier": "exact"}).status_code == 302
    row.refresh_from_db()
    assert (row.key, row.qualifier) == ("firms", "exact")

    keeper.post(f"/admin/metrics/outsidefigure/{row.pk}/delete/", {"post": "yes"})
    assert not OutsideFigure.objects.exists()
    assert Event.objects.filter(verb__startswith="county.outside_figure").count() == 3


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"key": "firms"}, "key"),
        ({"key": "shops", "value": "-1"}, "value"),
        ({"key": "shops", "as_of": "2999-01-01"}, "as_of"),
        ({"key": "shops", "source": ""}, "source"),
        ({"key": "shops", "qualifier": "roughly"}, "qualifier"),
    ],
)
def test_what_cannot_be_comes_back_beside_its_field(register: Register, wrong: dict[str, str], field: str) -> None:
    keeper = signed_in(register.keeper)
    keeper.post("/admin/metrics/outsidefigure/add/", FORM)

    answer = keeper.post("/admin/metrics/outsidefigure/add/", FORM | wrong)

    assert list(answer.context["adminform"].form.errors) == [field]
    assert OutsideFigure.objects.count() == 1


def test_several_are_removed_at_once_each_with_its_event(register: Register) -> None:
    keeper = signed_in(register.keeper)
    for key in ("firms", "shops"):
        keeper.post("/admin/metrics/outsidefigure/add/", FORM | {"key": key})
    chosen = list(OutsideFigure.objects.values_list("pk", flat=True))

    keeper.post(
        "/admin/metrics/outsidefigure/", {"action": "delete_selected", "_selected_action": chosen, "post": "yes"}
    )

    assert not OutsideFigure.objects.exists()
    assert Event.objects.filter(verb="county.outside_figure_removed").count() == 2


def test_others_read_or_stay_outside(register: Register, client: Client) -> None:
    signed_in(register.keeper).post("/admin/metrics/outsidefigure/add/", FORM)
    auditor = signed_in(register.post("shenji", register.office, Role.AUDITADMIN))
    liaison = signed_in(register.post("lianluo", register.power, Role.DEPT_LIAISON))

    assert auditor.get("/admin/metrics/outsidefigure/").status_code == 200
    assert auditor.get("/admin/metrics/outsidefigure/add/").status_code == 403
    assert liaison.get("/admin/metrics/outsidefigure/").status_code in {302, 403, 404}
    assert client.get("/admin/metrics/outsidefigure/").status_code == 302


def test_a_countys_keeper_does_not_find_anothers_figures(register: Register) -> None:
    other = County.objects.create(name="别县", code="biexian")
    row = state(other.pk, FIRMS, actor=None)

    answer = signed_in(register.keeper).get(f"/admin/metrics/outsidefigure/{row.pk}/change/")

    assert answer.status_code == 302
    assert answer["Location"].endswith("/admin/")


def test_todays_figures_may_be_entered(county: County) -> None:
    now = today(clock.now())

    state(county.pk, Stated("firms", Decimal(1), EXACT, now, "通报"), actor=None)

    with pytest.raises(Refused):
        state(county.pk, Stated("firms", Decimal(1), EXACT, now + timedelta(days=1), "通报"), actor=None)
