"""损坏的文件: kept files whose bytes the nightly reading found missing or altered. Restoring them is the operator's.

隔离的文件: those in which the scanner found malware; what becomes of them is the operator's as well.
"""

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from journal import clock
from notifications.views.undelivered import SIZE, WATCHERS, acting
from orgs.access import post_required
from orgs.middleware import PostRequest
from orgs.statuses import Role
from tickets.models import Attachment
from tickets.services import scanning
from web.pages import page
from web.paging import keyset


@post_required(*WATCHERS)
@require_safe
def damaged(request: PostRequest) -> HttpResponse:
    """`/operations/files/`: of the acting county; names and case numbers only for those who see cases.

    `?quarantined=1`: those in which the scanner found malware.
    """
    post = acting(request)
    quarantined = request.GET.get("quarantined") == "1"
    which = scanning.infected() if quarantined else Attachment.objects.filter(damaged_at__isnull=False)
    found = which.filter(person__county=post.county_id).select_related("ticket")
    shown = keyset(found, after=request.GET.get("after"), order=("id",), size=SIZE)
    context = {
        "rows": shown.items,
        "quarantined": quarantined,
        "next": shown.next,
        "sees_cases": post.role == Role.SUPERVISOR,
        "now": clock.now(),
    }
    return page(request, "notifications/damaged.html", context)
