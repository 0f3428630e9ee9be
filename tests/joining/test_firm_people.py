"""A firm's own people: owners invite, change and send away; employees do all but withdraw; one owner always stays."""

import re
from collections.abc import Callable

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client

from journal import clock
from orgs.exceptions import Refused
from orgs.models import Firm, Invitation, Person, Post
from orgs.policies import may_invite
from orgs.services import firm_people, invitations
from orgs.statuses import Role
from tests import cast
from tests.cast import MINUTE, MONDAY, World, signed_in
from tests.joining.conftest import PHONE, Phone
from tests.races.starting import names, together
from tickets.services import firm as acts

CODE = "91350100M000100Y43"


def employee(world: World) -> Post:
    """A second person of the cast's firm."""
    post = cast.post(world.firm.organisation, Role.ENTERPRISE_USER, "小店员")
    Post.objects.filter(pk=post.pk).update(clerk=True)
    return Post.objects.named().get(pk=post.pk)


def link(phone: Phone) -> str:
    found = re.search(r"/i/[\w-]{22}/", phone.texts[-1])
    assert found, phone.texts
    return found[0]


def owners(world: World) -> list[str]:
    live = Post.objects.filter(organisation=world.firm.organisation, active=True, clerk=False)
    return list(live.values_list("person__name", flat=True).order_by("pk"))


def test_an_invited_number_proves_itself_and_is_in(world: World, client: Client, phone: Phone) -> None:
    owner = signed_in(world.firm)
    assert owner.post("/my/firm/invite/", {"phone": PHONE, "clerk": "1"}).status_code == 303
    address = link(phone)
    assert "云裳坊演出服饰店" in client.get(address).content.decode()

    assert client.post(address)["Location"] == "/accounts/phone/code/"
    assert client.post("/accounts/phone/code/", {"code": phone.code})["Location"] == "/join/welcome/"
    assert client.post("/join/welcome/", {"name": "周小满"})["Location"] == "/my/firm/"

    post = Post.objects.get(person__sign_in_phone=PHONE)
    assert (post.organisation, post.clerk) == (world.firm.organisation, True)
    assert client.get("/my/firm/").status_code == 200
    assert Client().get(address).status_code == 404


def test_a_link_in_other_hands_lets_nobody_in(world: World, phone: Phone, phone_of: Callable[[str], Phone]) -> None:
    invitations.invite(world.firm.organisation_id, phone=PHONE, clerk=False, actor=world.desk)
    token = link(phone).split("/")[2]
    thief = Person.objects.create_user("thief", name="贼", county=world.county, sign_in_phone="13900007777")

    with pytest.raises(Refused):
        invitations.accept(token, person_id=thief.pk)
    assert not Post.objects.filter(person=thief).exists()


def test_a_link_is_good_for_seven_days_once_and_until_it_is_withdrawn(world: World, phone: Phone) -> None:
    invited = Person.objects.create_user("invited", name="请", county=world.county, sign_in_phone=PHONE)
    with clock.moved_to(MONDAY):
        first = invitations.invite(world.firm.organisation_id, phone=PHONE, clerk=True, actor=world.firm)
        token = link(phone).split("/")[2]
    with clock.moved_to(MONDAY + 7 * 24 * 60 * MINUTE):
        assert invitations.find(token) is None
    with clock.moved_to(MONDAY + 60 * MINUTE):
        invitations.accept(token, person_id=invited.pk)
        with pytest.raises(Refused):
            invitations.accept(token, person_id=invited.pk)
        with pytest.raises(Refused):
            invitations.withdraw(first.pk, actor=world.firm)


def test_a_desk_a_station_and_the_owner_may_invite_nobody_else(world: World) -> None:
    posts = {name: getattr(world, name) for name in ("firm", "other_firm", "clerk", "desk", "office", "liaison")}
    posts["employee"] = employee(world)
    firm = world.firm.organisation

    assert {name for name, post in posts.items() if may_invite(firm, post)} == {"firm", "clerk", "desk", "office"}
    with pytest.raises(PermissionDenied):
        invitations.invite(firm.pk, phone=PHONE, clerk=True, actor=world.other_firm)


