"""未送达, the text messages that belong to no case: codes, invitations, answers to claims. Shown with the notices."""

from typing import Any, Final

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from journal import clock
from notifications.forms import GiveUpForm
from orgs.access import post_required
from orgs.exceptions import Refused
from orgs.middleware import PostRequest
from orgs.models import Post, SmsMessage
from orgs.services import messages
from orgs.sms.templates import TEMPLATES
from orgs.statuses import MessageStatus, Role
from web.errors import conflict
from web.pages import done

MOST: Final = 50
WATCHERS: Final = (Role.SUPERVISOR, Role.SYSADMIN)


def rows(county_id: int, *, given_up: bool) -> list[dict[str, Any]]:
    """The newest text messages of a county that did not go, as a page shows them. A code that ran out is no news."""
    status = MessageStatus.GIVEN_UP if given_up else MessageStatus.FAILED
    found = SmsMessage.objects.undelivered_in(county_id).filter(status=status, expires_at=None)
    found |= SmsMessage.objects.undelivered_in(county_id).filter(status=status, attempts__gt=0)
    return [
        {
            "message": message,
            "label": TEMPLATES[message.template].label,
            "again": not TEMPLATES[message.template].secret,
            "form": GiveUpForm(auto_id=f"text{message.pk}_%s"),
        }
        for message in found.order_by("-id")[:MOST]
    ]


@post_required(*WATCHERS)
@require_POST
def retry(request: PostRequest, message_id: int) -> HttpResponse:
    """Send it once more."""
    actor = _ours(request, message_id)
    try:
        messages.retry(message_id, actor=actor, now=clock.now())
    except Refused as problem:
        return conflict(request, message=problem, kept={})
    return done(request, reverse("undelivered"), _("已重新排队发送，结果会显示在这里。"))


@post_required(*WATCHERS)
@require_POST
def give_up(request: PostRequest, message_id: int) -> HttpResponse:
    """Let it be, and say why; without a reason it stays where it is."""
    actor, form = _ours(request, message_id), GiveUpForm(request.POST)
    if not form.is_valid():
        return conflict(request, message=form.errors["reason"][0], onward=reverse("undelivered"))
    try:
        messages.give_up(message_id, reason=form.cleaned_data["reason"], actor=actor, now=clock.now())
    except Refused as problem:
        return conflict(request, message=problem, kept={"reason": form.cleaned_data["reason"]})
    return done(request, reverse("undelivered"), _("已放弃，原因已记录。"))


def _ours(request: PostRequest, message_id: int) -> Post:
    """Who acts; a message of another county does not exist here."""
    if request.post is None:
        raise TypeError("a page of a post was reached without one")
    get_object_or_404(SmsMessage.objects.undelivered_in(request.post.county_id), pk=message_id)
    return request.post
