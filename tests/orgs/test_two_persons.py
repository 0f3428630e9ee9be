"""A post that sees the whole county, or its accounts and logs, is given by two persons: one asks, another confirms."""

from datetime import date, timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from journal.models import Event
from notifications import relay
from notifications.models import Notice
from orgs.exceptions import Refused
from orgs.models import Post
from orgs.queries import posts_of
from orgs.services import appointments
from orgs.statuses import TWO_PERSONS, Consent, Role
from tests.orgs.conftest import Register

TODAY = timezone.localdate


def asked(register: Register, role: Role = Role.SUPERVISOR, username: str = "xinren", **more: Any) -> Post:
    """The keeper asks for a post in the office for somebody new."""
    person = register.person(username)
    body = register.general if role == Role.LEADER else register.office
    return appointments.appoint(person.pk, organisation_id=body.pk, role=role, actor=register.keeper, **more)


@pytest.fixture
def security(register: Register) -> Post:
    """The county's security administrator."""
    return register.post("anquan", register.office, Role.SECADMIN)


@pytest.mark.parametrize("role", sorted(TWO_PERSONS))
def test_a_powerful_post_counts_once_another_administrator_has_confirmed_it(
    register: Register, security: Post, role: Role
) -> None:
    post = asked(register, role)
    before = posts_of(post.person, on=TODAY())

    appointments.confirm(post.pk, actor=security)

    events = Event.objects.for_subject("person", post.person_id)
    assert (before, posts_of(post.person, on=TODAY())) == ([], [post])
    assert [(event.verb, event.actor) for event in events][-2:] == [
        ("person.post_asked", register.keeper.person_id),
        ("person.post_confirmed", security.person_id),
    ]


def test_those_who_can_confirm_are_told_and_the_asker_hears_what_became_of_it(
    register: Register, security: Post
) -> None:
    post = asked(register)
    relay.handle(Event.objects.get(verb="person.post_asked"))

    (notice,) = Notice.objects.all()
    assert (notice.person, post.person.name in notice.text) == (security.person, True)

    appointments.confirm(post.pk, actor=security)
    relay.handle(Event.objects.get(verb="person.post_confirmed"))
    assert Notice.objects.latest("pk").person == register.keeper.person


def test_a_post_that_waits_is_not_ended_but_not_agreed_to(register: Register) -> None:
    with pytest.raises(Refused, match="请选“不同意”"):
        appointments.end(asked(register).pk, actor=register.keeper)


def test_nobody_confirms_what_they_asked_for_or_what_is_for_themselves(register: Register, security: Post) -> None:
    mine, theirs = asked(register), asked(register, username="lingyi")
    Post.objects.filter(pk=theirs.pk).update(person=security.person)

    for post, actor in ((mine, register.keeper), (theirs, security)):
        with pytest.raises(Refused, match="要由另一位系统管理员或安全管理员确认"):
            appointments.confirm(post.pk, actor=actor)

    assert not Post.objects.filter(pk__in=[mine.pk, theirs.pk], active=True).exists()


def test_another_post_is_given_by_one_as_before(register: Register) -> None:
    person = register.person("lianluo")

    post = appointments.appoint(
        person.pk, organisation_id=register.power.pk, role=Role.DEPT_LIAISON, actor=register.keeper
    )

    assert (post.active, post.consent) == (True, "")


def test_a_substitute_for_a_powerful_post_waits_as_well(register: Register, security: Post) -> None:
    supervisor, helper = register.post("ducha", register.office, Role.SUPERVISOR), register.person("tidai")

    substitute = appointments.stand_in(
        supervisor.pk,
        person_id=helper.pk,
        starts_on=TODAY(),
        ends_on=TODAY() + timedelta(days=3),
        actor=register.keeper,
    )
    before = posts_of(helper, on=TODAY())
    appointments.confirm(substitute.pk, actor=security)

    assert (before, posts_of(helper, on=TODAY())) == ([], [substitute])


def test_what_is_not_agreed_to_never_counts_and_may_be_asked_for_again(register: Register, security: Post) -> None:
    post = asked(register)
    with pytest.raises(Refused, match="正等另一位管理员确认"):
        appointments.appoint(
            post.person_id, organisation_id=register.office.pk, role=Role.SUPERVISOR, actor=register.keeper
        )

    appointments.refuse(post.pk, actor=security)
    with pytest.raises(Refused, match="不在等确认"):
        appointments.confirm(post.pk, actor=security)
    again = appointments.appoint(
        post.person_id, organisation_id=register.office.pk, role=Role.SUPERVISOR, actor=register.keeper
    )

    assert Post.objects.get(pk=post.pk).consent == Consent.REFUSED
    assert again.consent == Consent.WAITS
    assert posts_of(post.person, on=TODAY()) == []


def test_a_confirmed_post_begins_no_earlier_than_it_is_confirmed(register: Register, security: Post) -> None:
    post = asked(register, starts_on=date(2020, 1, 1))

    appointments.confirm(post.pk, actor=security)

    assert Post.objects.get(pk=post.pk).starts_on == TODAY()


def test_all_is_asked_anew_when_it_is_confirmed(register: Register, security: Post) -> None:
    post = asked(register, Role.AUDITADMIN)
    appointments.appoint(post.person_id, organisation_id=register.power.pk, role=Role.HANDLER, actor=register.keeper)

    with pytest.raises(Refused, match="三员分立"):
        appointments.confirm(post.pk, actor=security)


def test_the_database_lets_no_unconfirmed_post_count(register: Register) -> None:
    post = asked(register)

    with pytest.raises(IntegrityError, match="post_counts_once_it_is_confirmed"), transaction.atomic():
        Post.objects.filter(pk=post.pk).update(active=True)


@pytest.mark.urls("tests.orgs.addresses")
def test_in_the_back_office_one_asks_and_is_told_and_the_security_administrator_confirms(
    register: Register, security: Post
) -> None:
    person = register.person("xinren")
    form = {"person": person.pk, "organisation": register.office.pk, "role": "supervisor", "starts_on": "2026-01-05"}
    keeper, guard = Client(), Client()
    for window, post in ((keeper, register.keeper), (guard, security)):
        post.person.refresh_from_db()
        window.force_login(post.person, backend="orgs.backends.PersonBackend")

    told = keeper.post("/admin/orgs/post/add/", form, follow=True).content.decode()
    post = Post.objects.get(person=person)
    choice = {"action": "confirm", "_selected_action": [post.pk]}
    own = keeper.post("/admin/orgs/post/", choice, follow=True).content.decode()
    between = Post.objects.get(pk=post.pk).active
    guard.post("/admin/orgs/post/", choice)
    guard.post("/admin/orgs/post/", {"action": "end", "_selected_action": [post.pk]})

    assert "要由另一位系统管理员或安全管理员在“岗位”里确认，才生效" in told
    assert "要由另一位系统管理员或安全管理员确认" in own
    assert (between, Post.objects.get(pk=post.pk).active) == (False, True)


def test_a_county_with_one_administrator_confirms_on_the_server(register: Register) -> None:
    post, out = asked(register), StringIO()

    call_command("confirm_post", "xinren", stdout=out)

    assert "xinren" in out.getvalue()
    assert Post.objects.get(pk=post.pk).active
    assert Event.objects.get(verb="person.post_confirmed").actor is None
    with pytest.raises(CommandError, match="no post of xinren waits"):
        call_command("confirm_post", "xinren")
