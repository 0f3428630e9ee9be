"""Invitations of staff: a head brings people into their own unit; a link opens one account, once, for a while."""

import re
from datetime import timedelta

import pytest
from django.conf import LazySettings
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from config.security import PROFILES
from journal import clock
from journal.models import Event
from notifications import relay
from notifications.models import Notice
from orgs import policies
from orgs.exceptions import Refused
from orgs.models import Person, Post, StaffInvitation
from orgs.services import appointments, people, staff_invitations
from orgs.statuses import ADMIN_ROLES, Role
from tests.cast import MINUTE, World, signed_in
from tests.joining.conftest import PHONE, Phone
from tests.races.starting import names, together

OWN = "xiaoliang-likes-noodles"
ACCOUNT = {"username": "liangxin", "new": OWN, "again": OWN}


def invited(world: World, *, role: Role = Role.HANDLER, phone: str = PHONE, email: str = "") -> StaffInvitation:
    unit = world.head.organisation_id
    return staff_invitations.invite(unit, role=role, name="梁新", phone=phone, email=email, actor=world.head)


def address(phone: Phone) -> str:
    found = re.search(r"/i/staff/[\w-]{22}/", phone.texts[-1])
    assert found, phone.texts
    return found[0]


def token(phone: Phone) -> str:
    return address(phone).split("/")[3]


def verbs() -> list[str]:
    return list(Event.objects.order_by("-pk").values_list("verb", flat=True)[:3])


def test_a_head_invites_and_the_invited_one_opens_an_account_of_their_own(
    world: World, client: Client, phone: Phone
) -> None:
    head = signed_in(world.head)
    answer = head.post("/staff/invite/", {"name": "梁新", "phone": PHONE, "role": "handler"})
    assert (answer.status_code, answer["Location"]) == (303, "/staff/")
    assert "139****2345" in head.get("/staff/").content.decode()

    there = address(phone)
    shown = client.get(there)
    assert ("梁新，担任承办人" in shown.content.decode(), shown["Cache-Control"]) == (True, "no-store")
    assert client.post(there, ACCOUNT)["Location"] == "/accounts/login/"

    post = Post.objects.get(person__username="liangxin")
    assert (post.organisation, post.role, post.person.phone) == (world.head.organisation, Role.HANDLER, PHONE)
    assert verbs() == ["organisation.staff_joined", "person.appointed", "person.enrolled"]
    assert client.post("/accounts/login/", {"login": "liangxin", "password": OWN})["Location"] == "/start/"
    assert "139****2345" not in head.get("/staff/").content.decode()


def test_the_factors_that_the_county_asks_for_are_set_up_before_anything_opens(
    world: World, client: Client, phone: Phone, settings: LazySettings
) -> None:
    settings.SECURITY, settings.TWO_FACTORS = PROFILES["level3"], PROFILES["level3"].two_factors
    invited(world)
    client.post(address(phone), ACCOUNT)

    client.post("/accounts/login/", {"login": "liangxin", "password": OWN})

    assert client.get("/queue/")["Location"] == "/accounts/2fa/totp/activate/"


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"username": "Liang Xin"}, "账号只能用小写字母和数字"),
        ({"new": "123456789012", "again": "123456789012"}, "数字"),
        ({"new": PHONE + "a", "again": PHONE + "a"}, "手机"),
        ({"again": "something-else-77"}, "两遍新密码不一样"),
    ],
)
def test_what_cannot_be_taken_is_said_and_nobody_is_enrolled(
    world: World, client: Client, phone: Phone, typed: dict[str, str], sentence: str
) -> None:
    invited(world)

    answer = client.post(address(phone), ACCOUNT | typed)

    assert (answer.status_code, sentence in answer.content.decode()) == (422, True)
    assert not Person.objects.filter(name="梁新").exists()


def test_a_taken_user_name_is_said_and_the_link_still_works(world: World, client: Client, phone: Phone) -> None:
    Person.objects.create_user("liangxin", name="别人", county=world.county)
    invited(world)
    there = address(phone)

    assert client.post(there, ACCOUNT).status_code == 422
    assert client.post(there, ACCOUNT | {"username": "liangxin2"}).status_code == 303


def test_a_link_is_good_once_for_its_hours_and_until_it_is_withdrawn(world: World, phone: Phone) -> None:
    now = clock.now()
    with clock.moved_to(now):
        first = invited(world)
        link = token(phone)
    with clock.moved_to(now + timedelta(hours=72)):
        assert staff_invitations.find(link) is None
    with clock.moved_to(now + MINUTE):
        staff_invitations.open_account(link, username="liangxin", password=OWN)
        with pytest.raises(Refused, match="已经用过"):
            staff_invitations.open_account(link, username="liangxin2", password=OWN)
        with pytest.raises(Refused, match="已经用过"):
            staff_invitations.withdraw(first.pk, actor=world.head)


