"""Tells who can confirm a post that waits for a second person, and whoever asked what became of it. About no case."""

from typing import Final

from django.urls import reverse
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from journal import clock
from journal.models import Event
from notifications.telling import tell
from orgs.models import Post
from orgs.queries import today
from orgs.statuses import Role

TOLD: Final[dict[str, Promise]] = {
    "person.post_asked": _("有岗位等您确认：%(who)s，%(role)s"),
    "person.post_confirmed": _("岗位已由另一位确认：%(who)s，%(role)s"),
    "person.post_refused": _("岗位没有被同意：%(who)s，%(role)s"),
}


def handle(event: Event) -> None:
    """A notice for system and security administrators of the county, but for the person itself; or for the asker."""
    asked = Post.objects.named().get(pk=event.data["post"])
    able = Post.objects.live(today(clock.now())).filter(organisation__county=asked.organisation.county_id)
    able = able.filter(role__in=[Role.SYSADMIN, Role.SECADMIN]).order_by("pk")
    if event.verb == "person.post_asked":
        told = able.exclude(person__in=[asked.person_id, asked.asked_by_id])
    else:
        told = able.filter(person=asked.asked_by_id)
    with translation.override("zh-hans"):
        words = str(TOLD[event.verb]) % {"who": asked.person.name, "role": asked.get_role_display()}
    tell(event, told, words=words, url=f"{reverse('admin:orgs_post_changelist')}?consent__exact=waits")
