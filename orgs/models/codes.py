"""Codes sent to a phone, and how often something was tried. Short-lived rows: the sweep removes what has run out."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from web.sealed_field import SealedPhoneField


class PhoneCode(models.Model):
    """One code for one number, asked for by one browser. Only keyed hashes of the code and of the browser's secret.

    `tries` counts before the comparison, so that guesses side by side share no try.
    """

    phone = SealedPhoneField(max_length=20)
    digest = models.CharField(max_length=64)
    asked_by = models.CharField(max_length=64)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField(db_index=True)
    tries = models.PositiveSmallIntegerField(default=0)
    used_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(expires_at__gt=F("made_at")), name="code_ends_after_it_begins"),
            models.CheckConstraint(condition=Q(tries__lte=5), name="code_is_tried_five_times_at_most"),
            models.CheckConstraint(condition=Q(phone__sealed=True), name="number_of_a_code_is_sealed"),
        ]

    def __str__(self) -> str:
        return f"code {self.pk}"


class CountedAct(models.Model):
    """Something that may be done so often only (`orgs.limits`). `key` is a keyed hash of what it is counted by."""

    key = models.CharField(max_length=64)
    at = models.DateTimeField(db_index=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["key", "at"], name="counted_acts_by_key")]

    def __str__(self) -> str:
        return f"{self.key[:8]} {self.at}"
