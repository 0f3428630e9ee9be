"""People: enrol, correct, disable, bring back, set a password. What they may do is in `appointments`."""

from django.contrib.auth.hashers import make_password
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from journal import clock, events
from journal.models import Event
from orgs.exceptions import Refused
from orgs.models import Person, Post
from orgs.names import name_keys


def enrol(
    county_id: int | None,
    *,
    username: str,
    name: str,
    actor: Post | None,
    phone: str = "",
    email: str = "",
    password: str | None = None,
) -> Person:
    """Enter a person into the register; without a password they cannot sign in yet.

    Phone and e-mail stay out of the journal. Raises Refused for a taken user name or e-mail.
    """
    person = Person(
        county_id=county_id,
        username=username.lower(),
        name=name,
        **name_keys(name),
        phone=phone,
        email=email,
        password=make_password(password),
    )
    with transaction.atomic():
        try:
            with transaction.atomic():
                person.save(force_insert=True)
        except IntegrityError as problem:
            raise Refused(_("用户名或邮箱不能用：已经有人用了，或者写法不对。")) from problem
        data = {"username": person.username}
        events.record("person.enrolled", person, actor=actor, at=clock.now(), data=data)
    return person


def correct(person_id: int, *, name: str, phone: str, email: str, actor: Post | None) -> Event:
    """Correct name, phone or e-mail. The journal keeps which were changed, not the values.

    Another phone ends the sign-in by the old one: numbers are handed on to strangers.
    """
    with transaction.atomic():
        person = _locked(person_id)
        wanted = {"name": name, "phone": phone, "email": email}
        changed = [field for field, value in wanted.items() if getattr(person, field) != value]
        for field, value in {**wanted, **name_keys(name)}.items():
            setattr(person, field, value)
        if person.sign_in_phone != phone:
            person.sign_in_phone = ""
        try:
            with transaction.atomic():
                person.save(update_fields=[*wanted, "sign_in_phone", "pinyin", "initials"])
        except IntegrityError as problem:
            raise Refused(_("这个邮箱已经有人用了。")) from problem
        return events.record("person.corrected", person, actor=actor, at=clock.now(), data={"fields": changed})


def disable(person_id: int, *, actor: Post | None) -> Event:
    """Keep a person from signing in; their posts no longer count. Nobody disables themselves."""
    if actor is not None and actor.person_id == person_id:
        raise Refused(_("不能停用自己的账号。"))
    return _set_active(person_id, active=False, verb="person.disabled", actor=actor)


def bring_back(person_id: int, *, actor: Post | None) -> Event:
    """Let a disabled person sign in again."""
    return _set_active(person_id, active=True, verb="person.brought_back", actor=actor)


def set_password(person_id: int, *, password: str, actor: Post | None) -> Event:
    """Set a password; the change signs the person out everywhere."""
    with transaction.atomic():
        person = _locked(person_id)
        person.set_password(password)
        person.save(update_fields=["password"])
        return events.record("person.password_set", person, actor=actor, at=clock.now())


def _set_active(person_id: int, *, active: bool, verb: str, actor: Post | None) -> Event:
    with transaction.atomic():
        person = _locked(person_id)
        person.is_active = active
        person.save(update_fields=["is_active"])
        return events.record(verb, person, actor=actor, at=clock.now())


def _locked(person_id: int) -> Person:
    return Person.objects.select_for_update(of=("self",)).get(pk=person_id)
