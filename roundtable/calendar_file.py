"""A meeting as calendars keep it (iCalendar, RFC 5545; updates and cancellation RFC 5546). No queries, no settings."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext as _

from orgs.calendar import COUNTY_TIME
from roundtable.models import Meeting

if TYPE_CHECKING:
    import icalendar

CONTENT_TYPE: Final = "text/calendar; charset=utf-8"
NAME: Final = "qihu-meeting.ics"
_PRODUCT: Final = "-//Qihu//Round table//ZH"
# China has kept one time without summer since 1992; no meeting lies outside.
_TIME_SINCE, _TIME_UNTIL = date(1992, 1, 1), date(2100, 1, 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy:
    """One reader's copy: `topics` are those that concern them and no others, `url` where the notice stands.

    `to` is the address that it is mailed to; without one the reader has fetched it and is asked for nothing. `invited`
    is false for whoever has lost their seat.
    """

    topics: Sequence[str]
    url: str
    at: datetime
    sender: str
    to: str = ""
    invited: bool = True


def file_of(meeting: Meeting, copy: Copy) -> bytes:
    """The file; needs the meeting's committee and chair. A later `sequence` replaces what a calendar has by the UID."""
    import icalendar  # noqa: PLC0415 -- 11 MB that page processes do without until somebody asks for such a file

    calendar = icalendar.Calendar()
    calendar.add("version", "2.0")
    calendar.add("prodid", _PRODUCT)
    calendar.add("method", method_of(meeting, copy))
    calendar.add_component(_county_time())
    calendar.add_component(_event(meeting, copy))
    return bytes(calendar.to_ical())


def method_of(meeting: Meeting, copy: Copy) -> str:
    """What a calendar does with it. A request has somebody whom it asks (RFC 5546 §3.2.2), a fetched file has not."""
    if _is_off(meeting, copy):
        return "CANCEL"
    return "REQUEST" if copy.to else "PUBLISH"


def uid_of(meeting: Meeting) -> str:
    """The same for as long as the meeting is there, another one in every installation; it tells nothing."""
    return str(uuid.uuid5(meeting.client_token, "meeting"))


def _event(meeting: Meeting, copy: Copy) -> "icalendar.Event":
    import icalendar  # noqa: PLC0415 -- as above

    event = icalendar.Event()
    event.add("uid", uid_of(meeting))
    event.add("sequence", meeting.sequence)
    event.add("dtstamp", copy.at)
    event.add("dtstart", meeting.starts_at.astimezone(COUNTY_TIME))
    event.add("dtend", meeting.ends_at.astimezone(COUNTY_TIME))
    event.add("summary", _one_line(meeting.title))
    event.add("location", _one_line(meeting.place))
    event.add("description", "\n".join(_one_line(line) for line in _words(meeting, copy)))
    event.add("url", copy.url)
    event.add("status", _status(meeting, copy))
    event.add("organizer", _address(copy.sender, meeting.committee.display_name))
    if copy.to:
        guest = _address(copy.to, copy.to)
        # The answer is given on our page: nobody reads what a calendar would send back.
        guest.params["RSVP"] = icalendar.vText("FALSE")
        event.add("attendee", guest)
    return event


def _is_off(meeting: Meeting, copy: Copy) -> bool:
    return meeting.cancelled_at is not None or not copy.invited


def _words(meeting: Meeting, copy: Copy) -> list[str]:
    if _is_off(meeting, copy):
        return [_("会议已取消") if copy.invited else _("会议不用参加了"), copy.url]
    lines = [_("主持：%(name)s") % {"name": meeting.chair.person.name}]
    if meeting.materials_until:
        lines.append(_("材料报送截止：%(day)s") % {"day": meeting.materials_until.isoformat()})
    lines += [_("议题：%(title)s") % {"title": title} for title in copy.topics]
    return [*lines, copy.url]


def _status(meeting: Meeting, copy: Copy) -> str:
    if _is_off(meeting, copy):
        return "CANCELLED"
    return "CONFIRMED" if meeting.notified_at is not None else "TENTATIVE"


def _address(mail: str, name: str) -> "icalendar.vCalAddress":
    import icalendar  # noqa: PLC0415 -- as above

    address = icalendar.vCalAddress(f"mailto:{mail}")
    address.params["CN"] = icalendar.vText(_one_line(name))
    return address


def _one_line(text: str) -> str:
    """No line ends and no control characters: nothing that is typed makes a property of its own."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


@cache
def _county_time() -> "icalendar.Timezone":
    import icalendar  # noqa: PLC0415 -- as above

    return icalendar.Timezone.from_tzid(COUNTY_TIME.key, first_date=_TIME_SINCE, last_date=_TIME_UNTIL)