def test_a_station_names_the_firm_by_its_whole_name_or_its_code(world: World, phone: Phone) -> None:
    Firm.objects.filter(organisation=world.firm.organisation).update(credit_code=CODE)
    station = signed_in(world.clerk)

    wrong = station.post("/claims/invite/", {"firm": "没有这家", "phone": PHONE, "clerk": "0"})
    assert (wrong.status_code, "没有找到这家企业" in wrong.content.decode()) == (422, True)
    assert station.post("/claims/invite/", {"firm": CODE.lower(), "phone": PHONE, "clerk": "0"}).status_code == 303
    assert Invitation.objects.get().organisation == world.firm.organisation


def test_an_employee_files_adds_and_rates_and_does_not_withdraw(world: World) -> None:
    clerk = employee(world)
    ticket = cast.filed(world, by=clerk)
    with pytest.raises(PermissionDenied):
        acts.withdraw(ticket.pk, reason="不办了", actor=clerk, version=ticket.version)
    shown = signed_in(clerk).get(f"/tickets/{ticket.number}/").content.decode()
    assert "/withdraw/" not in shown

    acts.withdraw(ticket.pk, reason="不办了", actor=world.firm, version=ticket.version)


def test_an_employee_sees_the_firms_page_and_changes_nothing(world: World) -> None:
    client = signed_in(employee(world))
    assert client.get("/my/firm/").status_code == 200

    for address, said in {
        "/my/firm/profile/": {"address": "别处"},
        "/my/firm/invite/": {"phone": PHONE, "clerk": "1"},
        f"/my/firm/people/{world.firm.pk}/": {"act": "remove"},
    }.items():
        assert client.post(address, said).status_code == 403
    assert owners(world) == ["丁小满"]


def test_the_last_owner_cannot_leave_nor_become_an_employee(world: World) -> None:
    clerk, client = employee(world), signed_in(world.firm)
    assert client.post("/my/firm/leave/").status_code == 409
    with pytest.raises(Refused, match="至少要有一位负责人"):
        firm_people.make(world.firm.pk, clerk=True, actor=world.firm)

    client.post(f"/my/firm/people/{clerk.pk}/", {"act": "owner"})
    assert client.post("/my/firm/leave/").status_code == 303
    assert owners(world) == ["小店员"]


def test_somebody_sent_away_is_out_at_the_next_request(world: World) -> None:
    clerk = employee(world)
    theirs = signed_in(clerk)
    assert theirs.get("/my/").status_code == 200

    signed_in(world.firm).post(f"/my/firm/people/{clerk.pk}/", {"act": "remove"})
    assert theirs.get("/my/").status_code == 404


def test_another_firms_people_are_out_of_reach(world: World) -> None:
    stranger = signed_in(world.other_firm)

    assert stranger.post(f"/my/firm/people/{world.firm.pk}/", {"act": "remove"}).status_code == 404
    assert owners(world) == ["丁小满"]


def test_the_owner_corrects_the_profile_and_keeps_what_was_typed_wrong(world: World) -> None:
    client = signed_in(world.firm)
    wrong = client.post("/my/firm/profile/", {"address": "前丁村 12 号", "contact_phone": "12"})
    assert (wrong.status_code, "前丁村 12 号" in wrong.content.decode()) == (422, True)

    client.post("/my/firm/profile/", {"address": "前丁村 12 号", "contact_name": "丁", "contact_phone": PHONE})
    profile = Firm.objects.get(organisation=world.firm.organisation)
    assert (profile.address, profile.contact_phone) == ("前丁村 12 号", PHONE)


@pytest.mark.django_db(transaction=True)
def test_of_two_owners_who_leave_at_once_one_stays(world: World) -> None:
    second = cast.post(world.firm.organisation, Role.ENTERPRISE_USER, "二掌柜")

    outcomes = together([lambda: firm_people.leave(actor=world.firm), lambda: firm_people.leave(actor=second)])

    assert names(outcomes) == ["Event", "Refused"]
    assert len(owners(world)) == 1
