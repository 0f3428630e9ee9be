"""Months counted beforehand, so that a page of two years costs no more than a page of a week (DESIGN §8)."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Axis(models.TextChoices):
    """By what a month is counted."""

    UNIT = "unit", _("单位")
    TOWN = "town", _("镇街")
    CATEGORY = "category", _("类别")


class Cube(models.Model):
    """What a month had of one unit, town or category; `key` 0 is what has none yet. Fields are those of `Tally`."""

    county = models.ForeignKey("orgs.County", on_delete=models.PROTECT, related_name="+", db_index=False)
    month = models.DateField()  # the first of the month in whose name it is counted, whatever day it starts on
    axis = models.CharField(max_length=8, choices=Axis)
    key = models.BigIntegerField()

    valid = models.PositiveIntegerField(default=0)
    contacted = models.PositiveIntegerField(default=0)
    solved = models.PositiveIntegerField(default=0)
    basically_solved = models.PositiveIntegerField(default=0)
    satisfied = models.PositiveIntegerField(default=0)
    basically_satisfied = models.PositiveIntegerField(default=0)
    accepted = models.PositiveIntegerField(default=0)
    handled = models.PositiveIntegerField(default=0)
    urgent = models.PositiveIntegerField(default=0)
    redo = models.PositiveIntegerField(default=0)
    withdrawn = models.PositiveIntegerField(default=0)
    persuaded = models.PositiveIntegerField(default=0)
    not_reached = models.PositiveIntegerField(default=0)
    final = models.PositiveIntegerField(default=0)
    misdispatched = models.PositiveIntegerField(default=0)
    due = models.PositiveIntegerField(default=0)
    on_time = models.PositiveIntegerField(default=0)
    on_time_first = models.PositiveIntegerField(default=0)
    put_off = models.PositiveIntegerField(default=0)
    extended = models.PositiveIntegerField(default=0)
    excluded = models.PositiveIntegerField(default=0)
    sign_due = models.PositiveIntegerField(default=0)
    signed_in_time = models.PositiveIntegerField(default=0)
    dispatched = models.PositiveIntegerField(default=0)
    returned = models.PositiveIntegerField(default=0)
    first_sent = models.PositiveIntegerField(default=0)
    first_right = models.PositiveIntegerField(default=0)
    redone = models.PositiveIntegerField(default=0)
    passed = models.PositiveIntegerField(default=0)
    asked = models.PositiveIntegerField(default=0)
    answered = models.PositiveIntegerField(default=0)
    ledgered = models.PositiveIntegerField(default=0)
    worked = models.PositiveIntegerField(default=0)
    worked_minutes = models.PositiveBigIntegerField(default=0)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("county", "month", "axis", "key"), name="one_cube_per_month_and_key"),
        )

    def __str__(self) -> str:
        return f"{self.month:%Y-%m} {self.axis} {self.key}"


class Dirt(models.Model):
    """A day whose facts have changed since its month was counted. Written beside the facts, only ever added to."""

    county = models.ForeignKey("orgs.County", on_delete=models.PROTECT, related_name="+", db_index=False)
    day = models.DateField()

    def __str__(self) -> str:
        return f"{self.county_id} {self.day}"
