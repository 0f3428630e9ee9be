"""What the database refuses of a case, whoever writes it, and the orders in which open work is found (ADR 0014)."""

from typing import Final

from django.contrib.postgres.indexes import GinIndex
from django.db import models

from tickets.models.joined import JOINED_CONSTRAINTS, JOINED_INDEXES
from tickets.statuses import ENDED, OPEN, WHISTLES_LAST, DeadlineKind, Status
from web.sealed_field import Mark

CONSTRAINTS: Final = (
    models.UniqueConstraint(fields=("filed_by_person", "client_token"), name="one_case_per_form"),
    models.UniqueConstraint(
        fields=("county", "source", "external_no"),
        condition=~models.Q(external_no=""),
        name="one_case_per_external_number",
    ),
    models.CheckConstraint(condition=models.Q(status__in=Status.values), name="case_status_is_known"),
    models.CheckConstraint(
        condition=models.Q(whistling=False) | models.Q(status__in=WHISTLES_LAST),
        name="whistle_lasts_while_the_case_is_worked_on",
    ),
    models.CheckConstraint(
        condition=models.Q(supervised=0) | models.Q(status__in=OPEN), name="only_an_open_case_is_supervised"
    ),
    models.CheckConstraint(
        condition=models.Q(instructed=0) | models.Q(status__in=OPEN), name="only_an_open_case_stands_instructed"
    ),
    models.CheckConstraint(condition=models.Q(round__gte=1), name="round_counts_from_one"),
    models.CheckConstraint(
        condition=models.Q(status__in=OPEN, closed_at__isnull=True)
        | models.Q(status__in=ENDED, closed_at__isnull=False),
        name="ended_case_has_an_end_time",
    ),
    models.CheckConstraint(
        condition=~models.Q(status=Status.CLOSED) | ~models.Q(closure=""),
        name="closed_case_says_how",
    ),
    models.CheckConstraint(
        condition=~models.Q(status=Status.NEED_INFO) | ~models.Q(resume_status=""),
        name="waiting_case_knows_where_it_was",
    ),
    models.CheckConstraint(condition=models.Q(contact_phone__sealed=True), name="number_of_a_caller_is_sealed"),
    *JOINED_CONSTRAINTS,
)
INDEXES: Final = (
    GinIndex(fields=("parties",), name="ticket_parties"),
    models.Index(
        fields=("committee", "status", "due_at", "id"),
        condition=models.Q(status__in=OPEN),
        name="ticket_due_at_desk",
    ),
    # Work is found among what is open, however much lies behind it (DESIGN §9).
    GinIndex(fields=("parties",), condition=models.Q(status__in=OPEN), name="ticket_open_parties"),
    models.Index(
        fields=("status", "due_at", "id"),
        condition=models.Q(status__in=OPEN),
        name="ticket_due_by_status",
    ),
    models.Index(
        fields=("status", "waits_for", "due_at", "id"),
        condition=models.Q(status__in=OPEN),
        name="ticket_due_by_turn",
    ),
    models.Index(
        fields=("committee", "due_at", "id"),
        condition=models.Q(waits_for=DeadlineKind.RULING),
        name="ticket_due_for_ruling",
    ),
    models.Index(
        fields=("committee", "due_at", "id"),
        condition=models.Q(waits_for=DeadlineKind.SETTLE),
        name="ticket_due_for_settling",
    ),
    models.Index(fields=("due_at", "id"), condition=models.Q(waits_for=DeadlineKind.WITHDREW), name="withdrawal_due"),
    models.Index(
        fields=("committee", "due_at", "id"),
        condition=models.Q(waits_for=DeadlineKind.REOPEN),
        name="ticket_due_for_reopening",
    ),
    models.Index(fields=("committee", "due_at", "id"), condition=models.Q(whistling=True), name="whistled_due"),
    models.Index(fields=("due_at", "id"), condition=models.Q(supervised__gt=0), name="supervised_due"),
    models.Index(fields=("due_at", "id"), condition=models.Q(urgings__gte=1, status__in=OPEN), name="urged_due"),
    models.Index(fields=("firm", "-submitted_at", "-id"), name="ticket_of_firm"),
    models.Index(fields=("county", "-submitted_at", "-id"), name="ticket_of_county"),
    models.Index(Mark("contact_phone"), condition=~models.Q(contact_phone=""), name="cases_by_phone"),
    *JOINED_INDEXES,
)
