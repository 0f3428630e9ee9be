"""Setting the rule by which figures are reckoned from a period on. The county is the subject, and is locked."""

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from journal import clock, events
from journal.canonical import JSON
from journal.models import Event
from metrics.models import FigureRule
from metrics.periods import Month
from metrics.rules import FIRST_VERSION, Rule, may_set
from orgs.exceptions import Refused
from orgs.models import County, Post


def set_rule(county_id: int, *, since: Month, rule: Rule, seen: int, actor: Post) -> Event:
    """Add the county's next rule, from a month on; `seen` is the newest version that the actor had before them.

    Raises PermissionDenied, and Refused for a month that has ended, a newer version, or values that cannot be true.
    """
    if not may_set(actor, county_id):
        raise PermissionDenied
    with transaction.atomic():
        county, now = County.objects.select_for_update(of=("self",)).get(pk=county_id), clock.now()
        month = Month(since.year, since.month, county.month_starts_on)
        if month.end <= now:
            raise Refused(_("已结束的期间不改口径，更正走更正程序。"))
        newest = FigureRule.objects.filter(county=county).aggregate(version=Max("version"))["version"] or FIRST_VERSION
        if newest != seen:
            raise Refused(_("刚有人定了新的口径，请看过再定。"))
        values = _values(rule)
        try:
            with transaction.atomic():
                FigureRule.objects.create(
                    county=county, version=newest + 1, since=month.start.date(), set_by=actor, at=now, **values
                )
        except IntegrityError as problem:
            raise Refused(_("口径不合规则：三项权重相加应为 1，优、良、中的下限要从高到低。")) from problem
        spelt: dict[str, JSON] = {
            name: value if isinstance(value, bool) else str(value) for name, value in values.items()
        }
        data = {"version": newest + 1, "since": month.start.date().isoformat(), **spelt}
        return events.record("county.figure_rule_set", county, actor=actor, at=now, data=data)


def _values(rule: Rule) -> dict[str, object]:
    """The columns of a rule."""
    return {
        "response_weight": rule.weights.response,
        "solved_weight": rule.weights.solved,
        "satisfied_weight": rule.weights.satisfied,
        "basic_factor": rule.weights.basic,
        "target_response": rule.targets.response,
        "target_solved": rule.targets.solved,
        "target_satisfied": rule.targets.satisfied,
        "excellent_from": rule.thresholds.excellent,
        "good_from": rule.thresholds.good,
        "fair_from": rule.thresholds.fair,
        "ranked": rule.ranked,
    }
