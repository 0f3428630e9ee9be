"""`/exclusions/` (剔除申请): ratings that a unit wants left out, who has to rule, and how it was ruled."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from orgs.access import post_required
from orgs.middleware import now_of
from orgs.models import Post
from orgs.statuses import Role
from tickets import policies
from tickets.addresses import address_of
from tickets.exclusion_kinds import ExclusionState
from tickets.masking import as_read, firm_name
from tickets.models import Exclusion
from tickets.queries import exclusions as found
from tickets.views.case import acting_post
from web.pages import page

ROLES: Final = tuple(sorted(found.WATCH | policies.UNIT_ROLES))
NAMES: Final[Mapping[str, Promise]] = {
    "waits": gettext_lazy("待审批"),
    "granted": gettext_lazy("已剔除"),
    "refused": gettext_lazy("未剔除"),
}

_WHOSE: Final = {
    ExclusionState.WITH_HEAD: Role.DEPT_HEAD,
    ExclusionState.WITH_OFFICE: Role.SUPERVISOR,
    ExclusionState.OBJECTED: Role.SUPERVISOR,
}


@dataclass(frozen=True, slots=True)
class Row:
    """A request as the table shows it; `owed`: the reader rules on it."""

    exclusion: Exclusion
    firm: str
    late: bool
    owed: bool
    url: str


@require_safe
@post_required(*ROLES)
def exclusions(request: HttpRequest) -> HttpResponse:
    """`?tab=` waits, granted or refused, a page at a time."""
    post, now = acting_post(request), now_of(request)
    tab = name if (name := request.GET.get("tab", "")) in found.TABS else found.TABS[0]
    shown = found.exclusion_page(post, tab=tab, after=request.GET.get("after"))
    rows = [
        Row(
            exclusion=one,
            firm=firm_name(as_read(one.ticket, post), post, leads=one.unit_id == post.organisation_id),
            late=one.is_late(now),
            owed=_owes(one, post),
            url=address_of(one.ticket.number),
        )
        for one in shown.items
    ]
    context = {"tabs": list(NAMES.items()), "tab": tab, "rows": rows, "next": shown.next, "now": now}
    return page(request, "tickets/staff/exclusions.html", context)


def _owes(one: Exclusion, post: Post) -> bool:
    """Whether the next step is the reader's; their part in the case, if they had one, is asked on its page."""
    if policies.is_from_elsewhere(one.ticket, post):
        return False
    return _WHOSE.get(one.state) == post.role and post.person_id not in {
        one.by_person_id,
        one.agreed_by_person_id,
        one.granted_by_person_id,
    }
