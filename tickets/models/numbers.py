"""What numbers and tracking codes are given out and guarded by."""

from django.db import models


class NumberCounter(models.Model):
    """The last number given out on a day."""

    day = models.DateField(primary_key=True)
    last = models.PositiveIntegerField()

    def __str__(self) -> str:
        return f"{self.day}: {self.last}"


class TrackingAttempt(models.Model):
    """A failed look-up by number and code; rows of the last minutes are the rate limit."""

    key = models.CharField(max_length=64)  # a keyed hash: neither address nor number is kept
    at = models.DateTimeField()

    class Meta:
        indexes = (models.Index(fields=("key", "at"), name="tracking_attempts_by_key"),)

    def __str__(self) -> str:
        return f"{self.key[:8]} {self.at:%H:%M}"
