"""The demonstration's duty roster: whoever can be on duty takes turns, from yesterday to three weeks on."""

from datetime import datetime, time, timedelta
from typing import Final

from journal import clock
from orgs.duty import may_be_on_duty
from orgs.models import County
from orgs.queries import today
from orgs.services import duty

_CHANGES_AT: Final = time(8, 30)
_PLANNED: Final = timedelta(weeks=1)
_YESTERDAY, _LAST = timedelta(days=1), timedelta(weeks=3)


def plan_nights(county: County, *, now: datetime) -> None:
    """A shift of 24 hours for each day, planned a week before."""
    with clock.moved_to(now - _PLANNED):
        posts = may_be_on_duty(county.pk, on=today(now - _PLANNED)).filter(standing_in_for=None)
        duty.plan_month(
            list(posts.values_list("pk", flat=True)),
            first=today(now - _YESTERDAY),
            last=today(now + _LAST),
            begins=_CHANGES_AT,
            ends=_CHANGES_AT,
            actor=None,
        )
