"""Tells a unit's heads, and whoever invited, that somebody has taken a post there. About no case."""

from typing import Final

from django.db.models import Q
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

TOLD: Final[dict[str, Promise]] = {"organisation.staff_joined": _("%(who)s接受了邀请，已到岗：%(role)s")}


def handle(event: Event) -> None:
    """A notice for those who answer for the unit's people; not for whoever has just come, be it as its head."""
    came = Post.objects.named().get(pk=event.data["post"])
    heads = Q(organisation=came.organisation_id, role=Role.DEPT_HEAD) | Q(pk=event.data["invited_by"])
    told = Post.objects.live(today(clock.now())).filter(heads).exclude(person=came.person_id).order_by("pk")
    with translation.override("zh-hans"):
        words = str(TOLD[event.verb]) % {"who": came.person.name, "role": came.get_role_display()}
    tell(event, told, words=words, url=reverse("staff"))
