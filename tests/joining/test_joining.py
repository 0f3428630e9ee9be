"""Coming into the register: the notice first, then a claim somebody else rules on, or a shop that calls at once."""

import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from journal.models import AccessLog, Event
from orgs.models import Claim, Firm, NoticeRecord, Organisation, Person, Post
from orgs.services import claims, joining
from tests import cast
from tests.cast import World, signed_in
from tests.joining.conftest import PHONE, Phone, sign_in_by_phone
from tests.tickets.firm_pages import a_form, a_photo, file_call
from tickets.models import Attachment, Ticket

CODE = "91350100M000100Y43"


def join(client: Client, phone: Phone, *, name: str = "周小满") -> Person:
    """A stranger proves a number and has read the notice."""
    assert sign_in_by_phone(client, phone) == "/join/welcome/"
    assert client.post("/join/welcome/", {"name": name}).status_code == 303
    return Person.objects.get(sign_in_phone=phone.number)


def claim_form(world: World, **words: Any) -> dict[str, Any]:
    said = {
        "client_token": str(uuid.uuid4()),
        "credit_code": CODE,
        "name": "云裳坊演出服饰店",
        "town": str(world.town.pk),
        "photos": [a_photo("执照.jpg")],
    } | words
    return {name: value for name, value in said.items() if value is not None}


def registered(world: World) -> Organisation:
    """The firm of the cast, now with a credit code."""
    Firm.objects.filter(organisation=world.firm.organisation).update(credit_code=CODE)
    return world.firm.organisation


def claimed(world: World, phone: str = PHONE, **words: Any) -> Claim:
    """A claim of somebody new, made through the service."""
    person = joining.welcome(phone, name="周小满", county_id=world.county.pk, consents=False)
    said: dict[str, Any] = {
        "credit_code": CODE,
        "name": "云裳坊",
        "place_id": world.town.pk,
        "client_token": uuid.uuid4(),
    } | words
    return claims.claim_firm(person.pk, county_id=world.county.pk, **said)


def current(claim: Claim) -> Claim:
    return Claim.objects.get(pk=claim.pk)


def test_a_stranger_sees_the_notice_before_anything_is_kept(world: World, client: Client, phone: Phone) -> None:
    sign_in_by_phone(client, phone)
    shown = client.get("/join/welcome/").content.decode()

    assert "谁在处理您的信息" in shown
    assert "测试县电商产业综合党委办公室" in shown
    assert not Person.objects.filter(sign_in_phone=PHONE).exists()

    client.post("/join/welcome/", {"name": "周小满"})
    record = NoticeRecord.objects.get()
    assert record.person == Person.objects.get(name="周小满")
    assert (record.version, record.how) == (1, "screen")


def test_nobody_reaches_the_welcome_without_a_proven_number(world: World, client: Client) -> None:
    assert client.get("/join/welcome/")["Location"] == "/accounts/phone/"
    assert client.post("/join/welcome/", {"name": "周小满"})["Location"] == "/accounts/phone/"
    assert client.get("/join/").status_code == 302
    assert signed_in(world.desk).get("/join/").status_code == 404


def test_a_new_firm_is_claimed_reviewed_and_calls(world: World, client: Client, phone: Phone) -> None:
    person = join(client, phone)
    sent = client.post("/join/firm/", claim_form(world, name="小满汉服店"))
    assert (sent.status_code, sent["Location"]) == (303, "/join/")
    claim = Claim.objects.get()
    assert client.get("/my/").status_code == 404

    desk = signed_in(world.desk)
    assert "小满汉服店" in desk.get("/claims/").content.decode()
    ruled = desk.post(f"/claims/{claim.pk}/", {"ruling": "owner"})
    assert ruled.status_code == 303

    post = Post.objects.get(person=person)
    assert (post.organisation.name, post.organisation.profile.credit_code, post.clerk) == ("小满汉服店", CODE, False)
    assert phone.texts[-1].startswith("您的加入申请已通过")
    file_call(post, a_form(world))
    assert Ticket.objects.get().firm == post.organisation


def test_the_page_tells_nobody_whether_a_firm_is_registered_or_has_people(
    world: World, client: Client, phone: Phone, phone_of: Callable[[str], Phone]
) -> None:
    answers = []
    for number, there in (("13900000001", False), ("13900000002", True)):
        if there:
            registered(world)
        browser = Client()
        join(browser, phone_of(number))
        with CaptureQueriesContext(connection) as queries:
            sent = browser.post("/join/firm/", claim_form(world))
        answers.append((sent.status_code, sent["Location"], len(queries)))

    assert answers[0] == answers[1]
    assert [claim.firm_id for claim in Claim.objects.order_by("pk")] == [None, world.firm.organisation_id]


def test_a_claim_of_somebody_elses_firm_shows_nothing_before_approval(
    world: World, client: Client, phone: Phone
) -> None:
    ticket = cast.filed(world)
    registered(world)
    join(client, phone)
    client.post("/join/firm/", claim_form(world))

    pages = ("/my/", "/my/firm/", f"/tickets/{ticket.number}/", f"/claims/{Claim.objects.get().pk}/", "/claims/")
    assert {client.get(page).status_code for page in pages} == {404}
    assert ticket.title not in client.get("/join/").content.decode()


def test_an_owner_is_told_and_may_approve_an_employee(world: World) -> None:
    registered(world)
    claim = claimed(world)
    owner = signed_in(world.firm)
    assert f"/claims/{claim.pk}/" in owner.get("/my/firm/").content.decode()

    owner.post(f"/claims/{claim.pk}/", {"ruling": "clerk"})

    assert current(claim).ruled_by == world.firm
    assert Post.objects.get(person=claim.person).clerk is True


