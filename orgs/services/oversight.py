"""A unit of one county is let see the cases of another: one administrator asks, another of that county confirms.

The county that is looked into is the subject; its locked row serialises what is decided about it. Whether and how the
cases follow is not decided here (`tickets.services.overseeing`).
"""

from datetime import date

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from journal import clock, events
from journal.canonical import Data
from journal.models import Event
from orgs import policies
from orgs.exceptions import Refused
from orgs.models import County, Organisation, Oversight, Post
from orgs.queries import today
from orgs.statuses import WATCHING_KINDS, Consent


def ask(organisation_id: int, *, county_id: int, starts_on: date, ends_on: date | None, actor: Post) -> Oversight:
    """Ask that a unit sees the cases of another county; nothing is seen before `confirm`.

    Raises PermissionDenied for an administrator of neither county, Refused with the reason.
    """
    with transaction.atomic():
        unit = Organisation.objects.select_related("county").get(pk=organisation_id)
        county, now = _locked(county_id), clock.now()
        if not policies.may_ask_for_oversight(unit, county_id, actor):
            raise PermissionDenied
        _check(unit, county, ends_on=ends_on, on=today(now))
        if ends_on is not None and ends_on < starts_on:
            raise Refused(_("截止日不能早于起始日。"))
        asked = Oversight(
            organisation=unit, county=county, starts_on=starts_on, ends_on=ends_on, asked_by_id=actor.person_id
        )
        try:
            with transaction.atomic():
                asked.save(force_insert=True)
        except IntegrityError as problem:
            raise Refused(_("这段日子已经提过或已经生效，不用再提。")) from problem
        events.record("county.oversight_asked", county, actor=actor, at=now, data=_said(asked))
    return asked


def confirm(oversight_id: int, *, actor: Post) -> Event:
    """Agree, as another administrator of the county that is looked into. All is asked anew. Raises Refused."""
    with transaction.atomic():
        found, now = _waiting(oversight_id), clock.now()
        county = _locked(found.county_id)
        if not policies.may_confirm_oversight(found, actor):
            raise Refused(_("要由被查看的县里、提出人以外的另一位系统管理员或安全管理员确认。"))
        _check(found.organisation, county, ends_on=found.ends_on, on=today(now))
        found.consent, found.confirmed_by_id, found.starts_on = "", actor.person_id, max(found.starts_on, today(now))
        found.save(update_fields=["consent", "confirmed_by", "starts_on"])
        return events.record("county.oversight_confirmed", county, actor=actor, at=now, data=_said(found))


def refuse(oversight_id: int, *, actor: Post) -> Event:
    """What was asked for never begins; whoever asked may take it back in the same way. Raises Refused."""
    with transaction.atomic():
        found = _waiting(oversight_id)
        county = _locked(found.county_id)
        if not policies.may_end_oversight(found, actor):
            raise PermissionDenied
        found.consent = Consent.REFUSED
        found.save(update_fields=["consent"])
        return events.record("county.oversight_refused", county, actor=actor, at=clock.now(), data=_said(found))


def end(oversight_id: int, *, actor: Post) -> Event:
    """End it now, before its last day; one person of either county does. Raises Refused where it has ended already."""
    with transaction.atomic():
        found, now = _found(oversight_id), clock.now()
        county = _locked(found.county_id)
        if not policies.may_end_oversight(found, actor):
            raise PermissionDenied
        if not found.can_end:
            raise Refused(_("还在等确认的请选“不同意”；已经结束的不用再结束。"))
        found.stopped_at = now
        found.save(update_fields=["stopped_at"])
        return events.record("county.oversight_ended", county, actor=actor, at=now, data=_said(found))


def _said(row: Oversight) -> Data:
    return {
        "oversight": row.pk,
        "organisation": row.organisation_id,
        "from": row.starts_on.isoformat(),
        "to": row.ends_on.isoformat() if row.ends_on else None,
        "asked_by": row.asked_by_id,
    }


def _found(oversight_id: int) -> Oversight:
    return Oversight.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=oversight_id)


def _waiting(oversight_id: int) -> Oversight:
    found = _found(oversight_id)
    if not found.waits:
        raise Refused(_("这一条不在等确认。"))
    return found


def _locked(county_id: int) -> County:
    return County.objects.select_for_update(of=("self",), no_key=True).get(pk=county_id)


def _check(unit: Organisation, county: County, *, ends_on: date | None, on: date) -> None:
    if unit.kind not in WATCHING_KINDS or not unit.active:
        raise Refused(_("只有在用的综合党委和它的办公室可以跨县查看。"))
    if unit.county_id == county.pk:
        raise Refused(_("本县的诉求本来就能看，不用提。"))
    if county.in_setup:
        raise Refused(_("“%s”还没有开通。") % county.name)
    if ends_on is not None and ends_on < on:
        raise Refused(_("截止日要在今天或以后。"))
