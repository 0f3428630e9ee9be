"""Who may rule on a claim, one ruling of two at once, and what a list of claims costs."""

import uuid

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext

from journal.models import Event
from orgs.exceptions import Refused
from orgs.models import County, Firm, Organisation, Person, Post
from orgs.policies import may_rule_on_claim
from orgs.queries import claims_for
from orgs.services import claims, joining
from orgs.statuses import OrganisationKind, Role
from tests import cast
from tests.cast import World, signed_in
from tests.joining.conftest import PHONE
from tests.joining.test_joining import CODE, claimed, registered
from tests.races.starting import names, together

EVERYBODY = (
    "firm",
    "other_firm",
    "clerk",
    "desk",
    "liaison",
    "revisit_clerk",
    "office",
    "leader",
    "sysadmin",
    "auditor",
)


def test_the_rule_and_the_query_agree_on_who_may_rule(world: World) -> None:
    registered(world)
    claim = claimed(world)
    far = cast.post(
        Organisation.objects.create(
            county=world.county, kind=OrganisationKind.STATION, name="丁桥镇电商服务站", place=world.other_town
        ),
        Role.SITE_CLERK,
        "远站",
    )
    abroad = cast.post(_committee_of_another_county(), Role.DISPATCHER, "外县")
    posts = {name: getattr(world, name) for name in EVERYBODY} | {"far": far, "abroad": abroad}

    may = {name for name, post in posts.items() if may_rule_on_claim(claim, post)}

    assert may == {"firm", "clerk", "desk", "office"}
    assert {name for name, post in posts.items() if claims_for(post).filter(pk=claim.pk).exists()} == may
    for stranger in (far, abroad):
        assert signed_in(stranger).get(f"/claims/{claim.pk}/").status_code == 404
        with pytest.raises(PermissionDenied):
            claims.approve(claim.pk, clerk=False, actor=stranger)


def _committee_of_another_county() -> Organisation:
    county = County.objects.create(name="外县", code="wai")
    top = Organisation.objects.create(county=county, kind=OrganisationKind.GENERAL_COMMITTEE, name="外委", tier=1)
    return Organisation.objects.create(
        county=county,
        kind=OrganisationKind.INDUSTRY_COMMITTEE,
        name="外行",
        tier=2,
        parent=top,
        parent_kind=OrganisationKind.GENERAL_COMMITTEE,
    )


def test_nobody_rules_on_their_own_claim(world: World) -> None:
    claim = claimed(world)
    post = Post.objects.create(
        person=claim.person, organisation=world.desk.organisation, role=Role.DISPATCHER, starts_on=cast.A_LONG_AGO
    )

    with pytest.raises(PermissionDenied):
        claims.approve(claim.pk, clerk=False, actor=post)
    assert not claims_for(post).exists()


def test_a_firm_noted_on_a_callers_word_speaks_for_itself_once_claimed(world: World) -> None:
    registered(world)
    firm = Firm.objects.get(credit_code=CODE)
    Firm.objects.filter(pk=firm.pk).update(noted=True)

    claims.approve(claimed(world).pk, clerk=False, actor=world.desk)

    firm.refresh_from_db()
    assert not firm.noted


@pytest.mark.django_db(transaction=True)
def test_of_two_rulings_at_once_one_counts(world: World) -> None:
    claim = claimed(world)

    outcomes = together([
        lambda: claims.approve(claim.pk, clerk=False, actor=world.desk),
        lambda: claims.refuse(claim.pk, reason="照片看不清", actor=world.second_desk),
    ])  # fmt: skip

    assert names(outcomes) == ["Event", "Refused"]
    assert Event.objects.filter(verb__in=("person.claim_approved", "person.claim_refused")).count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_number_that_joins_twice_at_once_is_one_person(world: World) -> None:
    outcomes = together([
        lambda: joining.welcome(PHONE, name="周小满", county_id=world.county.pk, consents=False) for _ in range(3)
    ])  # fmt: skip

    assert names(outcomes) == ["Person", "Refused", "Refused"]
    assert Person.objects.filter(phone=PHONE).count() == 1


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_of_claims_costs_the_same_for_one_and_for_many(world: World, rows: int) -> None:
    for n in range(rows):
        claimed(world, f"1390000010{n}")
    desk = signed_in(world.desk)
    desk.get("/claims/")

    with CaptureQueriesContext(connection) as queries:
        assert desk.get("/claims/").status_code == 200

    assert len(queries) == 7


def test_too_many_claims_of_one_person_are_told_to_wait(world: World) -> None:
    claim = claimed(world)
    with pytest.raises(Refused, match="已经申请过"):
        claims.claim_firm(
            claim.person_id,
            county_id=world.county.pk,
            credit_code=CODE,
            name="云裳坊",
            place_id=world.town.pk,
            client_token=uuid.uuid4(),
        )
