"""People: enrol, correct, disable, bring back, set a password. What they may do is in `appointments`."""

import re
import secrets
from collections.abc import Collection
from datetime import datetime, timedelta
from itertools import chain, count
from typing import Final

from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.conf import settings
from django.contrib.auth.hashers import (
    UNUSABLE_PASSWORD_PREFIX,
    PBKDF2PasswordHasher,
    check_password,
    make_password,
)
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import crypto
from django.utils.translation import gettext as _

from journal import clock, events
from journal.models import Event
from orgs import sessions
from orgs.exceptions import Refused
from orgs.models import Person, Post
from orgs.names import name_keys
from orgs.queries import today
from orgs.services import leaving, number_notices
from orgs.statuses import Role

_LETTERS: Final = "23456789abcdefghjkmnpqrstuvwxyz"
# 59 random bits and these rounds together are out of reach; a password that a person chose needs Argon2.
_LONGEST_SPELLED: Final = 24  # of the 32 letters of a user name
_ROUNDS: Final = 10_000
_DRAWN: Final = ("person.first_password", "person.password_reset")
_APART: Final = timedelta(days=7)
_NEW: Final = ("person.enrolled", "person.brought_back", *_DRAWN)


def enrol(
    county_id: int | None,
    *,
    username: str,
    name: str,
    actor: Post | None,
    phone: str = "",
    email: str = "",
    password: str | None = None,
    initial: bool = False,
) -> Person:
    """Enter a person into the register; without a password they cannot sign in yet.

    `initial`: somebody else knows the password, so that it must be changed at the first sign-in.

    Phone and e-mail stay out of the journal. Raises Refused for a taken user name or e-mail, or for a
    number that cannot be dialled.
    """
    person = Person(
        county_id=county_id,
        username=username.lower(),
        name=name,
        **name_keys(name),
        phone=phone,
        email=email,
        password=make_password(password),
        must_change_password=initial and password is not None,
    )
    with transaction.atomic():
        try:
            with transaction.atomic():
                person.save(force_insert=True)
        except ValidationError as unfit:
            raise Refused(unfit.messages[0]) from unfit
        except IntegrityError as problem:
            raise Refused(_("用户名或邮箱不能用：已经有人用了，或者写法不对。")) from problem
        data = {"username": person.username}
        events.record("person.enrolled", person, actor=actor, at=clock.now(), data=data)
    return person


def free_username(name: str) -> str:
    """A user name that nobody has, for somebody who chooses none: the name's pinyin, numbered where it is taken."""
    spelled = re.sub(r"[^a-z0-9]", "", name_keys(name)["pinyin"])[:_LONGEST_SPELLED]
    stem = spelled if len(spelled) > 1 else f"user{spelled}"
    taken = set(Person.objects.filter(username__startswith=stem).values_list("username", flat=True))
    return next(each for each in chain([stem], (f"{stem}{number}" for number in count(2))) if each not in taken)


def correct(person_id: int, *, name: str, phone: str | None, email: str, actor: Post | None) -> Event:
    """Correct name, phone or e-mail. The journal keeps which were changed, not the values.

    Another phone ends the sign-in by the old one: numbers are handed on to strangers. Both hear of it by text message
    where somebody has changed it. None leaves both as they are.
    """
    with transaction.atomic():
        person = _locked(person_id)
        said = {"name": name, "phone": phone, "email": email}
        wanted = {field: value for field, value in said.items() if value is not None}
        changed = [field for field, value in wanted.items() if getattr(person, field) != value]
        had, signed_in_by = person.phone, person.sign_in_phone
        for field, value in {**wanted, **name_keys(name)}.items():
            setattr(person, field, value)
        if phone is not None and person.sign_in_phone != phone:
            person.sign_in_phone = ""
        try:
            with transaction.atomic():
                person.save(update_fields=[*wanted, "sign_in_phone", "pinyin", "initials"])
        except ValidationError as unfit:
            raise Refused(unfit.messages[0]) from unfit
        except IntegrityError as problem:
            raise Refused(_("这个邮箱已经有人用了。")) from problem
        now = clock.now()
        if phone is not None and actor is not None:
            number_notices.tell(person, had=had, signed_in_by=signed_in_by, now=now)
        return events.record("person.corrected", person, actor=actor, at=now, data={"fields": changed})


