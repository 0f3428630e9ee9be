"""Claims: a person says that they speak for a firm, somebody else looks at the proof and rules. DOMAIN §4.1, ADR 0009.

The person's row is the subject of every event; the claim's row lock makes one ruling of two at once.
"""

from typing import Final
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from journal import clock, events
from journal.canonical import Data
from journal.models import Event
from orgs import limits, policies
from orgs.exceptions import Refused
from orgs.models import Claim, Firm, Organisation, Person, Place, Post
from orgs.queries import today
from orgs.services import appointments, links, messages, organisations
from orgs.statuses import ClaimKind, ClaimStatus, PlaceKind, Role

# What a ruling is in the journal, and the text message that tells of it.
RULED: Final = {
    ClaimStatus.APPROVED: ("person.claim_approved", "claim_approved"),
    ClaimStatus.REFUSED: ("person.claim_refused", "claim_refused"),
}


def claim_firm(
    person_id: int, *, county_id: int, credit_code: str, name: str, place_id: int, client_token: UUID
) -> Claim:
    """Claim the firm with this code, whether the register has it or not: the answer is the same. Raises Refused.

    `credit_code` has been checked. Sent twice it is one claim. Raises limits.TooOften.
    """
    profile = _registered(credit_code, county_id=county_id)
    return _make(
        Claim(
            county_id=county_id,
            person_id=person_id,
            kind=ClaimKind.FIRM,
            credit_code=credit_code,
            name=name,
            place=_town(place_id, county_id=county_id),
            firm=profile.organisation if profile else None,
            client_token=client_token,
        )
    )


def open_shop(person_id: int, *, county_id: int, name: str, shop_link: str, place_id: int, client_token: UUID) -> Claim:
    """Enter a shop without a licence. It may call at once, marked as not verified, and invites nobody until it is.

    One such shop a person. Raises Refused, limits.TooOften.
    """
    with transaction.atomic():
        person = Person.objects.select_for_update(of=("self",)).get(pk=person_id)
        if replayed := _replayed(client_token, person_id):
            return replayed
        if Claim.objects.waiting().filter(person=person, kind=ClaimKind.SHOP).exists():
            raise Refused(_("您已有一家网店在等核实，核实后再登记下一家。"))
        firm = organisations.create_firm(
            county_id,
            name=name,
            place_id=_town(place_id, county_id=county_id).pk,
            is_person=True,
            unverified=True,
            contact_name=person.name,
            contact_phone=person.sign_in_phone,
            actor=None,
        )
        claim = _make(
            Claim(
                county_id=county_id,
                person_id=person_id,
                kind=ClaimKind.SHOP,
                name=name,
                shop_link=shop_link,
                place_id=place_id,
                firm=firm,
                client_token=client_token,
            )
        )
        appointments.appoint(person_id, organisation_id=firm.pk, role=Role.ENTERPRISE_USER, actor=None)
    return claim


def approve(claim_id: int, *, clerk: bool, actor: Post) -> Event:
    """Let the claimant speak for the firm, as owner or as employee; a firm that is not in the register is entered.

    Raises Refused when somebody was faster, PermissionDenied for whom it is not theirs to rule.
    """
    with transaction.atomic():
        claim = _open_for(claim_id, actor=actor)
        if claim.kind == ClaimKind.SHOP:
            Firm.objects.filter(organisation=claim.firm_id).update(unverified=False)
        else:
            claim.firm = _firm_of(claim, actor=actor)
            appointments.appoint(
                claim.person_id,
                organisation_id=claim.firm.pk,
                role=Role.ENTERPRISE_USER,
                clerk=clerk,
                actor=actor,
            )
        return _rule(claim, ClaimStatus.APPROVED, reason="", actor=actor)


def refuse(claim_id: int, *, reason: str, actor: Post) -> Event:
    """Turn a claim down with a reason that the claimant reads. A shop's post ends; its cases stay with the desk."""
    with transaction.atomic():
        claim = _open_for(claim_id, actor=actor)
        if claim.kind == ClaimKind.SHOP:
            _end_posts(claim, actor=actor)
        return _rule(claim, ClaimStatus.REFUSED, reason=reason, actor=actor)


