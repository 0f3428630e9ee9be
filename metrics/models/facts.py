"""What a case says for the figures: a row per case and round, a row per dispatch. Derived, never typed (ADR 0045).

A row holds days of the county, not instants: a figure belongs to a day, and a day to a month by the county's rule.
`metrics.facts` writes them, from the case's state alone, and only forward: a row of an older state never takes the
place of a newer one.
"""

from typing import Final

from django.db import models
from django.db.models import Q

from tickets.statuses import Grade, Outcome

BIG: Final = models.BigIntegerField  # ids of other tables, without keys: a fact never keeps a row from changing
DAYS: Final = ("accepted_on", "due_on", "first_sent_on", "passed_on", "revisited_on", "ledgered_on", "ended_on")
"""The columns of `CaseFact` by which something is counted in a month."""


class Fact(models.Model):
    """Where a case lies, and of which state of it this was read (`seq` of its journal)."""

    county = models.ForeignKey("orgs.County", on_delete=models.PROTECT, related_name="+", db_index=False)
    ticket = models.ForeignKey("tickets.Ticket", on_delete=models.PROTECT, related_name="+", db_index=False)
    seq = models.PositiveIntegerField()
    town_id = BIG()
    category_id = BIG(null=True)
    committee_id = BIG()

    class Meta:
        abstract = True


class CaseFact(Fact):
    """One round of a case. What belongs to the whole case stands on its first round, its end on the last.

    `unit_id` leads the case now, or led it last; `lead_id` is whom the firm's answer of this round counts for;
    `due_unit_id` is whose the first answer is: the unit's, or the committee's where its desk took the time.
    """

    round = models.PositiveSmallIntegerField()
    unit_id = BIG(null=True)
    lead_id = BIG(null=True)

    # Of the first round.
    accepted_on = models.DateField(null=True)
    handled = models.BooleanField(default=False)
    urgent = models.BooleanField(default=False)
    due_on = models.DateField(null=True)  # accepted then; the first answer is given, or its time has run out
    due_unit_id = BIG(null=True)
    on_time = models.BooleanField(default=False)
    on_time_first = models.BooleanField(default=False)
    put_off = models.BooleanField(default=False)
    unanswered = models.BooleanField(default=False)  # due, late and still owed: time alone may change whose it is
    first_sent_on = models.DateField(null=True)
    first_right = models.BooleanField(default=False)
    worked_minutes = models.PositiveIntegerField(null=True)  # of office time, to the first answer that passed

    # Of each round.
    passed_on = models.DateField(null=True)
    asked = models.BooleanField(default=False)  # the firm has answered, or was called
    revisited_on = models.DateField(null=True)
    contacted = models.BooleanField(null=True)
    outcome = models.CharField(max_length=10, choices=Outcome, blank=True, default="")
    grade = models.PositiveSmallIntegerField(choices=Grade, null=True)
    again = models.BooleanField(default=False)
    excluded = models.BooleanField(default=False)
    redone = models.BooleanField(default=False)
    ledgered_on = models.DateField(null=True)

    # Of the last round.
    ended_on = models.DateField(null=True)
    ending = models.CharField(max_length=12, blank=True, default="")

    class Meta:
        constraints = (models.UniqueConstraint(fields=("ticket", "round"), name="one_fact_per_round"),)
        indexes = (
            *(
                models.Index(fields=("county", day), condition=Q(**{f"{day}__isnull": False}), name=f"fact_{day}")
                for day in DAYS
            ),
            models.Index(fields=("id",), condition=Q(unanswered=True), name="fact_unanswered"),
        )

    def __str__(self) -> str:
        return f"{self.ticket_id}/{self.round}"


class DispatchFact(Fact):
    """One unit that a case was sent to as its lead: did it sign in time, did it want to give the case back."""

    leg = models.OneToOneField("tickets.Leg", on_delete=models.PROTECT, related_name="+", primary_key=True)
    unit_id = BIG()
    sent_on = models.DateField()
    sign_due = models.BooleanField(default=False)
    signed_in_time = models.BooleanField(default=False)
    returned = models.BooleanField(default=False)

    class Meta:
        indexes = (models.Index(fields=("county", "sent_on"), name="dispatch_sent_on"),)

    def __str__(self) -> str:
        return f"{self.ticket_id}/{self.unit_id}"
