"""Appointments: who sits where, who stands in for whom, and when it ends.

The person is the subject; their locked row serialises all appointments of one person.
"""

from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from journal import clock, events
from journal.canonical import Data
from journal.models import Event
from orgs import policies
from orgs.exceptions import Refused
from orgs.models import Firm, Organisation, Person, Post
from orgs.queries import today
from orgs.services import leaving
from orgs.statuses import TWO_PERSONS, Consent, OrganisationKind, Role


def appoint(
    person_id: int,
    *,
    organisation_id: int,
    role: Role,
    actor: Post | None,
    starts_on: date | None = None,
    section_id: int | None = None,
    clerk: bool = False,
) -> Post:
    """Give a person a post, from today unless a day is named; one of `TWO_PERSONS` waits for `confirm`.

    Raises Refused with the reason.
    """
    with transaction.atomic():
        person, now = _locked(person_id), clock.now()
        organisation = Organisation.objects.get(pk=organisation_id)
        _check_seat(person, organisation, role=role)
        _check_not_asked(person, organisation, role=role)
        if section_id is not None:
            _check_section(section_id, organisation)
        post = Post.objects.create(
            person=person,
            organisation=organisation,
            role=role,
            section_id=section_id,
            clerk=clerk,
            starts_on=starts_on or today(now),
            **_asked(role, actor),
        )
        _follow_with_register(person)
        # Whoever noted the firm for it: from now on it speaks for itself.
        noted = Firm.objects.filter(organisation=organisation, noted=True)
        claimed = role == Role.ENTERPRISE_USER and bool(noted.update(noted=False))
        data: Data = {"post": post.pk, "organisation": organisation_id, "role": str(role)}
        if claimed:
            data = {**data, "claimed": True}
        verb = "person.post_asked" if post.consent else "person.appointed"
        events.record(verb, person, actor=actor, at=now, data=data)
    return post


def stand_in(post_id: int, *, person_id: int, starts_on: date, ends_on: date, actor: Post | None) -> Post:
    """Let a person stand in (代岗) for the holder of a post, both days included.

    The substitute gets a post of their own: what they do is theirs; of `TWO_PERSONS` it waits as any. Raises Refused.
    """
    with transaction.atomic():
        person, now = _locked(person_id), clock.now()
        post = Post.objects.select_for_update(of=("self",)).named().get(pk=post_id)
        _check_substitution(post, person, starts_on=starts_on, ends_on=ends_on, on=today(now))
        substitute = Post.objects.create(
            person=person,
            organisation=post.organisation,
            role=post.role,
            section=post.section,
            clerk=post.clerk,
            standing_in_for=post,
            starts_on=starts_on,
            ends_on=ends_on,
            **_asked(Role(post.role), actor),
        )
        _follow_with_register(person)
        data: Data = {"post": substitute.pk, "for": post_id, "from": f"{starts_on}", "to": f"{ends_on}"}
        verb = "person.post_asked" if substitute.consent else "person.stands_in"
        events.record(verb, person, actor=actor, at=now, data=data)
    return substitute


def confirm(post_id: int, *, actor: Post | None) -> Event:
    """Let a post count that somebody else asked for, from today or its later first day. All is asked anew.

    Raises Refused: nobody confirms what they asked for or what is for themselves. On the server itself (`confirm_post`)
    there may be nobody else to ask.
    """
    holder = Post.objects.values_list("person", flat=True).get(pk=post_id)
    with transaction.atomic():
        person, now = _locked(holder), clock.now()
        post = _waiting(post_id)
        if actor is not None and actor.person_id in {post.asked_by_id, post.person_id}:
            raise Refused(_("自己提的岗位、给自己的岗位，要由另一位系统管理员或安全管理员确认。"))
        if post.standing_in_for is not None and post.ends_on is not None:
            held = post.standing_in_for
            _check_substitution(held, person, starts_on=post.starts_on, ends_on=post.ends_on, on=today(now))
        else:
            _check_seat(person, post.organisation, role=Role(post.role))
        post.active, post.consent, post.starts_on = True, "", max(post.starts_on, today(now))
        post.save(update_fields=["active", "consent", "starts_on"])
        _follow_with_register(person)
        data: Data = {"post": post_id, "role": post.role, "asked_by": post.asked_by_id}
        return events.record("person.post_confirmed", person, actor=actor, at=now, data=data)


def refuse(post_id: int, *, actor: Post | None) -> Event:
    """A post that was asked for never counts; whoever asked may take it back in the same way. Raises Refused."""
    holder = Post.objects.values_list("person", flat=True).get(pk=post_id)
    with transaction.atomic():
        person = Person.objects.select_for_update(of=("self",)).get(pk=holder)
        post = _waiting(post_id)
        post.consent = Consent.REFUSED
        post.save(update_fields=["consent"])
        data: Data = {"post": post_id, "role": post.role, "asked_by": post.asked_by_id}
        return events.record("person.post_refused", person, actor=actor, at=clock.now(), data=data)


