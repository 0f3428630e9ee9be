"""How people come to work for a unit: its head names them, a link lets them open their account."""

from datetime import datetime
from typing import ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from journal.models import MachineTime
from orgs.policies import GIVEN_BY_INVITATION
from orgs.statuses import MESSAGE_UNDER_WAY, MessageStatus, Role
from web.masks import mask_phone
from web.sealed_field import SealedPhoneField


class StaffInvitationQuerySet(models.QuerySet["StaffInvitation"]):
    """Invitations by meaning."""

    def open(self, now: datetime) -> Self:
        """Those that can still be taken."""
        return self.filter(used_at=None, withdrawn_at=None, expires_at__gt=now)

    def over(self, now: datetime) -> Self:
        """Those that nobody can take any more, however they ended."""
        return self.exclude(used_at=None, withdrawn_at=None, expires_at__gt=now)

    def to_mail(self) -> Self:
        """Whose mail is due, or whose sender has not come back in time."""
        waiting = self.filter(mail_status__in=MESSAGE_UNDER_WAY, mail_next_at__lte=MachineTime())
        return waiting.order_by("mail_next_at", "pk")


class StaffInvitation(models.Model):
    """One person is to hold one post. The link's token is 128 bits, stands here as a hash, and is good once.

    `sealed_link` is kept until the mail has gone; how to reach them, until nobody can take the invitation any more.
    """

    organisation = models.ForeignKey("orgs.Organisation", models.PROTECT, related_name="staff_invitations")
    role = models.CharField(_("岗位"), max_length=20, choices=Role.choices)
    name = models.CharField(_("姓名"), max_length=30)
    phone = SealedPhoneField(_("手机"), max_length=20, blank=True, default="")
    email = models.EmailField(_("电子邮箱"), blank=True, default="")
    digest = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey("orgs.Post", models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)
    used_at = models.DateTimeField(null=True)
    post = models.ForeignKey("orgs.Post", models.PROTECT, null=True, related_name="+")
    # Empty: it went by text message.
    mail_status = models.CharField(max_length=10, choices=MessageStatus.choices, blank=True, default="")
    mail_attempts = models.PositiveSmallIntegerField(default=0)
    mail_next_at = models.DateTimeField(db_default=MachineTime())
    sealed_link = models.TextField(blank=True, default="")

    objects = StaffInvitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("工作人员邀请")
        verbose_name_plural = _("工作人员邀请")
        ordering = ["-made_at", "-id"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(phone__sealed=True), name="number_of_a_staff_invitation_is_sealed"),
            models.CheckConstraint(
                condition=Q(used_at__isnull=True, post__isnull=True) | Q(used_at__isnull=False, post__isnull=False),
                name="used_staff_invitation_names_the_post",
            ),
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("made_at")), name="staff_invitation_ends_after_it_begins"
            ),
            models.CheckConstraint(
                condition=Q(role__in=sorted(GIVEN_BY_INVITATION)),
                name="no_power_over_the_county_is_given_by_invitation",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["mail_next_at", "id"],
                name="staff_invitations_to_mail",
                condition=Q(mail_status__in=sorted(MESSAGE_UNDER_WAY)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation_id} {self.pk}"

    @property
    def reached_at(self) -> str:
        """How they are reached, as a list shows it."""
        if self.phone:
            return mask_phone(self.phone)
        name, _at, host = self.email.partition("@")
        return f"{name[:1]}***@{host}" if host else ""