def disable(person_id: int, *, actor: Post | None, gives_back: bool = False) -> Event:
    """Keep a person from signing in; their posts no longer count. Nobody disables themselves.

    Raises Refused while work hangs on them; with `gives_back` that is their units' again (`leaving.let_go`).
    """
    if actor is not None and actor.person_id == person_id:
        raise Refused(_("不能停用自己的账号。"))
    with transaction.atomic():
        person, now = _locked(person_id), clock.now()
        posts = list(Post.objects.live(today(now)).filter(person=person)) if person.is_active else []
        left = leaving.let_go(person, posts, gives_back=gives_back, actor=actor, now=now)
        person.is_active = False
        person.save(update_fields=["is_active"])
        return events.record("person.disabled", person, actor=actor, at=now, data=left)


def bring_back(person_id: int, *, actor: Post | None) -> Event:
    """Let a disabled person sign in again."""
    with transaction.atomic():
        person = _locked(person_id)
        person.is_active = True
        person.save(update_fields=["is_active"])
        return events.record("person.brought_back", person, actor=actor, at=clock.now())


def choose_password(person_id: int, *, password: str, actor: Post | None) -> Event:
    """Take a password of one's own; signs the person out everywhere. Refused for the one that is to be replaced."""
    with transaction.atomic():
        person = _locked(person_id)
        if check_password(password, person.password):
            raise Refused(_("新密码不能和现在的密码一样。"))
        person.set_password(password)
        person.must_change_password = False
        person.save(update_fields=["password", "must_change_password"])
        return events.record("person.password_chosen", person, actor=actor, at=clock.now())


def reset_second_factor(person_id: int, *, actor: Post | None) -> Event:
    """Take away what a person proves themselves with beside the password: the telephone is lost, and so are the codes.

    They set up another one at the next sign-in; every session of theirs ends. Refused for one's own.
    """
    if actor is not None and actor.person_id == person_id:
        raise Refused(_("自己的两步验证请在“登录安全”里改。"))
    with transaction.atomic():
        person = _locked(person_id)
        _not_both(person, actor, other="person.password_reset")
        Authenticator.objects.filter(user=person).delete()
        sessions.end_all(person)
        return events.record("person.second_factor_reset", person, actor=actor, at=clock.now())


def end_sessions(person_id: int, *, actor: Post | None) -> Event:
    """Sign a person out wherever they are; the account goes on, and they sign in again. Refused for one's own."""
    if actor is not None and actor.person_id == person_id:
        raise Refused(_("自己的登录请在“登录安全”里退出。"))
    with transaction.atomic():
        person = _locked(person_id)
        data = {"number": sessions.end_all(person)}
        return events.record("person.sessions_ended", person, actor=actor, at=clock.now(), data=data)


def give_first_passwords(person_ids: Collection[int], *, actor: Post | None) -> list[tuple[Person, str]]:
    """Make a random first password for each of these people who never signed in; return them, to be shown once.

    Only hashes are kept. People who have signed in are left alone: their password is their own.
    """
    with transaction.atomic():
        people = list(
            Person.objects.select_for_update(of=("self",))
            .filter(Q(password__startswith=UNUSABLE_PASSWORD_PREFIX) | Q(must_change_password=True))
            .filter(pk__in=person_ids, last_login=None, is_active=True)
            .order_by("pk")
        )
        made = [(person, first_password()) for person in people]
        for person, password in made:
            person.password = _hashed(password)
            person.must_change_password = True
        Person.objects.bulk_update(people, ["password", "must_change_password"], batch_size=500)
        now = clock.now()
        events.record_many(
            [events.Draft(verb="person.first_password", subject=person, actor=actor, at=now) for person in people]
        )
    return made