def withdraw(claim_id: int, *, person_id: int) -> Event:
    """Take one's own claim back. A shop stays as it is: it is left, not withdrawn. Raises Refused."""
    with transaction.atomic():
        claim = Claim.objects.select_for_update(of=("self",)).get(pk=claim_id, person=person_id, kind=ClaimKind.FIRM)
        _still_waits(claim)
        claim.status, claim.ruled_at = ClaimStatus.WITHDRAWN, clock.now()
        claim.save(update_fields=["status", "ruled_at"])
        return _told("person.claim_withdrawn", claim, actor=None)


def _make(claim: Claim) -> Claim:
    """Save a claim, once for one form. The claimant's row is locked before anything is counted."""
    with transaction.atomic():
        Person.objects.select_for_update(of=("self",), no_key=True).get(pk=claim.person_id)
        if replayed := _replayed(claim.client_token, claim.person_id):
            return replayed
        now = claim.made_at = clock.now()
        limits.count("claim of a person", str(claim.person_id), limits.CLAIMS_OF_A_PERSON, now=now)
        if claim.kind == ClaimKind.FIRM and _speaks_already(claim):
            raise Refused(_("您已经能代表这家企业，不用再申请。"))
        try:
            with transaction.atomic():
                claim.save(force_insert=True)
        except IntegrityError as twice:
            raise Refused(_("您已经申请过这家企业，请等审核。")) from twice
        _told("person.claimed", claim, actor=None)
    return claim


def _replayed(client_token: UUID, person_id: int) -> Claim | None:
    return Claim.objects.filter(client_token=client_token, person=person_id).first()


def _town(place_id: int, *, county_id: int) -> Place:
    town = Place.objects.filter(pk=place_id, county=county_id, kind=PlaceKind.TOWN).first()
    if town is None:
        raise Refused(_("请选所在镇街。"))
    return town


def _registered(credit_code: str, *, county_id: int) -> Firm | None:
    firms = Firm.objects.filter(credit_code=credit_code, organisation__county=county_id, organisation__active=True)
    return firms.select_related("organisation").first()


def _speaks_already(claim: Claim) -> bool:
    mine = Post.objects.live(today(claim.made_at)).filter(person=claim.person_id)
    return mine.filter(organisation__profile__credit_code=claim.credit_code).exists()


def _open_for(claim_id: int, *, actor: Post) -> Claim:
    """The waiting claim, locked, if it is `actor`'s to rule on."""
    claim = Claim.objects.select_for_update(of=("self",)).select_related("person").get(pk=claim_id)
    if not policies.may_rule_on_claim(claim, actor):
        raise PermissionDenied
    _still_waits(claim)
    return claim


def _still_waits(claim: Claim) -> None:
    if claim.status != ClaimStatus.WAITING:
        raise Refused(_("这个申请已经有人处理过了。"))


def _firm_of(claim: Claim, *, actor: Post) -> Organisation:
    """The firm with the claimed code: the register's, or a new entry."""
    known = _registered(claim.credit_code, county_id=claim.county_id)
    if known is not None:
        return known.organisation
    return organisations.create_firm(
        claim.county_id,
        name=claim.name,
        place_id=claim.place_id,
        credit_code=claim.credit_code,
        contact_name=claim.person.name,
        contact_phone=claim.person.sign_in_phone,
        actor=actor,
    )


def _end_posts(claim: Claim, *, actor: Post) -> None:
    for post in Post.objects.filter(organisation=claim.firm_id, active=True):
        appointments.end(post.pk, actor=actor)


def _rule(claim: Claim, status: ClaimStatus, *, reason: str, actor: Post) -> Event:
    verb, text = RULED[status]
    claim.status, claim.reason, claim.ruled_at = status, reason, clock.now()
    claim.ruled_by, claim.ruled_by_person_id = actor, actor.person_id
    claim.save()
    if claim.person.mobile:
        messages.queue(
            text,
            number=claim.person.mobile,
            fields={"链接": links.absolute("join")},
            county_id=claim.county_id,
            now=claim.ruled_at,
        )
    return _told(verb, claim, actor=actor)


def _told(verb: str, claim: Claim, *, actor: Post | None) -> Event:
    """The event, without a name or a code: who is told finds the claim by its id."""
    person = Person.objects.select_for_update(of=("self",)).get(pk=claim.person_id)
    data: Data = {"claim": claim.pk, "kind": str(claim.kind), "firm": claim.firm_id, "town": claim.place_id}
    return events.record(verb, person, actor=actor, at=clock.now(), data=data)
