"""The back office: opened by the post, bounded by the county, journaled by the services."""

import re
from datetime import date
from typing import Any

import pytest
from django.test import Client

from journal.models import Event
from orgs.models import CalendarDay, County, Firm, Organisation, Person, Post
from orgs.services import appointments, organisations, people
from orgs.statuses import OrganisationKind, Role
from tests.orgs.conftest import Register

pytestmark = pytest.mark.urls("tests.orgs.addresses")


@pytest.fixture
def keeper(register: Register, client: Client) -> Post:
    client.force_login(register.keeper.person, backend="orgs.backends.PersonBackend")
    return register.keeper


def last(subject_type: str) -> Event:
    return Event.objects.filter(subject_type=subject_type).latest("id")


def saved(answer: Any) -> None:
    errors = answer.context["adminform"].form.errors if answer.context else ""
    assert answer.status_code == 302, errors


@pytest.mark.parametrize("page", ["county", "calendarday", "place", "organisation", "firm", "person", "post"])
def test_every_list_opens_for_the_keeper_and_stays_shut_for_business(
    register: Register, client: Client, keeper: Post, page: str
) -> None:
    assert client.get(f"/admin/orgs/{page}/").status_code == 200
    liaison = register.post("lianluo", register.power, Role.DEPT_LIAISON)
    client.force_login(liaison.person, backend="orgs.backends.PersonBackend")
    assert client.get(f"/admin/orgs/{page}/").status_code == 302


def test_an_auditor_reads_the_register_and_changes_nothing(register: Register, client: Client) -> None:
    auditor = register.post("shenji", register.office, Role.AUDITADMIN)
    auditor.person.refresh_from_db()
    client.force_login(auditor.person, backend="orgs.backends.PersonBackend")

    assert client.get("/admin/orgs/organisation/").status_code == 200
    assert client.get("/admin/orgs/organisation/add/").status_code == 403


def test_the_office_finds_the_calendar_there_and_nobody_of_the_register(register: Register, client: Client) -> None:
    office = register.post("duban", register.office, Role.SUPERVISOR)
    office.person.refresh_from_db()
    client.force_login(office.person, backend="orgs.backends.PersonBackend")

    assert client.get("/admin/orgs/calendarday/add/").status_code == 200
    for page in ("county", "place", "organisation", "firm", "person", "post", "smstemplate", "noticeversion"):
        assert client.get(f"/admin/orgs/{page}/").status_code == 403, page
    assert client.get(f"/admin/orgs/person/{register.keeper.person_id}/change/").status_code == 403


def test_numbers_stand_masked_for_whoever_reads_and_for_whoever_writes(
    register: Register, client: Client, keeper: Post
) -> None:
    person = register.person("xinren")
    Person.objects.filter(pk=person.pk).update(phone="13800001234", email="xin@example.cn")
    address = f"/admin/orgs/person/{person.pk}/change/"
    auditor = register.post("shenji", register.office, Role.AUDITADMIN)
    reads = Client()
    reads.force_login(Person.objects.get(pk=auditor.person_id), backend="orgs.backends.PersonBackend")

    for window in (client, reads):
        page = window.get(address).content.decode()
        assert ("138****1234" in page, "13800001234" in page) == (True, False)
    assert "xin@example.cn" not in reads.get(address).content.decode()


@pytest.mark.parametrize(("typed", "kept"), [("138****1234", "13800001234"), ("13900005678", "13900005678"), ("", "")])
def test_a_number_that_comes_back_as_it_was_shown_is_left_as_it_is(
    register: Register, client: Client, keeper: Post, typed: str, kept: str
) -> None:
    person = register.person("xinren")
    Person.objects.filter(pk=person.pk).update(phone="13800001234")

    saved(client.post(f"/admin/orgs/person/{person.pk}/change/", {"name": "林清", "phone": typed, "email": ""}))

    person.refresh_from_db()
    assert (person.name, person.phone) == ("林清", kept)


def test_a_number_that_cannot_be_dialled_is_refused(register: Register, client: Client, keeper: Post) -> None:
    person = register.person("xinren")

    answer = client.post(f"/admin/orgs/person/{person.pk}/change/", {"name": "林", "phone": "12****34", "email": ""})

    assert list(answer.context["adminform"].form.errors) == ["phone"]


def test_a_day_is_entered_with_its_hours_and_removed_again(client: Client, keeper: Post) -> None:
    day = {"day": "2026-02-13", "kind": "special", "hours": "8:30-12:00", "note": "小年"}
    saved(client.post("/admin/orgs/calendarday/add/", day))
    row = CalendarDay.objects.get()
    assert (row.day, row.hours) == (date(2026, 2, 13), [["08:30", "12:00"]])
    assert last("county").actor == keeper.person_id

    saved(client.post(f"/admin/orgs/calendarday/{row.pk}/change/", {**day, "hours": "9:00-11:00，14:00-16:00"}))
    row.refresh_from_db()
    assert row.hours == [["09:00", "11:00"], ["14:00", "16:00"]]

    client.post(f"/admin/orgs/calendarday/{row.pk}/delete/", {"post": "yes"})
    assert not CalendarDay.objects.exists()
    assert Event.objects.filter(verb="county.calendar_changed").count() == 3