def test_a_refusal_needs_a_reason_and_the_claimant_reads_it(world: World, client: Client, phone: Phone) -> None:
    join(client, phone)
    client.post("/join/firm/", claim_form(world))
    claim, desk = Claim.objects.get(), signed_in(world.desk)

    assert desk.post(f"/claims/{claim.pk}/", {"ruling": "refuse"}).status_code == 422
    assert desk.post(f"/claims/{claim.pk}/", {}).status_code == 422
    desk.post(f"/claims/{claim.pk}/", {"ruling": "refuse", "reason": "照片看不清，请重拍"})

    assert "照片看不清，请重拍" in client.get("/join/").content.decode()
    assert phone.texts[-1].startswith("您的加入申请没有通过")
    assert not Post.objects.filter(person=claim.person).exists()


def test_proof_is_asked_for_and_seen_by_those_who_rule_alone(world: World, client: Client, phone: Phone) -> None:
    join(client, phone)
    without = client.post("/join/firm/", claim_form(world, photos=None))
    assert (without.status_code, Claim.objects.count()) == (422, 0)
    client.post("/join/firm/", claim_form(world))
    claim, kept = Claim.objects.get(), Attachment.objects.get()
    address = f"/claims/{claim.pk}/proof/{kept.pk}/"

    shown = signed_in(world.clerk).get(address)
    assert (shown.status_code, shown["Content-Type"], shown["X-Content-Type-Options"]) == (200, "image/jpeg", "nosniff")
    assert AccessLog.objects.filter(kind="download", data={"claim": claim.pk, "file": kept.pk}).count() == 1
    strangers = [world.firm, world.liaison, world.other_firm, world.sysadmin]
    assert {signed_in(each).get(address).status_code for each in strangers} == {404}
    assert {signed_in(each).get(f"/files/{kept.pk}/").status_code for each in [*strangers, world.desk]} == {404}


def test_an_error_in_the_words_loses_no_photo(world: World, client: Client, phone: Phone) -> None:
    join(client, phone)
    form = claim_form(world)

    wrong = client.post("/join/firm/", form | {"credit_code": "91350100M000100Y44"})
    assert "请核对第" in wrong.content.decode()
    assert "执照.jpg" in wrong.content.decode()
    form.pop("photos")
    assert client.post("/join/firm/", form).status_code == 303


def test_a_claim_sent_twice_is_one_and_a_second_form_is_told(world: World, client: Client, phone: Phone) -> None:
    join(client, phone)
    form = claim_form(world)
    for _ in range(2):
        assert client.post("/join/firm/", form).status_code == 303
        form["photos"] = [a_photo("执照.jpg", colour="blue")]

    again = client.post("/join/firm/", claim_form(world))
    assert (again.status_code, "您已经申请过这家企业" in again.content.decode()) == (422, True)
    assert Claim.objects.count() == 1
    assert Attachment.objects.filter(client_token=form["client_token"]).count() == 1


def test_a_shop_without_a_licence_calls_at_once_and_invites_nobody(world: World, client: Client, phone: Phone) -> None:
    join(client, phone)
    made = client.post(
        "/join/shop/", {"name": "小满手作", "town": world.town.pk, "shop_link": "https://shop.example/1"}
    )
    assert made.status_code == 303

    file_call(Post.objects.get(organisation__name="小满手作"), a_form(world))
    assert Ticket.objects.get().firm.name == "小满手作"
    invited = client.post("/my/firm/invite/", {"phone": "13900009999", "clerk": "1"})
    assert (invited.status_code, "核实以后才能邀请" in invited.content.decode()) == (422, True)
    again = client.post("/join/shop/", {"name": "又一家", "town": world.town.pk})
    assert again.status_code == 422


@pytest.mark.parametrize(("ruling", "unverified", "posts"), [("owner", False, 1), ("refuse", True, 0)])
def test_a_shop_is_verified_or_loses_its_post_and_keeps_its_cases(
    world: World, client: Client, phone: Phone, ruling: str, unverified: bool, posts: int
) -> None:
    person = join(client, phone)
    client.post("/join/shop/", {"name": "小满手作", "town": world.town.pk})
    file_call(Post.objects.get(organisation__name="小满手作"), a_form(world))
    claim = Claim.objects.get()

    signed_in(world.clerk).post(f"/claims/{claim.pk}/", {"ruling": ruling, "reason": "查无此店"})

    assert Firm.objects.get(organisation=claim.firm).unverified is unverified
    assert Post.objects.filter(person=person, active=True).count() == posts
    assert Ticket.objects.count() == 1


def test_a_claim_is_withdrawn_by_the_claimant_alone(world: World, client: Client, phone: Phone) -> None:
    theirs = claimed(world, "13900000009")
    join(client, phone)
    client.post("/join/firm/", claim_form(world))
    mine = Claim.objects.get(person__sign_in_phone=PHONE)

    assert client.post(f"/join/claims/{theirs.pk}/withdraw/").status_code == 404
    client.post(f"/join/claims/{mine.pk}/withdraw/")
    assert (current(mine).status, current(theirs).status) == ("withdrawn", "waiting")
    assert signed_in(world.desk).post(f"/claims/{mine.pk}/", {"ruling": "owner"}).status_code == 409


def test_events_of_joining_carry_no_name_number_or_code(world: World) -> None:
    claim = claimed(world)
    claims.refuse(claim.pk, reason="照片看不清", actor=world.desk)

    kept = str([event.data for event in Event.objects.filter(subject_type="person", subject_id=claim.person_id)])
    assert not [word for word in (PHONE, "周小满", CODE, "云裳坊", "照片看不清") if word in kept]
