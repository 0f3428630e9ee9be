"""How people come to speak for a firm: by a claim that somebody reviews, or by an invitation."""

from datetime import datetime
from typing import ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from orgs.models.organisations import CREDIT_CODE
from orgs.statuses import ClaimKind, ClaimStatus
from web.sealed_field import SealedPhoneField


class ClaimQuerySet(models.QuerySet["Claim"]):
    """Claims by meaning."""

    def waiting(self) -> Self:
        """Nobody has ruled on them yet."""
        return self.filter(status=ClaimStatus.WAITING)

    def named(self) -> Self:
        """With what a page shows of a claim, in one query."""
        return self.select_related("person", "place", "firm", "ruled_by__organisation")


class Claim(models.Model):
    """A person says that they speak for a firm. `firm` is empty while the register has none with this code.

    A shop (`ClaimKind.SHOP`) has its firm from the start: it may call at once, marked as not verified.
    Proof lies in the store of files under `client_token`.
    """

    county = models.ForeignKey("orgs.County", models.PROTECT, related_name="claims")
    person = models.ForeignKey("orgs.Person", models.PROTECT, related_name="claims")
    kind = models.CharField(_("类别"), max_length=10, choices=ClaimKind.choices)
    credit_code = models.CharField(_("统一社会信用代码"), max_length=18, blank=True, default="")
    name = models.CharField(_("名称"), max_length=100)
    shop_link = models.CharField(_("店铺链接"), max_length=300, blank=True, default="")
    place = models.ForeignKey("orgs.Place", models.PROTECT, related_name="+", verbose_name=_("所在镇街"))
    firm = models.ForeignKey("orgs.Organisation", models.PROTECT, null=True, related_name="claims")
    client_token = models.UUIDField(unique=True)
    status = models.CharField(_("状态"), max_length=10, choices=ClaimStatus.choices, default=ClaimStatus.WAITING)
    made_at = models.DateTimeField(_("申请时间"))
    ruled_at = models.DateTimeField(_("处理时间"), null=True)
    ruled_by = models.ForeignKey("orgs.Post", models.PROTECT, null=True, related_name="+")
    ruled_by_person = models.ForeignKey("orgs.Person", models.PROTECT, null=True, related_name="+")
    reason = models.CharField(_("原因"), max_length=300, blank=True, default="")

    objects = ClaimQuerySet.as_manager()

    class Meta:
        verbose_name = _("加入申请")
        verbose_name_plural = _("加入申请")
        ordering = ["made_at", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(kind=ClaimKind.FIRM, credit_code__regex=CREDIT_CODE)
                | Q(kind=ClaimKind.SHOP, credit_code="", firm__isnull=False),
                name="claim_has_a_code_or_is_a_shop",
            ),
            models.CheckConstraint(
                condition=Q(ruled_by_person__isnull=True) | ~Q(ruled_by_person=F("person")),
                name="claim_ruled_by_another",
            ),
            models.CheckConstraint(
                condition=~Q(status=ClaimStatus.REFUSED) | ~Q(reason=""), name="refused_claim_has_a_reason"
            ),
            models.UniqueConstraint(
                fields=["person", "credit_code"],
                condition=Q(status=ClaimStatus.WAITING, kind=ClaimKind.FIRM),
                name="one_waiting_claim_per_person_and_code",
            ),
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(status=ClaimStatus.WAITING, kind=ClaimKind.SHOP),
                name="one_waiting_shop_per_person",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["county", "made_at", "id"],
                name="claims_waiting",
                condition=Q(status=ClaimStatus.WAITING),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class InvitationQuerySet(models.QuerySet["Invitation"]):
    """Invitations by meaning."""

    def open(self, now: datetime) -> Self:
        """Those that can still be taken."""
        return self.filter(used_at=None, withdrawn_at=None, expires_at__gt=now)


class Invitation(models.Model):
    """A phone number may join a firm. The link's token is 128 bits and stands here as a hash; it is good once."""

    organisation = models.ForeignKey("orgs.Organisation", models.PROTECT, related_name="invitations")
    phone = SealedPhoneField(_("手机"), max_length=20)
    clerk = models.BooleanField(_("员工"), default=False)
    digest = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey("orgs.Post", models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)
    used_at = models.DateTimeField(null=True)
    used_by = models.ForeignKey("orgs.Person", models.PROTECT, null=True, related_name="+")

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("邀请")
        verbose_name_plural = _("邀请")
        ordering = ["-made_at", "-id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(used_at__isnull=True, used_by__isnull=True)
                | Q(used_at__isnull=False, used_by__isnull=False),
                name="used_invitation_names_who_used_it",
            ),
            models.CheckConstraint(condition=Q(phone__sealed=True), name="number_of_an_invitation_is_sealed"),
        ]

    def __str__(self) -> str:
        return f"{self.organisation_id} {self.pk}"