@pytest.mark.parametrize("hours", ["", "8:30", "12:00-8:30", "8:30-12:00，11:00-14:00", "abc-def", "1-2-3"])
def test_hours_that_make_no_sense_come_back_with_words(client: Client, keeper: Post, hours: str) -> None:
    answer = client.post(
        "/admin/orgs/calendarday/add/", {"day": "2026-02-13", "kind": "special", "hours": hours, "note": ""}
    )

    assert answer.status_code == 200
    assert list(answer.context["adminform"].form.errors) == ["hours"]


def test_the_missing_year_is_told_where_days_are_entered(client: Client, keeper: Post) -> None:
    for page in ("/admin/", "/admin/orgs/calendarday/"):
        assert "还没有录入" in client.get(page).content.decode()


def test_an_organisation_is_founded_renamed_and_closed(client: Client, keeper: Post, register: Register) -> None:
    new = {
        "name": "县水务局",
        "short_name": "",
        "kind": "department",
        "parent": "",
        "place": "",
        "authority_kind": "government",
    }
    saved(client.post("/admin/orgs/organisation/add/", new))
    unit = Organisation.objects.get(name="县水务局")
    saved(
        client.post(
            f"/admin/orgs/organisation/{unit.pk}/change/",
            {"name": "县水利局", "short_name": "", "authority_kind": "vertical"},
        )
    )
    client.post("/admin/orgs/organisation/", {"action": "close", "_selected_action": [unit.pk]})

    unit.refresh_from_db()
    assert (unit.name, unit.authority_kind, unit.active) == ("县水利局", "vertical", False)
    verbs = Event.objects.for_subject("organisation", unit.pk).values_list("verb", "actor")
    assert list(verbs) == [
        (f"organisation.{verb}", keeper.person_id) for verb in ("created", "renamed", "arranged", "closed")
    ]


def test_a_branch_outside_the_tree_comes_back_with_words(client: Client, keeper: Post, register: Register) -> None:
    answer = client.post(
        "/admin/orgs/organisation/add/",
        {"name": "支部", "short_name": "", "kind": "branch", "parent": register.general.pk, "authority_kind": ""},
    )

    assert list(answer.context["adminform"].form.errors) == ["parent"]


def test_a_taken_name_is_told_not_crashed(client: Client, keeper: Post, register: Register) -> None:
    answer = client.post(
        "/admin/orgs/organisation/add/",
        {"name": "县财政局", "short_name": "", "kind": "department", "authority_kind": "government"},
        follow=True,
    )

    assert "已有同名的在用组织" in answer.content.decode()


def test_a_firm_gets_its_contact_and_branch(client: Client, keeper: Post, register: Register) -> None:
    branch = organisations.create(
        register.county.pk,
        kind=OrganisationKind.BRANCH,
        name="前丁村党支部",
        parent_id=register.committee.pk,
        actor=None,
    )
    saved(
        client.post(
            "/admin/orgs/organisation/add/",
            {"name": "云裳坊", "short_name": "", "kind": "firm", "place": register.village.pk, "authority_kind": ""},
        )
    )
    firm = Firm.objects.get()
    saved(
        client.post(
            f"/admin/orgs/firm/{firm.pk}/change/",
            {"branch": branch.pk, "contact_phone": "19900000001", "address": "", "contact_name": "", "credit_code": ""},
        )
    )

    firm.refresh_from_db()
    assert (firm.branch, firm.contact_phone) == (branch, "19900000001")


def test_a_firms_address_and_contact_stand_masked_and_stay_when_they_come_back_so(
    register: Register, client: Client, keeper: Post
) -> None:
    firm = organisations.create_firm(register.county.pk, name="云裳坊", place_id=register.village.pk, actor=None)
    known = {"address": "前丁村东头第三家", "contact_name": "丁小满", "contact_phone": "13800001234"}
    Firm.objects.filter(pk=firm.pk).update(**known)
    page = f"/admin/orgs/firm/{firm.pk}/change/"
    auditor = register.post("shenji", register.office, Role.AUDITADMIN)
    reads = Client()
    reads.force_login(Person.objects.get(pk=auditor.person_id), backend="orgs.backends.PersonBackend")

    shown = [window.get(page).content.decode() for window in (client, reads)]
    as_shown = {"address": "云裳镇 前丁村 …", "contact_name": "丁*", "contact_phone": "138****1234"}
    saved(client.post(page, {**as_shown, "credit_code": "", "branch": "", "is_person": "on"}))

    for words in shown:
        assert [each in words for each in known.values()] == [False] * 3
        assert [each in words for each in as_shown.values()] == [True] * 3
    kept = Firm.objects.get(pk=firm.pk)
    assert ({name: getattr(kept, name) for name in known}, kept.is_person) == (known, True)


