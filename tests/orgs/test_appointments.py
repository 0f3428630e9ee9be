"""Who sits where, who stands in, and what three administrators may not be at once."""

import threading
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from pytest_django import DjangoAssertNumQueries

from journal import clock
from journal.models import Event
from orgs.exceptions import Refused
from orgs.models import Organisation, Person, Post
from orgs.queries import posts_in, posts_of, today
from orgs.services import appointments, organisations, people
from orgs.statuses import ROLE_SITS_IN, AuthorityKind, OrganisationKind, Role
from tests.orgs.conftest import Register

DAY = timedelta(days=1)


def verbs_of(person: Person) -> list[str]:
    return list(Event.objects.for_subject("person", person.pk).values_list("verb", flat=True))


@pytest.fixture
def on(db: None) -> date:
    return today(clock.now())


@pytest.mark.parametrize("role", Role)
def test_every_role_sits_in_its_kinds_of_organisation_only(register: Register, role: Role) -> None:
    seats = {
        OrganisationKind(unit.kind): unit
        for unit in [register.general, register.committee, register.office, register.power]
    }
    for kind, unit in seats.items():
        somebody = register.person(f"{role}-{kind}"[:32].replace("_", ""))
        if kind in ROLE_SITS_IN[role]:
            assert appointments.appoint(somebody.pk, organisation_id=unit.pk, role=role, actor=None).role == role
        else:
            with pytest.raises(Refused, match="不设"):
                appointments.appoint(somebody.pk, organisation_id=unit.pk, role=role, actor=None)


def test_an_appointment_and_its_end_are_journaled_on_the_person(register: Register, on: date) -> None:
    post = register.post("lianluo", register.power, Role.DEPT_LIAISON)

    appointments.end(post.pk, actor=register.keeper)

    assert posts_of(post.person, on=on) == []
    assert verbs_of(post.person) == ["person.enrolled", "person.appointed", "person.post_ended"]


def test_nobody_holds_the_same_post_twice(register: Register) -> None:
    post = register.post("lianluo", register.power, Role.DEPT_LIAISON)

    with pytest.raises(Refused, match="已经在这个岗位"):
        appointments.appoint(post.person_id, organisation_id=register.power.pk, role=Role.DEPT_LIAISON, actor=None)
    with pytest.raises(IntegrityError, match="one_live_post_per_person"), transaction.atomic():
        Post.objects.create(
            person=post.person, organisation=register.power, role=Role.DEPT_LIAISON, starts_on=date(2026, 1, 1)
        )


def test_a_post_that_ended_can_be_given_again(register: Register, on: date) -> None:
    post = register.post("lianluo", register.power, Role.DEPT_LIAISON)
    appointments.end(post.pk, actor=None)

    again = appointments.appoint(post.person_id, organisation_id=register.power.pk, role=Role.DEPT_LIAISON, actor=None)

    assert posts_of(post.person, on=on) == [again]


def test_three_administrators_exclude_each_other_and_all_business(register: Register) -> None:
    with pytest.raises(Refused, match="三员分立"):
        appointments.appoint(
            register.keeper.person_id, organisation_id=register.office.pk, role=Role.AUDITADMIN, actor=None
        )
    with pytest.raises(Refused, match="三员分立"):
        appointments.appoint(
            register.keeper.person_id, organisation_id=register.power.pk, role=Role.HANDLER, actor=None
        )
    with pytest.raises(IntegrityError, match="admin_duties_are_kept_apart"), transaction.atomic():
        Post.objects.create(
            person=register.keeper.person,
            organisation=register.power,
            role=Role.HANDLER,
            starts_on=date(2026, 1, 1),
        )


def test_a_substitute_has_a_post_of_their_own_for_the_days_named(register: Register, on: date) -> None:
    post = register.post("lianluo", register.power, Role.DEPT_LIAISON)
    helper = register.person("tidai")

    substitute = appointments.stand_in(
        post.pk, person_id=helper.pk, starts_on=on, ends_on=on + DAY, actor=register.keeper
    )

    assert (substitute.organisation, substitute.role) == (register.power, Role.DEPT_LIAISON)
    assert posts_of(helper, on=on) == [substitute]
    assert posts_of(helper, on=on + 2 * DAY) == []
    assert set(posts_in([register.power.pk], [Role.DEPT_LIAISON])) == {post, substitute}
    assert verbs_of(helper)[-1] == "person.stands_in"


def test_the_substitute_leaves_with_the_post(register: Register, on: date) -> None:
    post = register.post("lianluo", register.power, Role.DEPT_LIAISON)
    helper = register.person("tidai")
    appointments.stand_in(post.pk, person_id=helper.pk, starts_on=on, ends_on=on + DAY, actor=None)

    appointments.end(post.pk, actor=None)

    assert posts_of(helper, on=on) == []


