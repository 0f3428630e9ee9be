"""`/roundtable/meetings/<id>/minutes/`: signed minutes as they are frozen, and correcting them by a new issue."""

from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from orgs.access import post_required
from orgs.middleware import now_of
from orgs.models import Post
from roundtable import meeting_policies as policies
from roundtable.decision_forms import CorrectionForm
from roundtable.documents.pdf import can_print
from roundtable.exceptions import Blocked, Moved
from roundtable.issuing import content_of
from roundtable.meeting_kinds import MeetingState, Outcome
from roundtable.models import Meeting, Minutes
from roundtable.policies import POOL_ROLES
from roundtable.queries import minutes as found
from roundtable.services import signing
from roundtable.services.holding import unfinished
from roundtable.views.meetings import found_one, preparers, too_late
from tickets.policies import UNIT_ROLES
from tickets.views.case import acting_post
from web.pages import done, page

ONE, DRAFT = "roundtable/minutes.html", "roundtable/draft.html"
readers = post_required(*sorted(POOL_ROLES | UNIT_ROLES))


@require_safe
@readers
def minutes(request: HttpRequest, meeting_id: int) -> HttpResponse:
    """The issue that holds; `?year=&issue=` an earlier one. For whoever reads the meeting, and units that sat there."""
    post = acting_post(request)
    return _draw(request, issue_for(request, post, meeting_id), post)


@require_safe
@preparers
def draft(request: HttpRequest, meeting_id: int) -> HttpResponse:
    """What is about to be signed, as it will read: the button signs this and nothing that is written meanwhile."""
    post, meeting = acting_post(request), found_one(request, meeting_id)
    if meeting.state != MeetingState.DRAFTED or not policies.may_prepare(meeting, post):
        raise Http404
    content = content_of(meeting)
    context = {
        "meeting": meeting,
        **_body(content),
        "refusal": unfinished(meeting),
        "signs": policies.may_convene(meeting, post),
        "now": now_of(request),
    }
    return page(request, DRAFT, context, part=DRAFT)


def _body(content: dict[str, Any]) -> dict[str, Any]:
    """What both pages say of the content."""
    return {
        "content": {**content, "items": [_in_words(item) for item in content["items"]]},
        "came": [seat for seat in content["seats"] if seat["came"]],
        "began": datetime.fromisoformat(content["began_at"]),
    }


def issue_for(request: HttpRequest, post: Post, meeting_id: int) -> Minutes:
    """The issue that the address names, for whoever may read it; else 404."""
    issues = found.issues_for(post, meeting_id)
    year, number = request.GET.get("year", ""), request.GET.get("issue", "")
    if year and number:
        wanted = [each for each in issues if (str(each.year), str(each.issue)) == (year, number)]
    else:
        wanted = issues[-1:]
    if not wanted:
        raise Http404
    return wanted[0]


def _draw(
    request: HttpRequest, one: Minutes, post: Post, *, form: CorrectionForm | None = None, status: int = 200
) -> HttpResponse:
    meeting, issues = one.meeting, found.issues_for(post, one.meeting_id)
    reads = policies.reads_meetings(meeting, post)
    last = issues[-1] == one
    corrects = last and policies.may_convene(meeting, post)
    context = {
        "minutes": one,
        "meeting": meeting,
        **_body(one.content),
        "issues": issues,
        "newer": None if last else issues[-1],
        "reads": reads,
        "prints": can_print(),
        "correction": form or (_correction(one) if corrects else None),
        "form": form,
        "now": now_of(request),
    }  # fmt: skip
    return page(request, ONE, context, part=ONE, status=status)


def _correction(one: Minutes) -> CorrectionForm:
    return CorrectionForm(initial={"version": one.meeting.version}, places=_places(one))


def _in_words(item: dict[str, Any]) -> dict[str, Any]:
    return {**item, "outcome_words": Outcome(item["outcome"]).label if item["outcome"] else ""}


def _places(one: Minutes) -> list[tuple[str, str]]:
    """What can be said right: `3.facts` → 第 3 项的情况."""
    words = {"facts": _("情况"), "positions": _("各方意见"), "reason": _("答复或理由")}
    said = _("第 %(place)d 项的%(what)s")
    return [
        (f"{item['number']}.{name}", said % {"place": item["number"], "what": what})
        for item in one.content["items"]
        for name, what in words.items()
    ]


@require_POST
@preparers
def correct(request: HttpRequest, meeting_id: int) -> HttpResponse:
    """A correction is a new issue. 403 for who may not sign, 409 when somebody was faster, 422 with what was typed."""
    post, meeting = acting_post(request), found_one(request, meeting_id)
    if not policies.may_convene(meeting, post):
        raise PermissionDenied
    issues = found.issues_for(post, meeting.pk)
    if not issues:
        raise Http404
    form = CorrectionForm(request.POST, places=_places(issues[-1]))
    if form.is_valid():
        try:
            return _corrected(request, meeting, form, post)
        except Blocked as blocked:
            form.add_error(blocked.field or None, blocked.sentence)
        except Moved:
            return too_late(request, meeting)
    return _draw(request, issues[-1], post, form=form, status=422)


def _corrected(request: HttpRequest, meeting: Meeting, form: CorrectionForm, post: Post) -> HttpResponse:
    said = form.cleaned_data
    item, _dot, name = said["what"].partition(".")
    correction = signing.Correction(item=int(item), name=name, words=said["words"])
    made = signing.correct(meeting.pk, correction, why=said["why"], actor=post, version=said["version"])
    return done(
        request, reverse("meeting_minutes", args=[meeting.pk]), _("更正已签发：%(label)s") % {"label": made.label}
    )
