"""Text messages: each is a row before it is sent, and the words a county has chosen for each kind."""

import uuid
from typing import ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from journal.models import MachineTime
from orgs.statuses import MESSAGE_UNDELIVERED, MESSAGE_UNDER_WAY, MessageStatus
from web.masks import mask_phone
from web.sealed_field import SealedPhoneField
from web.sealed_json import SealedJSONField


class SmsMessageQuerySet(models.QuerySet["SmsMessage"]):
    """Messages by meaning. What they say is opened by whoever sends them, not by every look at the row."""

    def due(self) -> Self:
        """To be sent now: those whose time has come, and those whose sender has not come back in time."""
        waiting = self.filter(status__in=MESSAGE_UNDER_WAY, next_at__lte=MachineTime())
        return waiting.defer("fields").order_by("next_at", "pk")

    def undelivered_in(self, county_id: int) -> Self:
        """What a person must see: failed or given up, in one county."""
        return self.filter(county=county_id, status__in=MESSAGE_UNDELIVERED).defer("fields")


class SmsMessage(models.Model):
    """One text message to one number. The words are made when it is sent, from the template and whitelisted fields.

    Links and codes in the fields let somebody in: they lie sealed, as the number does. When the message has gone or is
    given up, the number and the fields leave the row: `masked` is what remains to be shown.
    """

    county = models.ForeignKey("orgs.County", models.PROTECT, null=True, related_name="sms_messages")
    template = models.CharField(_("短信"), max_length=30)
    number = SealedPhoneField(max_length=20, blank=True, default="")
    masked = models.CharField(_("号码"), max_length=20)
    fields = SealedJSONField(default=dict)
    status = models.CharField(_("状态"), max_length=10, choices=MessageStatus.choices, default=MessageStatus.WAITING)
    attempts = models.PositiveSmallIntegerField(_("次数"), default=0)
    at = models.DateTimeField(_("时间"))
    expires_at = models.DateTimeField(null=True)
    next_at = models.DateTimeField(db_default=MachineTime())
    reason = models.CharField(_("原因"), max_length=200, blank=True, default="")
    sent_at = models.DateTimeField(_("送达时间"), null=True)
    reference = models.UUIDField(default=uuid.uuid4, editable=False, unique=True)

    objects: ClassVar[models.Manager["SmsMessage"]] = SmsMessageQuerySet.as_manager()

    class Meta:
        verbose_name = _("短信")
        verbose_name_plural = _("短信")
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(status__in=MessageStatus.values), name="sms_status_is_known"),
            models.CheckConstraint(
                condition=~Q(status=MessageStatus.DELIVERED) | Q(sent_at__isnull=False, number=""),
                name="sms_that_went_has_a_time_and_no_number",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=sorted(MESSAGE_UNDELIVERED)) | ~Q(reason=""),
                name="undelivered_sms_has_a_reason",
            ),
            models.CheckConstraint(condition=Q(number__sealed=True), name="number_of_an_sms_is_sealed"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["next_at", "id"], name="sms_due", condition=Q(status__in=sorted(MESSAGE_UNDER_WAY))),
            models.Index(
                fields=["county", "-id"], name="sms_undelivered", condition=Q(status__in=sorted(MESSAGE_UNDELIVERED))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.template} {self.masked} {self.status}"

    @classmethod
    def to(cls, number: str, **columns: object) -> Self:
        """A message to a number, unsaved."""
        return cls(number=number, masked=mask_phone(number), **columns)


class SmsTemplate(models.Model):
    """A county's own words for one kind of message, and how its gateway names them."""

    county = models.ForeignKey("orgs.County", models.PROTECT, related_name="sms_templates")
    key = models.CharField(_("短信"), max_length=30)
    words = models.CharField(_("内容"), max_length=300)
    gateway_code = models.CharField(_("网关模板编号"), max_length=40, blank=True, default="")

    class Meta:
        verbose_name = _("短信模板")
        verbose_name_plural = _("短信模板")
        constraints: ClassVar = [models.UniqueConstraint(fields=["county", "key"], name="one_wording_per_message")]

    def __str__(self) -> str:
        return self.key
