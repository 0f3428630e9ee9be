"""Setting a county up in the browser: seven steps, saved as it goes, then open for ever."""

from pathlib import Path

import pytest
from django.conf import LazySettings
from django.test import Client

from journal import clock
from journal.models import Event
from orgs import opening
from orgs.models import CalendarDay, County, Organisation, Person, Place, Post
from orgs.queries import resolve_unit
from orgs.services import counties
from orgs.statuses import OrganisationKind
from orgs.working_days import missing_years
from tests.cast import MONDAY
from tests.setup.conftest import Setup
from tickets.models import Catalogue, Category
from tickets.queries.catalogue import categories_of
from tickets.setup.steps import STEPS

NOTICE = """一、元旦：1月1日（周五）至3日（周日）放假，共3天。
二、春节：2月5日（农历除夕、周五）至11日（周四）放假调休，共7天。2月14日（周日）上班。
三、清明节：4月5日（周一）放假，与周末连休。"""


def test_an_empty_installation_becomes_an_open_county(setup: Setup) -> None:
    setup.through()
    shown = setup.send("passwords")
    passwords = dict(shown.context["made"])

    answer = setup.send("open")

    assert answer.status_code == 303
    assert answer["Location"].startswith("/accounts/login/?next=%2Fsetup%2Fcheck%2F")
    assert (setup.county.name, setup.county.in_setup, setup.county.hotline) == ("安平县", False, "0530-5550000")
    assert [person.check_password(word) for person, word in passwords.items()] == [True] * 3
    assert set(Post.objects.values_list("role", flat=True)) == {"sysadmin", "secadmin", "auditadmin"}


def test_every_step_can_be_revisited_and_sent_twice_without_a_second_row(setup: Setup) -> None:
    setup.through()
    counted = (Organisation, Person, Post, Place, County, Catalogue, CalendarDay)
    before = [model.objects.count() for model in counted]

    assert [setup.as_shown(step.slug).status_code for step in STEPS] == [303] * len(STEPS)
    assert [model.objects.count() for model in counted] == before


def test_the_page_shows_our_defaults_as_suggestions(setup: Setup) -> None:
    page = setup.get("county").content.decode()

    assert "建议值" in page
    assert 'value="0.50"' in page
    assert 'value="08:30"' in page


def test_what_is_wrong_comes_back_with_what_was_typed(setup: Setup) -> None:
    answer = setup.as_shown("county", name="安平县", code="An Ping", response_weight="0.2", morning_from="13:00")

    assert answer.status_code == 422
    assert sorted(answer.context["form"].errors) == ["code", "morning_from", "response_weight"]
    assert "An Ping" in answer.content.decode()
    assert not County.objects.exists()


def test_a_later_step_waits_for_the_county(setup: Setup) -> None:
    assert setup.get("units")["Location"] == setup.address("county")
    assert setup.send("units").status_code == 404


def test_a_unit_that_is_called_otherwise_still_answers_to_the_catalogue(setup: Setup) -> None:
    setup.through(until="units")
    form = setup.get("units").context["form"]
    number = next(n for n, each in enumerate(form.suggested) if each.name == "县市场监督管理局")
    setup.as_shown("units", **{f"name_{number}": "安平县市场监管局"})

    found = resolve_unit("县市场监督管理局（知识产权科）", county=setup.county, town=None)

    assert found is not None
    assert found.name == "安平县市场监管局"


def test_a_unit_that_does_not_exist_leaves_its_categories_named(setup: Setup) -> None:
    setup.through(until="units")
    form = setup.get("units").context["form"]
    number = next(n for n, each in enumerate(form.suggested) if each.name == "县妇联")
    setup.as_shown("units", **{f"on_{number}": ""})

    page = setup.get("catalogue")

    assert len(page.context["form"].without_unit()) == 1
    assert "还没有单位主办的类" in page.content.decode()


def test_categories_are_switched_off_and_led_by_others(setup: Setup) -> None:
    setup.through(until="catalogue")
    setup.as_shown("catalogue", **{"on_INF-LVP": "", "lead_FIN-LOAN": "县农商银行"})
    leads = dict(categories_of(setup.county.pk).values_list("code", "lead"))

    assert "INF-LVP" not in leads
    assert len(leads) == Category.objects.filter(parent__isnull=False).count()


def test_the_next_year_may_wait_for_its_notice_and_is_read_from_it(setup: Setup) -> None:
    with clock.moved_to(MONDAY):
        setup.through(until="places")
        assert missing_years(setup.county.pk, MONDAY.date()) == [2027]
        answer = setup.as_shown("calendar", year_2027=NOTICE)

    assert answer.status_code == 303, answer.context["form"].errors
    found = CalendarDay.objects.filter(day__year=2027).values_list("kind", "day__month", "day__day")
    assert {(kind, month) for kind, month, _day in found} == {("rest", 1), ("rest", 2), ("work", 2), ("rest", 4)}
    assert ("work", 2, 14) in found


