"""Invitations: a phone number may join a firm. The link alone proves nothing: its number must be proven by a code."""

import hashlib
import hmac
import secrets
from datetime import timedelta
from typing import Final

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from journal import clock, events
from journal.models import Event
from orgs import limits, policies
from orgs.exceptions import Refused
from orgs.models import Invitation, Organisation, Person, Post
from orgs.services import appointments, links, messages
from orgs.statuses import OrganisationKind, Role

GOOD_FOR: Final = timedelta(days=7)
TOKEN_BYTES: Final = 16


def invite(organisation_id: int, *, phone: str, clerk: bool, actor: Post) -> Invitation:
    """Invite a number to a firm by text message. Raises PermissionDenied, Refused, limits.TooOften."""
    with transaction.atomic():
        firm, now = _firm(organisation_id), clock.now()
        if not policies.may_invite(firm, actor):
            raise PermissionDenied
        if firm.profile.unverified:
            raise Refused(_("网店核实以后才能邀请员工。"))
        limits.count("invitation of a post", str(actor.pk), limits.INVITATIONS_OF_A_POST, now=now)
        limits.count("invitation to a number", phone, limits.INVITATIONS_TO_A_NUMBER, now=now)
        token = secrets.token_urlsafe(TOKEN_BYTES)
        invitation = Invitation.objects.create(
            organisation=firm,
            phone=phone,
            clerk=clerk,
            digest=_digest(token),
            invited_by=actor,
            made_at=now,
            expires_at=now + GOOD_FOR,
        )
        messages.queue(
            "invitation",
            number=phone,
            fields={"链接": links.absolute("invitation", token)},
            county_id=firm.county_id,
            now=now,
            expires_at=invitation.expires_at,
        )
        data = {"invitation": invitation.pk, "clerk": clerk}
        events.record("organisation.invited", firm, actor=actor, at=now, data=data)
    return invitation


def find(token: str) -> Invitation | None:
    """The invitation of a link while it can be taken; None for any other link."""
    found = Invitation.objects.open(clock.now()).filter(digest=_digest(token))
    return found.select_related("organisation__county").first()


def accept(token: str, *, person_id: int) -> Post:
    """Take an invitation. Raises Refused when it is not for this person's number, or cannot be taken any more."""
    with transaction.atomic():
        now = clock.now()
        invitation = Invitation.objects.select_for_update(of=("self",)).open(now).filter(digest=_digest(token)).first()
        person = Person.objects.get(pk=person_id)
        if invitation is None or not person.sign_in_phone or invitation.phone != person.sign_in_phone:
            raise Refused(_("这个邀请已经用过、过期或撤回了，请让企业再邀请一次。"))
        post = appointments.appoint(
            person_id,
            organisation_id=invitation.organisation_id,
            role=Role.ENTERPRISE_USER,
            clerk=invitation.clerk,
            actor=None,
        )
        invitation.used_at, invitation.used_by_id = now, person_id
        invitation.save(update_fields=["used_at", "used_by"])
    return post


def withdraw(invitation_id: int, *, actor: Post) -> Event:
    """Take an invitation back before it is used. Raises PermissionDenied, Refused."""
    with transaction.atomic():
        now = clock.now()
        invitation = Invitation.objects.select_for_update(of=("self",)).get(pk=invitation_id)
        firm = _firm(invitation.organisation_id)
        if not policies.may_invite(firm, actor):
            raise PermissionDenied
        if invitation.used_at or invitation.withdrawn_at:
            raise Refused(_("这个邀请已经用过或撤回了。"))
        invitation.withdrawn_at = now
        invitation.save(update_fields=["withdrawn_at"])
        data = {"invitation": invitation.pk}
        return events.record("organisation.invitation_withdrawn", firm, actor=actor, at=now, data=data)


def _firm(organisation_id: int) -> Organisation:
    firms = Organisation.objects.select_for_update(of=("self",)).select_related("profile", "place")
    return firms.get(pk=organisation_id, kind=OrganisationKind.FIRM, active=True)


def _digest(token: str) -> str:
    return hmac.new(settings.SECRET_KEY.encode(), f"invitation\n{token}".encode(), hashlib.sha256).hexdigest()
