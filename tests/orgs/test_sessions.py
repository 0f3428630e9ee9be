"""Sessions end: idle ones by the security profile, all after half a day, those elsewhere by a press of a button."""

from datetime import timedelta

import pytest
from django.conf import LazySettings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from config.security import PROFILES
from journal import clock
from journal.models import AccessLog, Event
from orgs import sessions
from orgs.models import County, Person, Post
from orgs.services import people
from orgs.statuses import Role
from tests import cast
from tests.orgs.conftest import Register

PASSWORD = "a-long-password"


@pytest.fixture(autouse=True)
def level_three_without_a_second_factor(settings: LazySettings) -> None:
    settings.SECURITY = PROFILES["level3"]


@pytest.fixture
def liaison(register: Register) -> Person:
    person = register.post("gongdian", register.power, Role.DEPT_LIAISON).person
    people.choose_password(person.pk, password=PASSWORD, actor=None)
    return Person.objects.get(pk=person.pk)


def sign_in(who: Person, agent: str = "Mozilla/5.0 (Windows NT 10.0)") -> Client:
    client = Client(HTTP_USER_AGENT=agent)
    assert client.post("/accounts/login/", {"login": who.username, "password": PASSWORD}).status_code == 302
    return client


def is_in(client: Client, **headers: str) -> bool:
    return bool(client.get("/queue/", headers=headers).status_code == 200)


def after(client: Client, *minutes: int, **headers: str) -> list[bool]:
    """Whether each look, so many minutes after the one before, still finds the person signed in."""
    at, found = clock.now(), []
    for pause in minutes:
        at += timedelta(minutes=pause)
        with clock.moved_to(at):
            found.append(is_in(client, **headers))
    return found


def test_who_goes_on_working_stays_and_who_leaves_is_signed_out(liaison: Person) -> None:
    client = sign_in(liaison)

    assert after(client, 29, 29, 29, 31) == [True, True, True, False]
    assert AccessLog.objects.filter(kind="session_ended", actor=liaison.pk, data={"why": "idle"}).count() == 1


def test_a_page_that_is_only_told_something_is_no_sign_of_life(liaison: Person) -> None:
    client = sign_in(liaison)

    assert after(client, 20, 20, **{"X-Qihu-Live": "1"}) == [True, False]


def test_after_half_a_day_even_who_works_signs_in_again(liaison: Person) -> None:
    client = sign_in(liaison)

    assert after(client, *[20] * 35) == [True] * 35
    assert after(client, 720) == [False]
    with clock.moved_to(clock.now() + timedelta(hours=12)):
        assert not is_in(client)


def test_the_shortest_limit_of_ones_posts_holds(register: Register) -> None:
    client = cast.signed_in(register.keeper)
    later = clock.now() + timedelta(minutes=16)
    with clock.moved_to(later):
        assert client.get("/notices/").status_code == 302


def test_a_demonstration_ends_nobodys_session(liaison: Person, settings: LazySettings) -> None:
    settings.SECURITY = PROFILES["demonstration"]
    client = sign_in(liaison)

    assert after(client, 300) == [True]


def test_a_form_that_meets_the_end_keeps_its_words(liaison: Person) -> None:
    client = sign_in(liaison)
    with clock.moved_to(clock.now() + timedelta(hours=1)):
        answer = client.post("/accounts/post/", {"words": "写了半天的话"})

    assert answer.status_code == 401
    assert "写了半天的话" in answer.content.decode()


def test_a_life_costs_one_write_a_minute(liaison: Person) -> None:
    client, began = sign_in(liaison), clock.now()
    writes = []
    for seconds in (1, 30, 90, 91):
        with clock.moved_to(began + timedelta(seconds=seconds)), CaptureQueriesContext(connection) as seen:
            is_in(client)
        writes.append(sum(each["sql"].startswith('UPDATE "django_session"') for each in seen))

    assert writes == [0, 0, 1, 0]


def test_where_one_is_signed_in_is_shown_and_one_place_is_left(liaison: Person) -> None:
    here, phone = sign_in(liaison), sign_in(liaison, "Mozilla/5.0 (Linux; Android 14) Mobile")
    page = here.get("/accounts/sessions/").content.decode()
    (there,) = [part.partition('"')[0] for part in page.split('name="session" value="')[1:] if part[0].isdigit()]

    assert ("手机" in page, "就是这里" in page) == (True, True)
    assert here.post("/accounts/sessions/end/", {"session": there}).status_code == 303
    assert (is_in(here), is_in(phone)) == (True, False)


def test_all_other_places_are_left_at_once(liaison: Person) -> None:
    here, others = sign_in(liaison), [sign_in(liaison) for _each in range(3)]
    here.post("/accounts/sessions/end/", {"session": "all"})

    assert [is_in(each) for each in (here, *others)] == [True, False, False, False]


@pytest.mark.parametrize("forged", ["", "0", "999999", "x", "1 OR 1=1"])
def test_nobody_elses_session_is_ended(liaison: Person, register: Register, forged: str) -> None:
    other = register.post("caizheng", register.finance, Role.DEPT_LIAISON).person
    people.choose_password(other.pk, password=PASSWORD, actor=None)
    theirs = sign_in(other)
    page = theirs.get("/accounts/sessions/")
    (row,) = [each for each, _device, _here in page.context["rows"]]
    mine = sign_in(liaison)

    assert mine.post("/accounts/sessions/end/", {"session": forged or str(row.pk)}).status_code == 404
    assert is_in(theirs)