@pytest.mark.parametrize("words", ["13月1日放假", "2026-01-01 放假", "只有1月1日放假"])
def test_a_year_that_cannot_be_right_is_not_entered(setup: Setup, words: str) -> None:
    with clock.moved_to(MONDAY):
        setup.through(until="places")
        answer = setup.as_shown("calendar", year_2027=words)

    assert answer.status_code == 422
    assert words in answer.content.decode()


def test_three_administrators_are_three_people(setup: Setup) -> None:
    setup.through(until="administrators")

    answer = setup.as_shown("administrators", name_sysadmin="郑一", name_secadmin="郑一", name_auditadmin="李三")

    assert answer.status_code == 422
    assert Person.objects.count() == 0


def test_passwords_are_shown_once_and_kept_nowhere(setup: Setup) -> None:
    setup.through()
    word = setup.send("passwords").context["made"][0][1]

    assert word not in setup.get().content.decode()
    assert word not in str(list(Event.objects.values_list("data", flat=True)))
    assert word not in str(list(Person.objects.values_list("password", flat=True)))
    again = dict(setup.send("passwords").context["made"])
    assert word not in again.values()


def test_a_county_without_passwords_does_not_open(setup: Setup) -> None:
    setup.through()

    answer = setup.send("open")

    assert answer.status_code == 409
    assert setup.county.in_setup


@pytest.mark.parametrize("guess", ["check2", "x" * 22, "..%2f", ""])
def test_a_wrong_token_finds_nothing(setup: Setup, guess: str) -> None:
    client = Client()

    assert client.get(f"/setup/{guess}/").status_code == 404
    assert client.get(f"/setup/{guess}/county/").status_code == 404
    assert client.post(f"/setup/{guess}/open/").status_code == 404


def test_without_a_token_file_nothing_opens(setup: Setup, settings: LazySettings, tmp_path: Path) -> None:
    settings.DATA = tmp_path / "elsewhere"

    assert setup.get().status_code == 404


def test_the_token_is_readable_by_its_owner_only(setup: Setup, settings: LazySettings) -> None:
    file = Path(settings.DATA) / "setup-token"

    assert (file.stat().st_mode & 0o777, len(file.read_text())) == (0o600, 22)
    assert opening.token() == setup.token


def test_once_a_county_is_open_the_pages_are_closed_for_ever(setup: Setup) -> None:
    setup.through()
    setup.send("passwords")
    setup.send("open")

    opening.token()  # even with a fresh token beside the open county
    setup.token = opening.token()

    answers = [setup.get(), setup.get("county"), setup.send("county", name="x"), setup.send("passwords")]
    assert [answer.status_code for answer in answers] == [404] * 4


def test_a_county_opened_by_command_closes_them_too(setup: Setup) -> None:
    counties.open_county(
        name="安平县", code="anping", admin_username="xitong", admin_name="郑一", admin_password="a-long-password"
    )

    assert setup.get().status_code == 404


def test_looking_changes_nothing(setup: Setup) -> None:
    setup.through()
    before = Event.objects.count()
    for step in STEPS:
        assert setup.get(step.slug).status_code == 200
    assert setup.get("passwords").status_code == 405
    assert setup.get("open").status_code == 405
    assert Event.objects.count() == before


def test_two_browsers_fill_in_one_county(setup: Setup) -> None:
    other = Setup(setup.token)
    typed = {"name": "安平县", "code": "anping"}
    setup.as_shown("county", **typed)

    answer = other.as_shown("county", **{**typed, "hotline": "0530-5550001"})

    assert answer.status_code == 303
    assert (County.objects.count(), setup.county.hotline) == (1, "0530-5550001")


def test_the_towns_get_their_government_and_station(setup: Setup) -> None:
    setup.through(until="committees")
    town = Place.objects.get(name="东城街道")
    bodies = Organisation.objects.filter(place=town).order_by("kind")

    assert [body.name for body in bodies] == ["东城街道办事处", "东城街道电商服务站"]
    assert resolve_unit("属地镇街", county=setup.county, town=town) == bodies[0]


def test_a_line_that_makes_no_sense_is_named(setup: Setup) -> None:
    setup.through(until="places")

    answer = setup.as_shown("places", towns="云裳镇：前丁村\n：孤零零的村")

    assert "第 2 行看不懂" in str(answer.context["form"].errors["towns"])


def test_committees_are_renamed_added_and_closed(setup: Setup) -> None:
    setup.through(until="units")
    setup.as_shown("committees", general="安平县产业党委", industry="电商行业党委\n直播行业党委")
    setup.as_shown("committees", industry="直播行业党委")
    live = Organisation.objects.filter(active=True, kind__in=[OrganisationKind.INDUSTRY_COMMITTEE])

    assert [each.name for each in live] == ["直播行业党委"]
    assert Organisation.objects.get(kind=OrganisationKind.GENERAL_COMMITTEE).name == "安平县产业党委"
