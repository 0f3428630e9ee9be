"""Invited staff who come in by an account elsewhere: by the link alone, without password, never by one factor."""

import re
import time
from typing import Any

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from allauth.socialaccount.models import SocialAccount
from django.conf import LazySettings
from django.contrib.sessions.models import Session
from django.test import Client

from journal.models import AccessLog, Event
from orgs.models import Person, Post, SmsMessage, StaffInvitation
from orgs.services import people, staff_invitations
from orgs.statuses import Role
from tests.cast import World
from tests.outside.browsing import by_password, come_back, refused, round_trip, visit, who

PHONE = "13900002345"


def invited(world: World, *, phone: str = PHONE) -> str:
    """The address that is in the text message."""
    unit = world.head.organisation_id
    staff_invitations.invite(unit, role=Role.HANDLER, name="梁新", phone=phone, email="", actor=world.head)
    found = re.search(r"/i/staff/[\w-]{22}/", str(SmsMessage.objects.latest("pk").fields["链接"]))
    assert found
    return found[0]


def begin(client: Client, link: str) -> str:
    answer = client.post(f"{link}oidc/")
    assert answer.status_code == 303
    return str(answer["Location"])


def open_by(client: Client, link: str, *, name: str = "wangwu") -> Any:
    return come_back(client, visit(begin(client, link), name=name))