def test_a_withdrawn_invitation_opens_nothing(world: World, client: Client, phone: Phone) -> None:
    invitation = invited(world)
    link = address(phone)

    assert signed_in(world.head).post(f"/staff/invitations/{invitation.pk}/").status_code == 303
    assert (client.get(link).status_code, client.post(link, ACCOUNT).status_code) == (404, 404)
    assert verbs()[0] == "organisation.staff_invitation_withdrawn"


def test_an_invitation_lapses_with_the_post_of_whoever_sent_it(world: World, client: Client, phone: Phone) -> None:
    invited(world)
    link = address(phone)
    appointments.end(world.head.pk, actor=world.sysadmin)

    with clock.moved_to(clock.now() + timedelta(days=1)):
        assert client.post(link, ACCOUNT).status_code == 404
    assert not Person.objects.filter(username="liangxin").exists()


def test_a_head_gives_posts_below_their_own_in_their_own_unit_and_nobody_gives_a_powerful_one(world: World) -> None:
    own, other = world.head.organisation, world.stranger.organisation
    given = policies.roles_to_invite_to(own, world.head)

    assert given == {Role.HANDLER, Role.DEPT_LIAISON}
    assert policies.roles_to_invite_to(other, world.head) == frozenset()
    for post in (world.liaison, world.handler, world.desk, world.office, world.leader, world.auditor, world.firm):
        assert policies.roles_to_invite_to(post.organisation, post) == frozenset()
    powerful = {*ADMIN_ROLES, Role.SUPERVISOR, Role.DISPATCHER, Role.LEADER, Role.PARTY_SECRETARY, Role.REVISIT_CLERK}
    assert not powerful & policies.GIVEN_BY_INVITATION
    for role in powerful:
        with pytest.raises(PermissionDenied):
            staff_invitations.invite(
                world.office.organisation_id, role=role, name="梁", phone=PHONE, email="", actor=world.sysadmin
            )


def test_an_administrator_invites_a_head_to_a_unit_that_they_name(world: World, phone: Phone) -> None:
    window = signed_in(world.sysadmin)
    said = {"unit": "没有这个局", "name": "梁新", "phone": PHONE, "role": "dept_head"}
    assert "没有找到这个单位" in window.post("/staff/invite/", said).content.decode()

    assert window.post("/staff/invite/", said | {"unit": "县财政局"}).status_code == 303
    post = staff_invitations.open_account(token(phone), username="liangxin", password=OWN)
    assert (post.organisation, post.role) == (world.stranger.organisation, Role.DEPT_HEAD)


def test_a_unit_without_such_a_post_is_refused_with_a_sentence(world: World) -> None:
    said = {"unit": "县财政局", "name": "梁新", "phone": PHONE, "role": "site_clerk"}

    answer = signed_in(world.sysadmin).post("/staff/invite/", said)

    assert (answer.status_code, "这个单位不设这个岗位" in answer.content.decode()) == (422, True)


def test_inviting_asks_who_is_there_when_that_was_long_ago(world: World, settings: LazySettings) -> None:
    settings.SECURITY = PROFILES["level3"]

    answer = signed_in(world.head).post("/staff/invite/", {"name": "梁新", "phone": PHONE, "role": "handler"})

    assert (answer.status_code, StaffInvitation.objects.count()) == (401, 0)


def test_another_units_invitation_is_out_of_reach(world: World) -> None:
    mine = invited(world)
    assert signed_in(world.stranger).post(f"/staff/invitations/{mine.pk}/").status_code == 404
    with pytest.raises(PermissionDenied):
        staff_invitations.withdraw(mine.pk, actor=world.stranger)


def test_whoever_works_here_already_takes_the_post_with_their_account(world: World, phone: Phone) -> None:
    people.correct(world.other_liaison.person_id, name="周改", phone=PHONE, email="", actor=None)
    invited(world)
    link = address(phone)

    stranger = Client()
    assert "您已经有工作账号" in stranger.get(link).content.decode()
    with pytest.raises(Refused, match="已经有工作账号"):
        staff_invitations.open_account(token(phone), username="second", password=OWN)
    assert signed_in(world.third_liaison).post(link).status_code == 409
    assert signed_in(world.other_liaison).post(link).status_code == 303

    held = Post.objects.filter(person=world.other_liaison.person_id, active=True)
    assert {post.organisation_id for post in held} == {
        world.other_liaison.organisation_id,
        world.head.organisation_id,
    }


