"""`/instructions/` (批示): what leaders want to hear of, by when; for a unit, what it has to report on."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from orgs.access import post_required
from orgs.middleware import now_of
from orgs.models import Post
from orgs.working_days import calendar_of
from tickets import policies
from tickets.addresses import address_of
from tickets.chips import Chip, chip
from tickets.instruction_kinds import InstructionState
from tickets.masking import as_read, firm_name
from tickets.models import Instruction
from tickets.queries import instructions as found
from tickets.queries.rows import clocks_of
from tickets.views.case import acting_post
from web.pages import page

ROLES: Final = tuple(sorted(found.WATCH | policies.UNIT_ROLES | policies.DESK_ROLES))
NAMES: Final[Mapping[str, Promise]] = {"waits": gettext_lazy("待反馈"), "reported": gettext_lazy("已反馈")}


@dataclass(frozen=True, slots=True)
class Row:
    """An instruction as the table shows it; `url` leads to the report where the reader owes it, else to the case."""

    instruction: Instruction
    state: InstructionState
    firm: str
    chip: Chip | None
    owed: bool
    url: str
    case_url: str


@require_safe
@post_required(*ROLES)
def instructions(request: HttpRequest) -> HttpResponse:
    """`?tab=` waits or reported, a page at a time."""
    post, now = acting_post(request), now_of(request)
    tab = name if (name := request.GET.get("tab", "")) in found.TABS else found.TABS[0]
    shown = found.instruction_page(post, tab=tab, after=request.GET.get("after"))
    context = {
        "tabs": [(name, label) for name, label in NAMES.items()],
        "tab": tab,
        "rows": [_row(one, post, now=now) for one in shown.items],
        "next": shown.next,
        "now": now,
        "watches": post.role in found.WATCH,
    }
    return page(request, "tickets/staff/instructions.html", context)


def _row(one: Instruction, post: Post, *, now: datetime) -> Row:
    clock = next((clock for clock in clocks_of(one.ticket) if clock.instruction_id == one.pk), None)
    owed = one.waits and one.unit_id == post.organisation_id
    number = one.ticket.number
    return Row(
        instruction=one,
        state=one.state(now),
        firm=firm_name(as_read(one.ticket, post), post, leads=one.unit_id == post.organisation_id),
        chip=chip(clock, now=now, calendar=calendar_of(one.ticket.county)),
        owed=owed,
        url=address_of(number, "report_instruction") if owed else address_of(number),
        case_url=address_of(number),
    )
