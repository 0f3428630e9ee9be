"""Who a proven phone number is, and how somebody new comes into the register with it. Staff never sign in by phone."""

import secrets
from datetime import date

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from journal import clock, events
from orgs.exceptions import Refused
from orgs.models import Person, Post
from orgs.queries import is_staffs_number, today
from orgs.services import people, privacy
from orgs.statuses import Role, ToldHow


class StaffUsePassword(Exception):
    """The number belongs to somebody who works for the county: a code alone does not let them in."""


class NobodyYet(Exception):
    """No person has this number: they may join."""


def recognise(phone: str) -> Person:
    """The person whom a proven number signs in. Raises StaffUsePassword, NobodyYet; Refused for a disabled account.

    A number that the register knows from one firm's person becomes their sign-in the first time it is proven.
    """
    now = clock.now()
    person = Person.objects.filter(sign_in_phone=phone).first() or _known_to_the_register(phone, on=today(now))
    if person is None:
        if is_staffs_number(phone, on=today(now)):
            raise StaffUsePassword
        raise NobodyYet
    if not person.is_active:
        raise Refused(_("账号已停用。"))
    if _works_for_the_county(person, on=today(now)):
        raise StaffUsePassword
    return person if person.sign_in_phone else _prove(person.pk, phone)


def welcome(phone: str, *, name: str, county_id: int, consents: bool) -> Person:
    """Enter somebody who has proven their number and seen the notice. Raises Refused."""
    with transaction.atomic():
        person = people.enrol(county_id, username=f"m{secrets.token_hex(8)}", name=name, phone=phone, actor=None)
        person = _prove(person.pk, phone)
        version = privacy.record_notice(county_id, how=ToldHow.SCREEN, person_id=person.pk, actor=None)
        if consents:
            privacy.give_consent(person.pk, version=version)
    return person


def may_sign_in_by_phone(person: Person) -> bool:
    """Whether a code to the telephone is a way in for this person: not for whoever works for the county."""
    return not _works_for_the_county(person, on=today(clock.now()))


def _prove(person_id: int, phone: str) -> Person:
    """From now on the number signs this person in. Raises Refused when another one was faster."""
    with transaction.atomic():
        person = Person.objects.select_for_update(of=("self",)).get(pk=person_id)
        person.sign_in_phone = phone
        try:
            with transaction.atomic():
                person.save(update_fields=["sign_in_phone"])
        except IntegrityError as taken:
            raise Refused(_("这个手机号刚刚已经登记，请重新登录。")) from taken
        events.record("person.phone_proven", person, actor=None, at=clock.now())
    return person


def _known_to_the_register(phone: str, *, on: date) -> Person | None:
    """The one person of a firm whom the county has entered with this number; two of them are nobody in particular."""
    live = Post.objects.live(on).filter(role=Role.ENTERPRISE_USER).values("person")
    found = list(Person.objects.filter(phone=phone, sign_in_phone="", is_active=True, pk__in=live)[:2])
    return found[0] if len(found) == 1 else None


def _works_for_the_county(person: Person, *, on: date) -> bool:
    held = Post.objects.live(on).filter(person=person).exclude(role=Role.ENTERPRISE_USER)
    return person.is_staff or person.is_superuser or held.exists()
