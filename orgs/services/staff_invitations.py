"""A head invites somebody to a post of their own unit; whoever has the link opens the account or takes the post.

Nobody knows the password of another (ASVS V6.4.1, V6.4.6): the link is drawn, good once, and for some hours only. It
lapses with the post of whoever sent it: somebody who has left brings nobody in any more.
"""

import hashlib
import hmac
import secrets
from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from journal import clock, events
from journal.canonical import Data
from journal.models import Event
from orgs import limits, policies
from orgs.exceptions import Refused
from orgs.models import Organisation, Person, Post, StaffInvitation
from orgs.outside.coming import Identity
from orgs.queries import today
from orgs.services import appointments, links, messages, outside_links, people
from orgs.statuses import MESSAGE_UNDER_WAY, MessageStatus, Role
from web import sealed

TOKEN_BYTES: Final = 16


def good_for() -> timedelta:
    """How long a link can be used."""
    return timedelta(hours=settings.LIMITS["STAFF_INVITATION_HOURS"])


def invite(organisation_id: int, *, role: Role, name: str, phone: str, email: str, actor: Post) -> StaffInvitation:
    """Invite one person to one post, by text message where there is a phone, else by mail.

    Whether the number or the address belongs to anybody here is not told. Raises PermissionDenied, limits.TooOften;
    ValueError where there is neither a phone nor an e-mail.
    """
    if not (phone or email):
        raise ValueError("an invitation goes to a phone or to a mailbox")
    with transaction.atomic():
        unit, now = _unit(organisation_id), clock.now()
        if role not in policies.roles_to_invite_to(unit, actor) or ones_own(actor, phone=phone, email=email):
            raise PermissionDenied
        limits.count("invitation of a post", str(actor.pk), limits.INVITATIONS_OF_A_POST, now=now)
        limits.count("invitation to a number", phone or email, limits.INVITATIONS_TO_A_NUMBER, now=now)
        token = secrets.token_urlsafe(TOKEN_BYTES)
        link = links.absolute("staff_invitation", token)
        invitation = StaffInvitation.objects.create(
            organisation=unit,
            role=role,
            name=name,
            phone=phone,
            email=email,
            digest=_digest(token),
            invited_by=actor,
            made_at=now,
            expires_at=now + good_for(),
            mail_status="" if phone else MessageStatus.WAITING,
            sealed_link="" if phone else sealed.seal(link),
        )
        if phone:
            _text(invitation, link)
        data: Data = {"invitation": invitation.pk, "role": str(role)}
        events.record("organisation.staff_invited", unit, actor=actor, at=now, data=data)
    return invitation


def ones_own(actor: Post, *, phone: str, email: str) -> list[str]:
    """Which of these are the inviter's own: with a second account one person could ask and agree."""
    own = actor.person
    by_phone = bool(phone) and phone in {own.phone, own.sign_in_phone}
    by_mail = bool(email) and email.lower() == own.email.lower()
    return [name for name, is_own in (("phone", by_phone), ("email", by_mail)) if is_own]


def find(token: str) -> StaffInvitation | None:
    """The invitation of a link while it can be taken; None for any other link."""
    found = StaffInvitation.objects.open(clock.now()).filter(digest=_digest(token))
    invitation = found.select_related("organisation__county", "invited_by__organisation").first()
    return invitation if invitation is not None and _still_stands(invitation) else None


def accounts_of(invitation: StaffInvitation) -> QuerySet[Person]:
    """Accounts of the county's staff, of today or before, that this can mean: with its number or its address."""
    return _known_to(invitation).filter(is_active=True)


def _known_to(invitation: StaffInvitation) -> QuerySet[Person]:
    reached = Q(phone=invitation.phone) & ~Q(phone="") | Q(email__iexact=invitation.email) & ~Q(email="")
    staff = Post.objects.exclude(role=Role.ENTERPRISE_USER).filter(consent="").values("person")
    return Person.objects.filter(reached, pk__in=staff, county=invitation.organisation.county_id, is_superuser=False)


def open_account(token: str, *, username: str, password: str) -> Post:
    """Somebody new takes the post, with a password of their own. Raises Refused, limits.TooOften."""
    limits.count("staff link", _digest(token), limits.TRIES_OF_A_STAFF_LINK, now=clock.now())
    with transaction.atomic():
        invitation = _locked(digest=_digest(token))
        person = _newcomer(invitation, username=username, password=password)
        return _take(invitation, person.pk)