def reset_password(person_id: int, *, actor: Post | None) -> str:
    """Draw a new first password for somebody who has forgotten theirs; returned to be shown once.

    It signs them out everywhere and is good for one sign-in within a day: nobody sets or knows the password of another
    (ASVS V6.4.1, V6.4.6). Refused for one's own.
    """
    if actor is not None and actor.person_id == person_id:
        raise Refused(_("自己的密码请在“改密码”里改。"))
    with transaction.atomic():
        person, word = _locked(person_id), first_password()
        _not_both(person, actor, other="person.second_factor_reset")
        person.password, person.must_change_password = _hashed(word), True
        person.save(update_fields=["password", "must_change_password"])
        # Whoever had got hold of the account may have linked one of their own elsewhere.
        SocialAccount.objects.filter(user=person).delete()
        events.record("person.password_reset", person, actor=actor, at=clock.now())
    return word


def _not_both(person: Person, actor: Post | None, *, other: str) -> None:
    """Who takes away somebody's second factor does not draw their password as well: together they are the account.

    Raises Refused. On the server itself (`reset_access`) there is nobody else to ask.
    """
    if actor is None:
        return
    lately = Event.objects.for_subject(Person.JOURNAL_NAME, person.pk).filter(
        verb=other, actor=actor.person_id, at__gte=clock.now() - _APART
    )
    if lately.exists():
        raise Refused(_("口令和两步验证要由两个人分别重设，一周内不能都由您来。"))


def first_password_hours() -> int:
    """How long one waits for its sign-in; pages that show one say so."""
    hours: int = settings.LIMITS["FIRST_PASSWORD_HOURS"]
    return hours


def first_password_is_over(person: Person, *, now: datetime) -> bool:
    """Whether a password that somebody else drew has waited too long for its one sign-in."""
    drawn = Event.objects.for_subject(Person.JOURNAL_NAME, person.pk).filter(verb__in=_DRAWN).order_by("-seq").first()
    return drawn is not None and now - drawn.at > timedelta(hours=first_password_hours())


def unused(days: int, *, now: datetime) -> list[Person]:
    """Accounts of people who work for the county and have not signed in for so many days, nor been enrolled since.

    The last administrator of a county is never among them: nobody could bring anyone back.
    """
    long_ago = now - timedelta(days=days)
    working = Post.objects.live(today(now)).exclude(role=Role.ENTERPRISE_USER)
    found = Person.objects.filter(is_active=True, is_superuser=False, pk__in=working.values("person"))
    found = found.filter(Q(last_login__lt=long_ago) | Q(last_login=None))
    enrolled = Event.objects.filter(subject_type=Person.JOURNAL_NAME, subject_id=OuterRef("pk"), at__gte=long_ago)
    stale = list(found.filter(~Exists(enrolled.filter(verb__in=_NEW))).order_by("pk"))
    keepers = Post.objects.live(today(now)).filter(role=Role.SYSADMIN, person__is_active=True)
    used = set(keepers.exclude(person__in=stale).values_list("person__county", flat=True))
    keeping = set(keepers.values_list("person", flat=True))
    return [person for person in stale if person.pk not in keeping or person.county_id in used]


def first_password() -> str:
    """Return twelve characters that can be read out and typed on a telephone: 59 random bits."""
    return "-".join("".join(secrets.choice(_LETTERS) for _each in range(4)) for _group in range(3))


def _hashed(password: str) -> str:
    """Hash a random first password cheaply, for hundreds at once; Django hashes anew what a person chooses."""
    return PBKDF2PasswordHasher().encode(password, crypto.get_random_string(22), iterations=_ROUNDS)


def _locked(person_id: int) -> Person:
    return Person.objects.select_for_update(of=("self",)).get(pk=person_id)
