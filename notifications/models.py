"""What a person is told (Notice) and each further way it goes to them (Delivery). Written by relay and sender."""

import uuid
from typing import ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from journal.models import MachineTime
from notifications.statuses import UNDELIVERED, UNDER_WAY, Channel, DeliveryStatus


class NoticeQuerySet(models.QuerySet["Notice"]):
    """Notices by meaning."""

    def to(self, person_id: int) -> Self:
        """One person's inbox."""
        return self.filter(person=person_id)

    def unread(self) -> Self:
        """Not opened yet."""
        return self.filter(read_at__isnull=True)


class Notice(models.Model):
    """One person is told of one event, once. `text` is built from the table of audiences: never a firm's own words.

    `post` is the post through which the person is told; a page that opens the notice acts in it.
    """

    person = models.ForeignKey("orgs.Person", models.PROTECT, related_name="notices", db_index=False)
    post = models.ForeignKey("orgs.Post", models.PROTECT, related_name="+", db_index=False)
    event = models.ForeignKey("journal.Event", models.PROTECT, related_name="+", db_index=False)
    verb = models.CharField(max_length=60)
    subject_type = models.CharField(max_length=40)
    subject_id = models.BigIntegerField()
    number = models.CharField(_("受理编号"), max_length=20, blank=True, default="")
    text = models.CharField(_("内容"), max_length=200)
    url = models.CharField(max_length=200)
    at = models.DateTimeField(_("时间"))
    read_at = models.DateTimeField(_("阅读时间"), null=True)

    objects: ClassVar[models.Manager["Notice"]] = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = _("提醒")
        verbose_name_plural = _("提醒")
        constraints: ClassVar = [models.UniqueConstraint(fields=["event", "person"], name="told_once_of_an_event")]
        indexes: ClassVar = [
            models.Index(fields=["person", "-at", "-id"], name="notices_of_a_person"),
            models.Index(
                fields=["person", "-at", "-id"], name="unread_notices_of_a_person", condition=Q(read_at__isnull=True)
            ),
        ]

    def __str__(self) -> str:
        return self.text


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    """Deliveries by meaning."""

    def due(self) -> Self:
        """To be sent now: those whose time has come, and those whose sender has not come back in time."""
        return self.filter(status__in=UNDER_WAY, next_at__lte=MachineTime()).order_by("next_at", "pk")

    def undelivered_in(self, county_id: int) -> Self:
        """What somebody must see: failed or given up, in one county."""
        return self.filter(status__in=UNDELIVERED, notice__post__organisation__county=county_id)


class Delivery(models.Model):
    """A notice on its way by one channel. The address is looked up when it is sent and stands nowhere in this row.

    `next_at` is machine time: when a waiting row is tried, and when a row that is being sent counts as abandoned.
    `reference` is the same at every try, so that the far end can tell a repetition.
    """

    notice = models.ForeignKey(Notice, models.CASCADE, related_name="deliveries", db_index=False)
    channel = models.CharField(_("方式"), max_length=10, choices=Channel.choices)
    status = models.CharField(_("状态"), max_length=10, choices=DeliveryStatus.choices, default=DeliveryStatus.WAITING)
    attempts = models.PositiveSmallIntegerField(_("次数"), default=0)
    next_at = models.DateTimeField(db_default=MachineTime())
    reason = models.CharField(_("原因"), max_length=200, blank=True, default="")
    sent_at = models.DateTimeField(_("送达时间"), null=True)
    reference = models.UUIDField(default=uuid.uuid4, editable=False, unique=True)

    objects: ClassVar[models.Manager["Delivery"]] = DeliveryQuerySet.as_manager()

    class Meta:
        verbose_name = _("发送")
        verbose_name_plural = _("发送")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["notice", "channel"], name="a_notice_goes_each_way_once"),
            models.CheckConstraint(condition=Q(status__in=DeliveryStatus.values), name="delivery_status_is_known"),
            models.CheckConstraint(
                condition=~Q(status=DeliveryStatus.DELIVERED) | Q(sent_at__isnull=False),
                name="delivered_has_a_time",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=sorted(UNDELIVERED)) | ~Q(reason=""), name="undelivered_has_a_reason"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["next_at", "id"], name="deliveries_due", condition=Q(status__in=sorted(UNDER_WAY))),
            models.Index(fields=["-id"], name="deliveries_undelivered", condition=Q(status__in=sorted(UNDELIVERED))),
        ]

    def __str__(self) -> str:
        return f"{self.notice_id} {self.channel} {self.status}"
