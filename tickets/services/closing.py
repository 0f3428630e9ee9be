"""Closing an account at the wish of its person: nobody signs in with it again, and what is personal in it is erased.

Open cases stand against it, and so do posts in offices: work is handed over first. The file of an ended case stays for
as long as files are kept, without the contact. Who decided what stays named: that is the record of an office.
"""

from datetime import datetime
from string import ascii_lowercase

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.db import transaction
from django.db.models import Q
from django.utils.crypto import get_random_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from journal import clock, events, facts
from journal.canonical import JSON
from orgs import sessions
from orgs.exceptions import Refused
from orgs.models import Claim, Firm, Invitation, Person, PhoneCode, Post
from orgs.names import name_keys
from orgs.services import appointments, links, messages, privacy
from orgs.statuses import Role
from tickets.models import UNSENT, Attachment, DataRequest, Draft
from tickets.queries.visibility import calls_naming, own_calls
from tickets.retention_kinds import Kept
from tickets.services import callers, retaining
from tickets.statuses import OPEN

CLOSED_NAME = "已注销"


def close(person_id: int, *, request_id: int, actor: Post) -> int:
    """Close and erase; how many ended cases lost their contact. Raises Refused with what stands against it."""
    with transaction.atomic():
        person, now = Person.objects.select_for_update(of=("self",)).get(pk=person_id), clock.now()
        numbers = {number for number in (person.phone, person.sign_in_phone) if number}
        _refuse_what_lasts(person, actor=actor)
        worked = Post.objects.filter(person=person, consent="").exclude(role=Role.ENTERPRISE_USER).exists()
        cases = _erase_contacts(person, numbers, request_id=request_id)
        _leave_firms(person, numbers, actor=actor)
        _let_go(person, numbers)
        privacy.withdraw_consent(person_id)
        person = Person.objects.select_for_update(of=("self",)).get(pk=person_id)  # its chain has moved on
        _answer(person, now=now)
        _empty(person, keeps_name=worked)
        data: dict[str, JSON] = {"request": request_id, "cases": cases, "named": worked}
        events.record("person.account_closed", person, actor=actor, at=now, data=data)
    return cases


def _refuse_what_lasts(person: Person, *, actor: Post) -> None:
    lasting = Post.objects.lasting().filter(person=person).exclude(role=Role.ENTERPRISE_USER)
    if lasting.exists():
        raise Refused(_("这个账号还有在任岗位。请先由系统管理员结束岗位、交接工作，再注销。"))
    if Claim.objects.waiting().filter(person=person).exists():
        raise Refused(_("还有一份加入申请在等审核，审核后再注销。"))
    open_ones = own_calls(person.pk).filter(status__in=OPEN)
    callers.refuse_open(list(open_ones.values_list("pk", flat=True)), actor=actor)


def _erase_contacts(person: Person, numbers: set[str], *, request_id: int) -> int:
    """Wherever they are the contact: by name or number in what they filed, by both in what others in the county did.

    Of the numbers only the one that they have proven: anybody could have the register say another's.
    """
    named = calls_naming(county_id=person.county_id, name=person.name, phone=person.sign_in_phone)
    named = named.exclude(status__in=OPEN)
    own = own_calls(person.pk).filter(Q(contact_phone__in=numbers) | Q(contact_name=person.name))
    found = sorted((own | named).exclude(contact_phone="").values_list("pk", flat=True))
    for pk in found:
        retaining.erase(pk, kind=Kept.CONTACTS, now=clock.now(), asked=request_id)
    return len(found)


def _leave_firms(person: Person, numbers: set[str], *, actor: Post) -> None:
    """Their posts end, and the firms' profiles name them no more."""
    posts = Post.objects.filter(person=person, role=Role.ENTERPRISE_USER)
    firms = Firm.objects.filter(organisation__in=posts.values("organisation"))
    firms.filter(contact_phone__in=numbers).update(contact_name="", contact_phone="")
    firms.filter(contact_name=person.name).update(contact_name="")
    for post in posts.filter(active=True):
        appointments.end(post.pk, actor=actor)


def _let_go(person: Person, numbers: set[str]) -> None:
    """Everything that hangs on the account and proves nothing about anybody else."""
    sessions.end_all(person)
    for mine in (Authenticator.objects, EmailAddress.objects, SocialAccount.objects):
        mine.filter(user=person).delete()
    Draft.objects.filter(person=person).delete()
    Attachment.objects.filter(UNSENT, person=person).delete()
    others = Person.objects.exclude(pk=person.pk).filter(sign_in_phone__in=numbers)
    alone = numbers - {other.sign_in_phone for other in others}
    messages.give_up_to(alone, reason=gettext_lazy("账号已注销，没有再发"))
    PhoneCode.objects.filter(phone__in=numbers).delete()
    Invitation.objects.filter(phone__in=numbers).update(phone="")
    facts.forget(Person.JOURNAL_NAME, person.pk)
    DataRequest.objects.filter(person=person).update(words="", new_name="", new_phone="", new_email="")


def _answer(person: Person, *, now: datetime) -> None:
    """By text message, as nobody can read it here any more; the number leaves the message's row with it."""
    if messages.is_mobile(person.mobile):
        fields = {"链接": links.absolute("privacy")}
        messages.queue("account_closed", number=person.mobile, fields=fields, county_id=person.county_id, now=now)


def _empty(person: Person, *, keeps_name: bool) -> None:
    if not keeps_name:
        person.name = CLOSED_NAME
        for column, keys in name_keys(CLOSED_NAME).items():
            setattr(person, column, keys)
    # Somebody may have taken the name that one could foresee.
    person.username = f"closed-{person.pk}-{get_random_string(6, ascii_lowercase)}"
    person.phone = person.sign_in_phone = person.email = ""
    person.is_active = person.is_staff = person.must_change_password = False
    person.set_unusable_password()
    person.save()