def test_somebody_who_comes_back_takes_the_post_with_their_old_account(world: World, phone: Phone) -> None:
    world.stranger.person.phone = PHONE
    world.stranger.person.save()
    Post.objects.filter(pk=world.stranger.pk).update(active=False, ends_on=world.stranger.starts_on)
    invited(world)

    with pytest.raises(Refused, match="已经有工作账号"):
        staff_invitations.open_account(token(phone), username="liangxin", password=OWN)
    post = staff_invitations.take(token(phone), person_id=world.stranger.person_id)

    assert (post.person, post.role) == (world.stranger.person, Role.HANDLER)


def test_whose_account_was_disabled_gets_no_second_one(world: World, phone: Phone) -> None:
    Person.objects.filter(pk=world.stranger.person_id).update(phone=PHONE, is_active=False)
    invited(world)

    with pytest.raises(Refused, match="请系统管理员启用以后"):
        staff_invitations.open_account(token(phone), username="liangxin", password=OWN)


def test_nobody_invites_themselves_to_a_second_account(world: World, phone: Phone) -> None:
    Person.objects.filter(pk=world.head.person_id).update(phone=PHONE, email="Head@example.com")
    world.head.person.refresh_from_db()
    said = {"name": "梁新", "role": "handler"}

    for way in ({"phone": PHONE}, {"email": "head@example.com"}):
        answer = signed_in(world.head).post("/staff/invite/", said | way)
        assert (answer.status_code, "不能给自己再开一个账号" in answer.content.decode()) == (422, True)
    with pytest.raises(PermissionDenied):
        invited(world)
    assert not StaffInvitation.objects.exists()


def test_a_number_of_a_firm_opens_an_account_of_its_own(world: World, client: Client, phone: Phone) -> None:
    Person.objects.filter(pk=world.firm.person_id).update(phone=PHONE, sign_in_phone=PHONE)
    invited(world)

    assert client.post(address(phone), ACCOUNT).status_code == 303
    assert Post.objects.get(person__username="liangxin").person_id != world.firm.person_id


def test_the_head_is_told_who_came_and_the_newcomer_is_not(world: World, phone: Phone) -> None:
    invited(world)
    staff_invitations.open_account(token(phone), username="liangxin", password=OWN)

    relay.handle(Event.objects.get(verb="organisation.staff_joined"))

    [notice] = Notice.objects.all()
    assert (notice.person, notice.text) == (world.head.person, "梁新接受了邀请，已到岗：承办人")


def test_the_journal_and_the_row_keep_no_way_to_reach_somebody_when_it_is_over(world: World, phone: Phone) -> None:
    invitation = invited(world, email="liang@example.cn")
    assert PHONE not in str(Event.objects.latest("pk").data)
    staff_invitations.open_account(token(phone), username="liangxin", password=OWN)

    assert staff_invitations.forget(clock.now()) == 1
    row = StaffInvitation.objects.get(pk=invitation.pk)
    assert (row.phone, row.email, row.sealed_link, row.reached_at) == ("", "", "", "")


def test_a_head_who_invites_the_same_number_again_and_again_waits(world: World) -> None:
    window, said = signed_in(world.head), {"name": "梁新", "phone": PHONE, "role": "handler"}
    window.post("/staff/invite/", said)

    answer = window.post("/staff/invite/", said)

    assert (answer.status_code, answer["Retry-After"]) == (429, "60")
    assert StaffInvitation.objects.count() == 1


def test_neither_phone_nor_mail_is_asked_for(world: World) -> None:
    answer = signed_in(world.head).post("/staff/invite/", {"name": "梁新", "role": "handler"})

    assert (answer.status_code, "手机号和邮箱至少填一个" in answer.content.decode()) == (422, True)
    with pytest.raises(ValueError, match="mailbox"):
        invited(world, phone="")


@pytest.mark.django_db(transaction=True)
def test_of_two_who_open_one_link_at_once_one_gets_an_account(world: World, phone: Phone) -> None:
    invited(world)
    link = token(phone)

    outcomes = together(
        [
            lambda: staff_invitations.open_account(link, username="one", password=OWN),
            lambda: staff_invitations.open_account(link, username="two", password=OWN),
        ]
    )

    assert names(outcomes) == ["Post", "Refused"]
    assert Person.objects.filter(name="梁新").count() == 1


def test_the_page_costs_the_same_at_one_and_at_three_invitations(world: World) -> None:
    window, costs = signed_in(world.head), []
    window.get("/staff/")
    for number in range(3):
        invited(world, phone=f"1390000777{number}")
        with CaptureQueriesContext(connection) as asked:
            window.get("/staff/")
        costs.append(len(asked))

    assert (costs[0] == costs[2], costs[0] <= 12) == (True, True), costs
