"""Tells people of the duty roster what others did to their shifts. About no case: the table of audiences is silent.

Of a planned month nobody is told shift by shift: the roster itself says it, and the home page who is on duty.
"""

from typing import Final

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from journal.models import Event
from notifications.telling import tell
from orgs.calendar import COUNTY_TIME
from orgs.models import DutyShift, DutySwap, Post

TOLD: Final[dict[str, Promise]] = {
    "person.duty_offered": _("%(who)s请您换班：%(when)s，请答复"),
    "person.duty_declined": _("%(when)s的班没有换成，请另找人或照常值班"),
    "person.duty_given_up": _("%(when)s的班已换给别人"),
    "person.duty_removed": _("%(when)s的班已从值班表上删掉"),
}
_TAKEN_BACK: Final = _("%(who)s不换班了：%(when)s")


def handle(event: Event) -> None:
    """A notice for the one other person whom it concerns."""
    shift = DutyShift.objects.select_related("post__person").get(pk=event.data["shift"])
    told, words = shift.post, TOLD[event.verb]
    if event.verb == "person.duty_offered":
        told = _asked(event)
    elif event.verb == "person.duty_declined" and event.actor == shift.post.person_id:
        told, words = _asked(event), _TAKEN_BACK
    begins = shift.starts_at.astimezone(COUNTY_TIME)
    when = f"{begins.month}月{begins.day}日 {begins:%H:%M}"
    tell(event, [told], words=words % {"who": shift.post.person.name, "when": when}, url=reverse("duty"))


def _asked(event: Event) -> Post:
    return DutySwap.objects.select_related("to").get(pk=event.data["swap"]).to