def open_account_from_outside(invitation_id: int, *, identity: Identity) -> Post:
    """Somebody new takes the post, with an account elsewhere instead of a password. Raises Refused.

    Nothing but the link says who they are: whether name or number there are the same is not asked.
    """
    with transaction.atomic():
        invitation = _locked(pk=invitation_id)
        person = _newcomer(invitation, username=people.free_username(invitation.name), password=None)
        outside_links.link(person.pk, identity)
        return _take(invitation, person.pk)


def take(token: str, *, person_id: int) -> Post:
    """Somebody who works for the county already takes the post beside what they have. Raises Refused."""
    with transaction.atomic():
        invitation = _locked(digest=_digest(token))
        if not accounts_of(invitation).filter(pk=person_id).exists():
            raise Refused(_("这个邀请不是给现在登录的账号的。请退出登录，再打开链接。"))
        return _take(invitation, person_id)


def withdraw(invitation_id: int, *, actor: Post) -> Event:
    """Take an invitation back before it is used. Raises PermissionDenied, Refused."""
    with transaction.atomic():
        now = clock.now()
        found = StaffInvitation.objects.select_for_update(of=("self",)).select_related("organisation")
        invitation = found.get(pk=invitation_id)
        if not policies.roles_to_invite_to(invitation.organisation, actor):
            raise PermissionDenied
        if invitation.used_at or invitation.withdrawn_at:
            raise Refused(_("这个邀请已经用过或撤回了。"))
        invitation.withdrawn_at = now
        invitation.save(update_fields=["withdrawn_at"])
        data = {"invitation": invitation.pk}
        unit = invitation.organisation
        return events.record("organisation.staff_invitation_withdrawn", unit, actor=actor, at=now, data=data)


def forget(now: datetime) -> int:
    """Strip those that are over of how to reach people: the register keeps who came. The number of them."""
    over = StaffInvitation.objects.over(now).filter(~Q(phone="") | ~Q(email="") | ~Q(sealed_link=""))
    over.filter(mail_status__in=MESSAGE_UNDER_WAY).update(mail_status=MessageStatus.GIVEN_UP)
    return over.update(phone="", email="", sealed_link="")


def _take(invitation: StaffInvitation, person_id: int) -> Post:
    now, unit = clock.now(), invitation.organisation
    post = appointments.appoint(person_id, organisation_id=unit.pk, role=Role(invitation.role), actor=None)
    invitation.used_at, invitation.post = now, post
    invitation.save(update_fields=["used_at", "post"])
    data = {"invitation": invitation.pk, "post": post.pk, "invited_by": invitation.invited_by_id}
    events.record("organisation.staff_joined", unit, actor=None, at=now, data=data)
    return post


def _newcomer(invitation: StaffInvitation, *, username: str, password: str | None) -> Person:
    """A new account for whoever is meant. Raises Refused where there is one, of today or of before."""
    if accounts_of(invitation).exists():
        raise Refused(_("您已经有工作账号，请登录以后再打开这个链接。"))
    if _known_to(invitation).exists():
        raise Refused(_("您以前的工作账号停用了，请系统管理员启用以后，登录再打开这个链接。"))
    return people.enrol(
        invitation.organisation.county_id,
        username=username,
        name=invitation.name,
        phone=invitation.phone,
        email=invitation.email,
        password=password,
        actor=None,
    )


def _locked(**which: object) -> StaffInvitation:
    now = clock.now()
    invitations = StaffInvitation.objects.select_for_update(of=("self",)).open(now)
    named = invitations.select_related("organisation__county", "invited_by__organisation")
    invitation = named.filter(**which).first()
    if invitation is None or not _still_stands(invitation):
        raise Refused(_("这个邀请已经用过、过期或撤回了，请让单位再邀请一次。"))
    return invitation


def _still_stands(invitation: StaffInvitation) -> bool:
    """Whether whoever sent it could send it today."""
    sender = invitation.invited_by
    allowed = policies.roles_to_invite_to(invitation.organisation, sender)
    return invitation.role in allowed and Post.objects.live(today(clock.now())).filter(pk=sender.pk).exists()


def _text(invitation: StaffInvitation, link: str) -> None:
    messages.queue(
        "staff_invitation",
        number=invitation.phone,
        fields={"链接": link},
        county_id=invitation.organisation.county_id,
        now=invitation.made_at,
        expires_at=invitation.expires_at,
    )


def _unit(organisation_id: int) -> Organisation:
    return Organisation.objects.select_for_update(of=("self",)).get(pk=organisation_id)


def _digest(token: str) -> str:
    words = f"staff invitation\n{token}"
    return hmac.new(settings.SECRET_KEY.encode(), words.encode(), hashlib.sha256).hexdigest()
