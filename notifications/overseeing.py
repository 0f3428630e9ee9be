"""Tells who can agree that a unit of another county sees this one, and who asked what became of it. About no case."""

from typing import Final

from django.db.models import Q
from django.urls import reverse
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from journal import clock
from journal.models import Event
from notifications.telling import tell
from orgs.models import Oversight, Post
from orgs.policies import CONFIRM_POSTS
from orgs.queries import today

TOLD: Final[dict[str, Promise]] = {
    "county.oversight_asked": _("有跨县查看等您确认：%(unit)s看%(county)s"),
    "county.oversight_confirmed": _("跨县查看已同意：%(unit)s看%(county)s"),
    "county.oversight_refused": _("跨县查看没有被同意：%(unit)s看%(county)s"),
    "county.oversight_ended": _("跨县查看已提前结束：%(unit)s看%(county)s"),
}


def handle(event: Event) -> None:
    """A notice for the administrators who may confirm it; then for those of both counties, who can end it."""
    row = Oversight.objects.select_related("organisation__county", "county").get(pk=event.data["oversight"])
    keepers = Post.objects.live(today(clock.now())).filter(role__in=sorted(CONFIRM_POSTS)).order_by("pk")
    own = Q(organisation__county=row.county_id)
    if event.verb == "county.oversight_asked":
        told = keepers.filter(own).exclude(person=row.asked_by_id)
    else:
        told = keepers.filter(own | Q(organisation__county=row.organisation.county_id))
    with translation.override("zh-hans"):
        words = str(TOLD[event.verb]) % {"unit": row.organisation.named_in(row.county_id), "county": row.county.name}
    tell(event, told, words=words, url=reverse("oversight"))