def code_of(secret: str) -> str:
    return str(format_hotp_value(hotp_value(secret, int(time.time()) // 30)))


def set_up_a_telephone(client: Client) -> None:
    """The second factor, as somebody does who has just come in."""
    page = "/accounts/2fa/totp/activate/"
    secret = client.get(page).context["form"].secret
    assert client.post(page, {"code": code_of(secret)})["Location"] == "/accounts/2fa/recovery-codes/"


def newcomer() -> Person:
    return Person.objects.get(name="梁新")


def test_the_invited_one_opens_an_account_with_the_one_they_have_and_comes_in_by_it(world: World) -> None:
    link, client = invited(world), Client()
    assert "用统一身份认证账号开通" in client.get(link).content.decode()
    answer = open_by(client, link)

    person = newcomer()
    assert (answer["Location"], who(client)) == ("/start/", str(person.pk))
    assert (person.username, person.has_usable_password()) == ("liangxin", False)
    post = Post.objects.get(person=person)
    assert (post.organisation, post.role) == (world.head.organisation, Role.HANDLER)
    elsewhere = Client()
    round_trip(elsewhere)
    assert who(elsewhere) == str(person.pk)


def test_everything_that_happened_is_on_record(world: World) -> None:
    open_by(Client(), invited(world))

    verbs = list(Event.objects.order_by("-pk").values_list("verb", flat=True)[:3])
    assert verbs == ["organisation.staff_joined", "person.appointed", "person.enrolled"]
    notes = AccessLog.objects.filter(actor=newcomer().pk).order_by("pk").values_list("kind", "data")
    assert list(notes) == [("outside_linked", {"way": "oidc"}), ("sign_in", {"way": "oidc"})]


def test_where_no_way_is_configured_none_is_offered(world: World, settings: LazySettings) -> None:
    link = invited(world)
    settings.OUTSIDE = {}

    assert f"{link}oidc/" not in Client().get(link).content.decode()
    assert Client().post(f"{link}oidc/").status_code == 404


@pytest.mark.django_db(transaction=True)  # allauth notes what was shown when it is committed
@pytest.mark.parametrize("asked", [{"staff"}, {"administrators"}])
def test_whoever_has_no_password_sets_up_a_second_factor_before_anything_opens(
    world: World, settings: LazySettings, asked: set[str]
) -> None:
    settings.TWO_FACTORS = frozenset(asked)
    client = Client()
    open_by(client, invited(world))

    assert client.get("/queue/")["Location"] == "/accounts/2fa/totp/activate/"
    set_up_a_telephone(client)
    assert client.get("/queue/").status_code == 200
    elsewhere = Client()
    assert round_trip(elsewhere)["Location"] == "/accounts/2fa/authenticate/"
    assert who(elsewhere) is None


def test_with_a_password_only_those_owe_a_second_factor_who_are_asked(world: World, settings: LazySettings) -> None:
    settings.TWO_FACTORS = frozenset({"administrators"})

    assert by_password(world.liaison.person).get("/queue/").status_code == 200


def test_an_account_elsewhere_that_is_somebodys_opens_no_second_one(linked: Person, world: World) -> None:
    answer = open_by(Client(), invited(world))

    assert (answer.status_code, "已经绑定在别的人那里" in answer.content.decode()) == (409, True)
    assert not Person.objects.filter(name="梁新").exists()
    assert StaffInvitation.objects.get().used_at is None


def test_a_number_that_is_the_same_links_nobody(world: World) -> None:
    """Whoever works here already goes on by signing in, however they are known elsewhere."""
    people.correct(world.other_liaison.person_id, name="周改", phone=PHONE, email="", actor=None)
    link, client = invited(world), Client()

    assert client.post(f"{link}oidc/")["Location"] == link
    assert "您已经有工作账号" in client.get(link).content.decode()
    assert not SocialAccount.objects.exists()


def test_an_invitation_that_was_taken_back_meanwhile_opens_nothing(world: World) -> None:
    link, client = invited(world), Client()
    back = visit(begin(client, link))
    staff_invitations.withdraw(StaffInvitation.objects.get().pk, actor=world.head)
    answer = come_back(client, back)

    assert (answer.status_code, "请让单位再邀请一次" in answer.content.decode()) == (409, True)
    assert (who(client), Person.objects.filter(name="梁新").exists()) == (None, False)


def test_of_two_who_have_the_link_the_second_is_nobody(world: World) -> None:
    link, first, second = invited(world), Client(), Client()
    ways = [visit(begin(first, link)), visit(begin(second, link), name="lisi")]

    assert [come_back(*each).status_code for each in zip((first, second), ways, strict=True)] == [302, 409]
    assert (SocialAccount.objects.count(), who(second)) == (1, None)


def test_whoever_signs_in_as_somebody_else_meanwhile_opens_nothing(world: World, liaison: Person) -> None:
    link, client = invited(world), Client()
    back = visit(begin(client, link))
    client.force_login(liaison)

    assert "没有开通账号" in refused(come_back(client, back))
    assert not Person.objects.filter(name="梁新").exists()


def test_a_link_that_is_no_invitation_leads_nowhere(world: World) -> None:
    answer = Client().post(f"/i/staff/{'x' * 22}/oidc/")

    assert (answer.status_code, "这个邀请不能用了" in answer.content.decode()) == (404, True)


def test_the_session_that_waits_does_not_hold_the_link(world: World) -> None:
    link, client = invited(world), Client()
    begin(client, link)

    kept = str(Session.objects.get(pk=client.session.session_key).get_decoded())
    assert "'process': 'open'" in kept
    assert link.split("/")[3] not in kept


@pytest.mark.parametrize(("name", "expected"), [("梁新", "liangxin2"), ("Ö", "user"), ("欧阳" * 12, "ouyang" * 4)])
def test_a_user_name_is_found_for_whoever_chooses_none(world: World, name: str, expected: str) -> None:
    Person.objects.create_user("liangxin", name="别人", county=world.county)

    assert people.free_username(name) == expected


@pytest.mark.django_db(transaction=True)  # as above
def test_a_password_can_be_set_beside_it_by_whoever_shows_who_they_are(world: World, settings: LazySettings) -> None:
    settings.TWO_FACTORS = frozenset({"staff"})
    client, own = Client(), "xiaoliang-likes-noodles"
    open_by(client, invited(world))
    assert client.post("/accounts/password/", {"new": own, "again": own}).status_code == 401
    set_up_a_telephone(client)

    assert "登录账号 liangxin" in client.get("/accounts/password/").content.decode()
    assert client.post("/accounts/password/", {"new": own, "again": own}).status_code == 303
    assert newcomer().check_password(own)
