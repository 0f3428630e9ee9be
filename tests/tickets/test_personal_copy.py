"""The copy of what is kept of a person leaves no kind of rows out unless somebody has said why."""

from datetime import timedelta
from typing import Final

import pytest
from allauth.socialaccount.models import SocialAccount
from django.apps import apps
from django.db.models import Model

from journal import clock
from orgs.models import Person, StaffInvitation
from tests.cast import World
from tickets import data_words
from tickets.queries import personal_copy
from tickets.queries.written import WRITTEN

LEFT_OUT: Final = {
    "account.EmailAddress": "repeats the address of the account",
    "admin.LogEntry": "Django's own; who did what stands in the journal, which is an office's record",
    "mfa.Authenticator": "secrets that prove who they are: a file is no place for them",
    "orgs.Oversight": "two administrators decide for their office; who did stands in the journal, its record",
    "notifications.Notice": "repeats what cases and requests say, which the copy holds",
    "usersessions.UserSession": "windows open now, shown on the page of sign-in security",
}
"""Kinds of rows that name a person, and why a copy does without."""


def names_a_person(model: type[Model]) -> bool:
    return any(field.is_relation and field.related_model is Person for field in model._meta.concrete_fields)


@pytest.mark.django_db
def test_every_kind_of_rows_that_names_a_person_is_in_their_copy_or_left_out_for_a_reason() -> None:
    told = {section.rows(Person(pk=1)).model for section in personal_copy.SECTIONS}
    told |= {written.model for written in WRITTEN}

    named = {model for model in apps.get_models() if names_a_person(model)}

    assert {model._meta.label for model in named - told} == LEFT_OUT.keys()


def test_a_copy_tells_of_linked_accounts_and_of_the_invitation_to_the_post(world: World) -> None:
    person = world.liaison.person
    SocialAccount.objects.create(user=person, provider="dingtalk", uid="u1")
    now = clock.now()
    StaffInvitation.objects.create(
        organisation=world.liaison.organisation, role=world.liaison.role, name="赵电", phone="13955557777",
        digest="d" * 64, invited_by=world.office, made_at=now, expires_at=now + timedelta(days=1), used_at=now,
        post=world.liaison,
    )  # fmt: skip

    copy, others = (personal_copy.of_person(each) for each in (person, world.desk.person))

    assert [row["provider"] for row in copy["outside"]] == ["dingtalk"]
    assert [(row["name"], row["phone"]) for row in copy["staff_invitations"]] == [("赵电", "13955557777")]
    assert (others["outside"], others["staff_invitations"]) == ([], [])
    headings = {part.heading for part in data_words.parts(copy, most=5)}
    assert {"绑定的外部账号", "您接受的岗位邀请"} <= headings