def test_a_substitution_that_makes_no_sense_is_refused(register: Register, on: date) -> None:
    post = register.post("lianluo", register.power, Role.DEPT_LIAISON)
    helper = register.person("tidai")

    def stand_in(person: Person, start: date, end: date, target: Post = post) -> Post:
        return appointments.stand_in(target.pk, person_id=person.pk, starts_on=start, ends_on=end, actor=None)

    with pytest.raises(Refused, match="自己"):
        stand_in(post.person, on, on + DAY)
    with pytest.raises(Refused, match="截止日"):
        stand_in(helper, on + DAY, on)
    with pytest.raises(Refused, match="截止日"):
        stand_in(helper, on - 3 * DAY, on - DAY)
    with pytest.raises(Refused, match="三员分立"):
        stand_in(register.keeper.person, on, on + DAY)
    substitute = stand_in(helper, on, on + DAY)
    with pytest.raises(Refused, match="已经安排"):
        stand_in(helper, on + DAY, on + 2 * DAY)
    with pytest.raises(Refused, match="不能再找人"):
        stand_in(register.person("disan"), on, on + DAY, target=substitute)


def test_the_database_refuses_two_substitutions_over_the_same_days(register: Register) -> None:
    post = register.post("lianluo", register.power, Role.DEPT_LIAISON)
    helper = register.person("tidai")

    def row(start: date, end: date | None) -> Post:
        return Post(
            person=helper,
            organisation=register.power,
            role=Role.DEPT_LIAISON,
            standing_in_for=post,
            starts_on=start,
            ends_on=end,
        )

    row(date(2026, 5, 1), date(2026, 5, 3)).save()
    row(date(2026, 5, 4), date(2026, 5, 5)).save()
    with pytest.raises(IntegrityError, match="substitute_stands_in_once_at_a_time"), transaction.atomic():
        row(date(2026, 5, 3), date(2026, 5, 3)).save()
    with pytest.raises(IntegrityError, match="substitute_has_a_last_day"), transaction.atomic():
        row(date(2026, 6, 1), None).save()


def test_a_disabled_person_holds_nothing_and_is_given_nothing(register: Register, on: date) -> None:
    post = register.post("lianluo", register.power, Role.DEPT_LIAISON)

    people.disable(post.person_id, actor=register.keeper)

    assert posts_of(post.person, on=on) == []
    with pytest.raises(Refused, match="已停用"):
        appointments.appoint(post.person_id, organisation_id=register.finance.pk, role=Role.DEPT_LIAISON, actor=None)
    people.bring_back(post.person_id, actor=register.keeper)
    assert posts_of(post.person, on=on) == [post]


def test_nobody_disables_themselves(register: Register) -> None:
    with pytest.raises(Refused, match="自己"):
        people.disable(register.keeper.person_id, actor=register.keeper)


def test_the_back_office_opens_with_the_post_and_closes_with_it(register: Register) -> None:
    post = register.post("ducha", register.office, Role.SUPERVISOR)
    post.person.refresh_from_db()
    assert post.person.is_staff

    appointments.end(post.pk, actor=None)

    post.person.refresh_from_db()
    assert not post.person.is_staff


def test_a_section_belongs_to_the_unit_of_the_post(register: Register) -> None:
    section = organisations.create(
        register.county.pk, kind=OrganisationKind.SECTION, name="营销科", parent_id=register.power.pk, actor=None
    )
    somebody = register.person("jingban")

    with pytest.raises(Refused, match="科室"):
        appointments.appoint(
            somebody.pk, organisation_id=register.finance.pk, role=Role.HANDLER, section_id=section.pk, actor=None
        )
    post = appointments.appoint(
        somebody.pk, organisation_id=register.power.pk, role=Role.HANDLER, section_id=section.pk, actor=None
    )
    assert post.section == section


def test_own_posts_come_before_substitutions_and_cost_one_query(
    register: Register, on: date, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    liaison = register.post("lianluo", register.power, Role.DEPT_LIAISON)
    helper = register.post("tidai", register.finance, Role.HANDLER)
    appointments.stand_in(liaison.pk, person_id=helper.person_id, starts_on=on, ends_on=on, actor=None)

    with django_assert_num_queries(1):
        told = [(str(post), post.county_id, post.person.name) for post in posts_of(helper.person, on=on)]

    assert [words for words, _county, _name in told] == ["县财政局 · 承办人", "县供电公司 · 部门联络员"]


def test_nobody_sits_in_another_county(register: Register) -> None:
    other = organisations.create(
        type(register.county).objects.create(name="邻县", code="next").pk,
        kind=OrganisationKind.DEPARTMENT,
        name="邻县财政局",
        authority_kind=AuthorityKind.GOVERNMENT,
        actor=None,
    )

    with pytest.raises(Refused, match="跨县"):
        appointments.appoint(
            register.person("lianluo").pk, organisation_id=other.pk, role=Role.DEPT_LIAISON, actor=None
        )
    with pytest.raises(IntegrityError, match="parent_is_of_the_stored_kind"), transaction.atomic():
        Organisation.objects.filter(pk=register.committee.pk).update(county=other.county)


@pytest.mark.django_db(transaction=True)
def test_two_keepers_appointing_at_once_make_one_post(transactional_db: None, request: pytest.FixtureRequest) -> None:
    register = request.getfixturevalue("register")
    person, start, told = register.person("lianluo"), threading.Barrier(2), []

    def appoint() -> None:
        start.wait()
        try:
            appointments.appoint(person.pk, organisation_id=register.power.pk, role=Role.DEPT_LIAISON, actor=None)
            told.append("appointed")
        except Refused:
            told.append("refused")
        finally:
            connection.close()

    threads = [threading.Thread(target=appoint) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(told) == ["appointed", "refused"]
    assert Post.objects.filter(person=person).count() == 1
