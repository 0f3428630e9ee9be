"""The duty to notify (DOMAIN §4.1): which notice is in force, who was told of it and how, and consent apart from it.

Telling is a duty and asks for nothing: nobody is stopped by a notice. Without a version of its own a county has ours,
which is pinned as version 1 the moment somebody is told of it.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from journal import clock, events
from journal.canonical import Data
from journal.models import Event
from orgs.exceptions import Refused
from orgs.models import Consent, County, NoticeRecord, NoticeVersion, Person, Post
from orgs.sms.templates import fill
from orgs.statuses import ToldHow

_SHIPPED: Final = Path(__file__).resolve().parent.parent / "data" / "privacy.txt"


@dataclass(frozen=True, slots=True)
class Section:
    """One heading of the notice with its paragraphs."""

    heading: str
    paragraphs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Notice:
    """The notice that is in force in a county."""

    version: int
    words: str

    @property
    def sections(self) -> list[Section]:
        """The words by their headings, `## ` at the beginning of a line."""
        found = []
        for block in self.words.split("## ")[1:]:
            heading, *paragraphs = [line.strip() for line in block.splitlines() if line.strip()]
            found.append(Section(heading, tuple(paragraphs)))
        return found


def in_force(county: County | None) -> Notice:
    """The newest version of a county, or ours. Writes nothing."""
    own = NoticeVersion.objects.filter(county=county).order_by("-version").first() if county else None
    return Notice(own.version, own.words) if own else Notice(1, _shipped(county))


def publish(county_id: int, *, words: str, actor: Post) -> NoticeVersion:
    """Bring another wording into force: everybody of a firm is shown it at their next sign-in. Raises Refused."""
    if not Notice(0, words).sections:
        raise Refused(_("隐私说明要有小标题：每个小标题单独一行，以“## ”开头。"))
    with transaction.atomic():
        county, now = County.objects.select_for_update(of=("self",)).get(pk=county_id), clock.now()
        version = max(pin(county).version, 1) + 1
        made = NoticeVersion.objects.create(county=county, version=version, words=words, in_force_from=now)
        events.record("county.privacy_notice_published", county, actor=actor, at=now, data={"version": version})
    return made


def record_notice(county_id: int, *, how: ToldHow, person_id: int | None, actor: Post | None) -> int:
    """Note that the notice in force was shown to a person, or read out by `actor`; the version it was."""
    with transaction.atomic():
        county, now = County.objects.get(pk=county_id), clock.now()
        told = person_id if actor is None else actor.person_id
        subject = Person.objects.select_for_update(of=("self",)).get(pk=told or 0)
        version = pin(county).version
        row = NoticeRecord(county=county, version=version, how=how, person_id=person_id, by=actor, at=now)
        if how == ToldHow.SCREEN and _is_told(subject, county, version):
            return version
        row.save(force_insert=True)
        data: Data = {"version": version, "how": str(how), "record": row.pk}
        events.record("person.told_of_privacy", subject, actor=actor, at=now, data=data)
    return version


def record_read_out(county_id: int, *, actor: Post) -> int:
    """Note that `actor` has read the notice out to a caller, by telephone or at the counter; the version it was."""
    return record_notice(county_id, how=ToldHow.READ_OUT, person_id=None, actor=actor)


def is_told(person: Person, county: County) -> bool:
    """Whether a person has seen the version in force."""
    return _is_told(person, county, in_force(county).version)


def consents(person: Person) -> bool:
    """Whether a consent of this person stands."""
    return Consent.objects.filter(person=person, withdrawn_at=None).exists()


def give_consent(person_id: int, *, version: int) -> Event | None:
    """Note that a person agreed; None when they had."""
    with transaction.atomic():
        person, now = Person.objects.select_for_update(of=("self",)).get(pk=person_id), clock.now()
        if consents(person):
            return None
        Consent.objects.create(person=person, version=version, given_at=now)
        return events.record("person.consented", person, actor=None, at=now, data={"version": version})


def withdraw_consent(person_id: int) -> Event | None:
    """Note that a person takes their consent back; None when none stood. The row stays."""
    with transaction.atomic():
        person, now = Person.objects.select_for_update(of=("self",)).get(pk=person_id), clock.now()
        if not Consent.objects.filter(person=person, withdrawn_at=None).update(withdrawn_at=now):
            return None
        return events.record("person.consent_withdrawn", person, actor=None, at=now)


def _is_told(person: Person, county: County, version: int) -> bool:
    return NoticeRecord.objects.filter(person=person, county=county, version=version, how=ToldHow.SCREEN).exists()


def pin(county: County) -> NoticeVersion:
    """The version in force as a row: what somebody was told must not change with the next release."""
    newest = NoticeVersion.objects.filter(county=county).order_by("-version").first()
    if newest is not None:
        return newest
    words = {"words": _shipped(county), "in_force_from": clock.now()}
    return NoticeVersion.objects.get_or_create(county=county, version=1, defaults=words)[0]


def telephone(county: County | None) -> str:
    """Whom people call about their data; where nobody has entered one, where to find it."""
    return settings.SERVICE_PHONE or (county.hotline if county else "") or _("见政府网站")


def _shipped(county: County | None) -> str:
    """Our own words with the county's name and telephone."""
    known = {"县名": county.name if county else settings.COUNTY_NAME, "联系电话": telephone(county)}
    lines = _SHIPPED.read_text(encoding="utf-8").splitlines()
    return "\n".join(fill(line, known) for line in lines)