def _asked(role: Role, actor: Post | None) -> dict[str, Any]:
    """What a new post starts with where it takes two persons; nothing on the server and while a county is set up."""
    if actor is None or role not in TWO_PERSONS:
        return {}
    return {"active": False, "consent": Consent.WAITS, "asked_by_id": actor.person_id}


def _waiting(post_id: int) -> Post:
    post = Post.objects.select_for_update(of=("self",)).named().select_related("standing_in_for").get(pk=post_id)
    if post.consent != Consent.WAITS:
        raise Refused(_("这个岗位不在等确认。"))
    return post


def _check_not_asked(person: Person, organisation: Organisation, *, role: Role) -> None:
    if Post.objects.filter(person=person, organisation=organisation, role=role, consent=Consent.WAITS).exists():
        raise Refused(_("这个岗位已经提过，正等另一位管理员确认。"))


def end(post_id: int, *, actor: Post | None, gives_back: bool = False) -> Event:
    """End a post today, and with it whoever stands in for it. Ended posts stay readable; a disabled account's end too.

    Raises Refused while somebody's work hangs on it; with `gives_back` that is its unit's again (`leaving.let_go`).
    """
    holder = Post.objects.values_list("person", flat=True).get(pk=post_id)
    with transaction.atomic():
        person, now = Person.objects.select_for_update(of=("self",)).get(pk=holder), clock.now()
        post = Post.objects.select_for_update(of=("self",)).get(pk=post_id)
        if not post.active:
            waits = post.consent == Consent.WAITS
            raise Refused(_("这个岗位还在等确认，请选“不同意”。") if waits else _("这个岗位已经结束。"))
        ended = [post, *post.substitutes.select_for_update(of=("self",)).filter(active=True)]
        left = leaving.let_go(person, ended, gives_back=gives_back, actor=actor, now=now)
        for each in ended:
            _stop(each, on=today(now))
        _follow_with_register(person)
        data: Data = {"post": post_id, "substitutes": [each.pk for each in ended[1:]], **left}
        return events.record("person.post_ended", person, actor=actor, at=now, data=data)


def _stop(post: Post, *, on: date) -> None:
    post.active = False
    post.ends_on = max(post.starts_on, min(on, post.ends_on or on))
    post.save(update_fields=["active", "ends_on"])


def _locked(person_id: int) -> Person:
    person = Person.objects.select_for_update(of=("self",)).get(pk=person_id)
    if not person.is_active:
        raise Refused(_("%s的账号已停用。") % person.name)
    return person


def _check_seat(person: Person, organisation: Organisation, *, role: Role) -> None:
    if not organisation.active:
        raise Refused(_("“%s”已停用。") % organisation.name)
    if person.county_id not in {None, organisation.county_id}:
        raise Refused(_("不能跨县任职。"))
    if not policies.sits_there(role, OrganisationKind(organisation.kind)):
        raise Refused(_("“%(unit)s”不设“%(role)s”岗位。") % {"unit": organisation.name, "role": role.label})
    held = list(Post.objects.filter(person=person, active=True))
    _check_duties(role, held)
    if any(post.organisation_id == organisation.pk and post.role == role for post in held):
        raise Refused(_("%s已经在这个岗位上。") % person.name)


def _check_duties(role: Role, held: list[Post]) -> None:
    if not policies.kept_apart(role, {post.role for post in held}):
        raise Refused(_("系统、安全、审计管理员三员分立，也不兼业务岗位。"))


def _check_section(section_id: int, organisation: Organisation) -> None:
    if not organisation.children.filter(pk=section_id, kind=OrganisationKind.SECTION, active=True).exists():
        raise Refused(_("所选科室不属于“%s”。") % organisation.name)


def _check_substitution(post: Post, person: Person, *, starts_on: date, ends_on: date, on: date) -> None:
    if not post.active or post.standing_in_for_id is not None:
        raise Refused(_("只能替在岗的人代岗，代岗的人不能再找人代。"))
    if post.person_id == person.pk:
        raise Refused(_("不能替自己代岗。"))
    if person.county_id not in {None, post.organisation.county_id}:
        raise Refused(_("不能跨县代岗。"))
    if starts_on > ends_on or ends_on < on:
        raise Refused(_("代岗的截止日要在今天以后，且不早于起始日。"))
    held = list(Post.objects.filter(person=person, active=True))
    _check_duties(Role(post.role), held)
    if any(each.standing_in_for_id == post.pk and _overlap(each, starts_on, ends_on) for each in held):
        raise Refused(_("这几天里已经安排了代岗。"))


def _overlap(post: Post, starts_on: date, ends_on: date) -> bool:
    return post.starts_on <= ends_on and (post.ends_on is None or post.ends_on >= starts_on)


def _follow_with_register(person: Person) -> None:
    """The back office (is_staff) opens to a person exactly while a post of theirs has something to do there."""
    reads = Post.objects.filter(person=person, active=True, role__in=policies.IN_THE_BACK_OFFICE).exists()
    if person.is_staff != reads and not person.is_superuser:
        person.is_staff = reads
        person.save(update_fields=["is_staff"])
