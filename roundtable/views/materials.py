"""Materials of a meeting: a unit hands them in at its invitation, whoever holds the meeting reads all of them."""

from functools import partial
from typing import Final

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from orgs.middleware import now_of
from roundtable import meeting_policies as policies
from roundtable.exceptions import Blocked, Moved
from roundtable.meeting_forms import MaterialForm
from roundtable.queries import meetings as found
from roundtable.services import materials
from roundtable.views import enclosing
from roundtable.views.invitations import draw, found_seat, guests, material_form, too_late
from roundtable.views.meetings import found_one, readers
from tickets.exceptions import Busy
from tickets.views.case import acting_post
from web.pages import done, page

LIST: Final = "roundtable/materials.html"


@require_safe
@readers
def meeting_materials(request: HttpRequest, meeting_id: int) -> HttpResponse:
    """`/roundtable/meetings/<id>/materials/`: what all units have handed in."""
    meeting = found_one(request, meeting_id)
    context = {"meeting": meeting, "materials": found.materials_in(meeting), "now": now_of(request)}
    return page(request, LIST, context, part=LIST)


@require_POST
@guests
def material_new(request: HttpRequest, seat_id: int) -> HttpResponse:
    """`/roundtable/invitations/<seat>/materials/`: one more paper.

    422 with what was typed, 403 for a firm, 409 when the meeting was called off or has begun.
    """
    post, now = acting_post(request), now_of(request)
    seat = found_seat(post, seat_id)
    if not policies.may_hand_in(seat, post):
        raise PermissionDenied
    form = enclosing.sent(request, partial(MaterialForm, name=material_form(seat)))
    if enclosing.is_whole(form):
        try:
            materials.hand_in(seat.pk, materials.Paper(**form.cleaned_data), actor=post)
        except Blocked as blocked:
            form.add_error(blocked.field or None, blocked.sentence)
        except Busy:
            form.add_error(None, _("这场会议正有人在办，请稍等几秒再点一次。"))
        except Moved:
            return too_late(request, seat, _("会议已取消或者已经开始，不能再报材料。您写的内容保留在下方。"))
        else:
            return done(request, reverse("meeting_invitation", args=[seat.pk]), _("材料已报送"))
    return draw(request, seat, now=now, paper=form)
