"""Tells whoever may answer that somebody asks about their data, and them that it was answered. About no case."""

from typing import Final

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from journal import clock
from journal.models import Event
from notifications.telling import tell
from orgs.models import Post
from orgs.queries import today
from tickets import data_policies
from tickets.models import DataRequest

TOLD: Final[dict[str, Promise]] = {
    "person.data_asked": _("有人就个人信息提出要求，请按期答复"),
    "person.data_granted": _("您关于个人信息的要求已办理"),
    "person.data_refused": _("您关于个人信息的要求有了答复"),
}


def handle(event: Event) -> None:
    """A notice for everybody who may answer, or for the person; of a caller's request for whoever wrote it down."""
    asked = DataRequest.objects.get(pk=event.data["request"])
    live = Post.objects.live(today(clock.now())).filter(organisation__county=asked.county_id).named().order_by("pk")
    words = TOLD[event.verb]
    if event.verb == "person.data_asked":
        posts = live.filter(role__in=data_policies.ANSWERERS)
        able = [post for post in posts if data_policies.may_answer(asked, post)]
        tell(event, able, words=words, url=reverse("data_request", args=[asked.pk]))
        return
    person = asked.person_id or asked.asked_by_person_id
    page = "my_data" if asked.person_id else "data_entry"
    tell(event, live.filter(person=person), words=words, url=reverse(page))