def test_a_person_is_enrolled_and_disabled(client: Client, keeper: Post) -> None:
    saved(
        client.post(
            "/admin/orgs/person/add/",
            {"username": "xinren", "name": "林清和", "phone": "", "email": ""},
        )
    )
    person = Person.objects.get(username="xinren")
    assert not person.has_usable_password()
    assert person.initials == "lqh"

    client.post("/admin/orgs/person/", {"action": "disable", "_selected_action": [person.pk, keeper.person_id]})

    person.refresh_from_db()
    keeper.person.refresh_from_db()
    assert (person.is_active, keeper.person.is_active) == (False, True)


def test_one_time_passwords_are_drawn_and_shown_once_and_never_typed(client: Client, keeper: Post) -> None:
    person = people.enrol(keeper.county_id, username="xinren", name="林清和", password="a-long-password", actor=None)
    chosen = {"action": "reset_password", "_selected_action": [person.pk, keeper.person_id]}
    page = client.post("/admin/orgs/person/", chosen)
    (word,) = re.findall(r"<code>([a-z0-9-]{14})</code>", page.content.decode())

    person.refresh_from_db()
    assert (person.check_password(word), person.must_change_password) == (True, True)
    assert Person.objects.get(pk=keeper.person_id).must_change_password is False  # never one's own
    assert "no-store" in page["Cache-Control"]
    assert 'type="password"' not in client.get(f"/admin/orgs/person/{person.pk}/change/").content.decode()


def test_posts_are_given_lent_and_ended(client: Client, keeper: Post, register: Register) -> None:
    liaison, helper = register.person("lianluo"), register.person("tidai")
    saved(
        client.post(
            "/admin/orgs/post/add/",
            {
                "person": liaison.pk,
                "organisation": register.power.pk,
                "role": "dept_liaison",
                "starts_on": "2026-01-05",
            },
        )
    )
    post = Post.objects.get(person=liaison)
    saved(
        client.post(
            "/admin/orgs/post/add/",
            {"person": helper.pk, "standing_in_for": post.pk, "starts_on": "2026-01-05", "ends_on": "2099-01-08"},
        )
    )
    assert Post.objects.get(person=helper).standing_in_for == post

    client.post("/admin/orgs/post/", {"action": "end", "_selected_action": [post.pk]})

    assert not Post.objects.filter(person__in=[liaison, helper], active=True).exists()


def test_a_post_that_cannot_be_is_told(client: Client, keeper: Post, register: Register) -> None:
    answer = client.post(
        "/admin/orgs/post/add/",
        {
            "person": keeper.person_id,
            "organisation": register.power.pk,
            "role": "handler",
            "starts_on": "2026-01-05",
        },
        follow=True,
    )

    assert "三员分立" in answer.content.decode()


def test_settings_are_changed_through_the_journal(client: Client, keeper: Post, register: Register) -> None:
    page = f"/admin/orgs/county/{register.county.pk}/change/"
    form = client.get(page).context["adminform"].form
    saved(client.post(page, {**form.initial, "firm_act": "企业吹哨"}))

    assert County.objects.get().firm_act == "企业吹哨"
    assert last("county").data["to"] == {"firm_act": "企业吹哨"}


def test_one_countys_keeper_never_sees_anothers_register(client: Client, keeper: Post) -> None:
    other = County.objects.create(name="邻县", code="next")
    unit = organisations.create(
        other.pk, kind=OrganisationKind.DEPARTMENT, name="邻县财政局", authority_kind="government", actor=None
    )
    elsewhere = appointments.appoint(
        Person.objects.create_user("linxian", name="邻县人", county=other).pk,
        organisation_id=unit.pk,
        role=Role.DEPT_LIAISON,
        actor=None,
    )

    assert client.get(f"/admin/orgs/organisation/{unit.pk}/change/").status_code == 302
    assert client.get(f"/admin/orgs/post/{elsewhere.pk}/change/").status_code == 302
    assert "邻县财政局" not in client.get("/admin/orgs/organisation/").content.decode()


@pytest.mark.parametrize("asked", ["password__startswith=argon2", "email__startswith=a", "phone__sealed=1"])
def test_a_list_answers_no_question_that_its_filters_do_not_ask(register: Register, asked: str) -> None:
    window = Client()
    window.force_login(register.keeper.person, backend="orgs.backends.PersonBackend")

    assert window.get(f"/admin/orgs/person/?{asked}").status_code == 400
    assert window.get("/admin/orgs/person/?is_active__exact=1").status_code == 200