def test_another_password_signs_out_everywhere_else_and_the_list_stays_true(liaison: Person) -> None:
    here, there = sign_in(liaison), sign_in(liaison)
    new = "another-long-password"
    here.post("/accounts/password/", {"current": PASSWORD, "new": new, "again": new})

    assert (is_in(here), is_in(there)) == (True, False)
    assert [here_ for _row, _device, here_ in here.get("/accounts/sessions/").context["rows"]] == [True]


def test_a_reveal_and_an_export_ask_who_is_there(db: None) -> None:
    world = cast.county()
    ticket = cast.dispatched(world)
    desk, liaison = cast.signed_in(world.desk), cast.signed_in(world.liaison)
    asked = [
        liaison.post(f"/tickets/{ticket.number}/reveal/", {"purpose": "call"}),
        desk.post("/exports/", {"source": "hotline"}),
    ]

    assert [answer.status_code for answer in asked] == [401, 401]
    assert all("/accounts/reauthenticate/?next=" in answer.content.decode() for answer in asked)
    assert not AccessLog.objects.filter(kind="reveal").exists()


def test_who_has_just_signed_in_is_not_asked_and_later_once(liaison: Person, register: Register) -> None:
    client = sign_in(liaison)
    now = clock.now()

    assert sessions.is_proven(client.session, now=now)
    later = now + timedelta(minutes=31)
    assert not sessions.is_proven(client.session, now=later)
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    assert sessions.is_proven(client.session, now=clock.now() + timedelta(minutes=29))


def test_a_wrong_password_proves_nothing(liaison: Person) -> None:
    client = cast.signed_in(Post.objects.get(person=liaison))
    client.post("/accounts/reauthenticate/", {"password": "wrong-password"})

    assert not sessions.is_proven(client.session, now=clock.now())


def test_posts_are_not_changed_by_whoever_finds_the_window_open(register: Register) -> None:
    client = cast.signed_in(register.keeper)

    assert client.post("/admin/orgs/post/add/", {}).status_code == 401
    assert client.post("/admin/orgs/person/", {"action": "disable"}).status_code == 401
    assert client.get("/admin/orgs/person/").status_code == 200


def test_an_administrator_signs_somebody_out_wherever_they_are_and_the_account_goes_on(
    liaison: Person, register: Register
) -> None:
    desk, phone = sign_in(liaison), sign_in(liaison, "Mozilla/5.0 (iPhone)")
    keeper = sign_in(register.keeper.person)
    page = f"/admin/orgs/person/{liaison.pk}/change/"
    assert f'action="{end_of(liaison)}"' in keeper.get(page).content.decode()

    answer = keeper.post(end_of(liaison), follow=True)

    assert answer.redirect_chain == [(page, 303)]
    assert f"已让{liaison.name}在所有设备上退出登录" in answer.content.decode()
    assert [is_in(desk), is_in(phone), is_in(sign_in(liaison))] == [False, False, True]
    event = Event.objects.get(verb="person.sessions_ended")
    assert (event.subject_id, event.actor, event.data) == (liaison.pk, register.keeper.person_id, {"number": 2})


def test_the_same_is_done_for_several_at_once_on_the_list(liaison: Person, register: Register) -> None:
    other = register.post("shuiwu", register.power, Role.HANDLER)
    windows = [sign_in(liaison), cast.signed_in(other)]
    chosen = {"action": "end_sessions", "_selected_action": [liaison.pk, other.person_id]}

    sign_in(register.keeper.person).post("/admin/orgs/person/", chosen)

    assert [is_in(window) for window in windows] == [False, False]


def test_nobody_is_signed_out_from_a_window_that_was_left_open(liaison: Person, register: Register) -> None:
    window = sign_in(liaison)

    assert cast.signed_in(register.keeper).post(end_of(liaison)).status_code == 401
    assert is_in(window)


def test_an_administrator_signs_out_neither_themselves_nor_people_of_another_county(
    liaison: Person, register: Register
) -> None:
    keeper, window = sign_in(register.keeper.person), sign_in(liaison)
    Person.objects.filter(pk=liaison.pk).update(county=County.objects.create(name="邻县", code="next"))

    assert keeper.post(end_of(liaison)).status_code == 404
    assert "自己的登录" in keeper.post(end_of(register.keeper.person), follow=True).content.decode()
    assert keeper.get(end_of(liaison)).status_code == 405
    assert (is_in(window), Event.objects.filter(verb="person.sessions_ended").exists()) == (True, False)


def test_who_only_reads_the_register_signs_nobody_out(liaison: Person, register: Register) -> None:
    auditor = cast.signed_in(register.post("shenji", register.office, Role.AUDITADMIN))

    assert auditor.post(end_of(liaison)).status_code == 403
    assert end_of(liaison) not in auditor.get(f"/admin/orgs/person/{liaison.pk}/change/").content.decode()


def end_of(person: Person) -> str:
    return f"/admin/orgs/person/{person.pk}/sessions/end/"
