"""Whistle and check-in (吹哨报到): who called which units to one matter, who came when, what both sides say after."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.db.models import OuterRef, Q
from django.db.models.functions import JSONObject
from django.utils.translation import gettext_lazy as _

from tickets.models.records import Record
from tickets.whistle_kinds import CallState, CheckInWay, Harm, Side, WhistleKind
from web.labels import Labelled

if TYPE_CHECKING:
    from tickets.models.tickets import Ticket

_LASTS = Q(ended_at__isnull=True)
_ENDS_SAYING = Q(ended_by__isnull=False) & ~Q(result="")
_LAPSES = Q(ended_by__isnull=True, result="")


class Whistle(Labelled, Record):
    """A desk, a station or a unit that has a case calls others to it. `by` blew it; no clock of the case stops."""

    by_person = models.ForeignKey("orgs.Person", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(_("哨种"), max_length=10, choices=WhistleKind)
    harm = models.CharField(_("危险或损失"), max_length=8, choices=Harm, blank=True)
    needed = models.TextField(_("要做什么"), max_length=500)
    grounds = models.TextField(_("为什么一个单位办不了"), max_length=500)
    place = models.CharField(_("集合地点"), max_length=120, blank=True)
    meets_at = models.DateTimeField(_("集合时间"), null=True)
    ended_at = models.DateTimeField(null=True)
    # Nobody where the case itself ended it: by its reply, its withdrawal or its rejection.
    ended_by = models.ForeignKey("orgs.Post", on_delete=models.PROTECT, null=True, related_name="+")
    result = models.TextField(_("结果"), max_length=500, blank=True)
    rate_until = models.DateTimeField(null=True)  # both sides rate until then

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("ticket", "kind"), condition=_LASTS, name="one_lasting_whistle_of_a_kind"),
            models.CheckConstraint(
                condition=Q(kind=WhistleKind.EMERGENCY) & ~Q(harm="") | ~Q(kind=WhistleKind.EMERGENCY) & Q(harm=""),
                name="emergency_whistle_states_the_harm",
            ),
            models.CheckConstraint(
                condition=Q(kind=WhistleKind.HARD) | ~Q(place=""), name="whistle_to_a_place_names_it"
            ),
            models.CheckConstraint(
                condition=~Q(kind=WhistleKind.JOINT) | Q(meets_at__isnull=False), name="joint_whistle_names_the_time"
            ),
            models.CheckConstraint(
                condition=_LASTS & _LAPSES & Q(rate_until__isnull=True)
                | Q(ended_at__isnull=False, rate_until__isnull=False) & (_ENDS_SAYING | _LAPSES),
                name="ended_whistle_says_how",
            ),
        )

    def __str__(self) -> str:
        return f"{self.ticket_id} {self.kind}"

    # The units it called, put there by `Ticket.whistles`.
    calls: "Sequence[CheckIn]" = ()

    @property
    def lasts(self) -> bool:
        """Whether it has not ended yet (事不完、人不撤)."""
        return self.ended_at is None

    @property
    def whistler_id(self) -> int:
        """The unit that blew it; needs `by` loaded."""
        return int(self.by.organisation_id)


class CheckIn(models.Model):
    """One unit that a whistle called: it checks in (报到), or it stands that it did not come. It cannot decline."""

    whistle = models.ForeignKey(Whistle, on_delete=models.PROTECT, related_name="called")
    ticket = models.ForeignKey("tickets.Ticket", on_delete=models.PROTECT, related_name="check_ins")
    unit = models.ForeignKey("orgs.Organisation", on_delete=models.PROTECT, related_name="+")
    called_at = models.DateTimeField()
    due_at = models.DateTimeField(_("报到期限"))  # follows its clock (`services.deadlines.settle`)
    checked_in_at = models.DateTimeField(null=True)
    by = models.ForeignKey("orgs.Post", on_delete=models.PROTECT, null=True, related_name="+")
    by_person = models.ForeignKey("orgs.Person", on_delete=models.PROTECT, null=True, related_name="+")
    way = models.CharField(_("报到方式"), max_length=8, choices=CheckInWay, blank=True)
    place = models.CharField(_("到了哪里"), max_length=120, blank=True)
    said = models.TextField(_("报到时说明"), max_length=500, blank=True)
    client_token = models.UUIDField(null=True)
    released_at = models.DateTimeField(null=True)  # called in error: the desk lets it off, with a reason
    released_by = models.ForeignKey("orgs.Post", on_delete=models.PROTECT, null=True, related_name="+")
    release_reason = models.CharField(_("免予报到的原因"), max_length=300, blank=True)
    closed_at = models.DateTimeField(null=True)  # the whistle ended before it had come

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("whistle", "unit"), name="one_call_for_each_unit"),
            models.CheckConstraint(
                condition=Q(checked_in_at__isnull=True, by__isnull=True, by_person__isnull=True, way="")
                | Q(checked_in_at__isnull=False, by__isnull=False, by_person__isnull=False, way__in=CheckInWay.values),
                name="check_in_says_who_and_how",
            ),
            models.CheckConstraint(
                condition=~Q(way=CheckInWay.ONSITE) | ~Q(place=""), name="onsite_check_in_names_the_place"
            ),
            models.CheckConstraint(
                condition=Q(released_at__isnull=True, released_by__isnull=True, release_reason="")
                | Q(released_at__isnull=False, released_by__isnull=False) & ~Q(release_reason=""),
                name="released_call_says_why",
            ),
            models.CheckConstraint(
                condition=Q(checked_in_at__isnull=True, released_at__isnull=True)
                | Q(checked_in_at__isnull=True, closed_at__isnull=True)
                | Q(released_at__isnull=True, closed_at__isnull=True),
                name="call_ends_one_way",
            ),
        )
        indexes = (
            models.Index(
                fields=("unit", "due_at", "id"),
                condition=Q(checked_in_at__isnull=True, released_at__isnull=True, closed_at__isnull=True),
                name="call_waits_in_unit",
            ),
            models.Index(
                fields=("unit", "-checked_in_at", "-id"),
                condition=Q(checked_in_at__isnull=False),
                name="check_in_of_unit",
            ),
        )

    def __str__(self) -> str:
        return f"{self.whistle_id} {self.unit_id}"

    @property
    def verdicts(self) -> "list[Verdict]":
        """What was said of it and by it, one of a side at most; `whistles_of` brings it."""
        rated: list[dict[str, Any]] = self.rated  # type: ignore[attr-defined]  # annotated by `Ticket.whistles`
        return [Verdict(**each) for each in rated]

    @property
    def waits(self) -> bool:
        """Whether the unit still has to come."""
        return self.checked_in_at is None and self.released_at is None and self.closed_at is None

    def state(self, now: datetime) -> CallState:
        """Where it stands at an instant."""
        if self.released_at is not None:
            return CallState.RELEASED
        came = self.checked_in_at or self.closed_at or now
        in_time = came <= self.due_at
        if self.checked_in_at is not None:
            return CallState.ON_TIME if in_time else CallState.LATE
        if self.closed_at is not None:
            return CallState.EXCUSED if in_time else CallState.MISSED
        return CallState.WAITS if in_time else CallState.OVERDUE


WAITING = Q(checked_in_at=None, released_at=None, closed_at=None)
"""Calls of units that have to come yet; the partial index above holds their order."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """A rating as a page reads it."""

    side: str
    grade: int
    words: str
    by_person_id: int


class WhistleRating(models.Model):
    """What one side says of the other afterwards (双考核). What nobody rated is not rated, never good."""

    check_in = models.ForeignKey(CheckIn, on_delete=models.PROTECT, related_name="ratings")
    side = models.CharField(max_length=8, choices=Side)
    by = models.ForeignKey("orgs.Post", on_delete=models.PROTECT, related_name="+")
    by_person = models.ForeignKey("orgs.Person", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    grade = models.PositiveSmallIntegerField(_("评价"))  # `Effort` of the whistler, `Cause` of a unit
    words = models.CharField(_("说明"), max_length=300, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("check_in", "side"), name="one_rating_of_each_side"),
            models.UniqueConstraint(fields=("check_in", "by_person"), name="nobody_rates_for_both_sides"),
            models.CheckConstraint(condition=Q(grade__gte=1, grade__lte=3), name="rating_has_three_grades"),
            models.CheckConstraint(condition=Q(grade__gt=1) | ~Q(words=""), name="bad_rating_says_why"),
        )

    def __str__(self) -> str:
        return f"{self.check_in_id} {self.side} {self.grade}"


def _with_verdicts(calls: "models.QuerySet[CheckIn]") -> "models.QuerySet[CheckIn]":
    """Calls with their ratings beside them: a page asks for all of a case's whistles in one statement."""
    said = JSONObject(side="side", grade="grade", words="words", by_person_id="by_person_id")
    rated = WhistleRating.objects.filter(check_in=OuterRef("pk")).order_by("-side")
    return calls.annotate(rated=ArraySubquery(rated.values(said=said)))


def whistles_of(ticket: "Ticket") -> list[Whistle]:
    """The whistles of a case, the newest first, with their calls and what was said of them; one statement."""
    calls = _with_verdicts(ticket.check_ins.select_related("whistle__by__organisation", "unit", "by"))
    found: dict[int, Whistle] = {}
    for call in calls.order_by("-whistle", "pk"):
        call.ticket = ticket
        call.whistle = found.setdefault(call.whistle_id, call.whistle)
        call.whistle.calls = [*call.whistle.calls, call]
    return list(found.values())
