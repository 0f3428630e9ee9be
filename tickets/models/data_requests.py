"""What somebody asks about what is kept of them (个人信息请求), and the answer."""

from typing import TYPE_CHECKING, ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from orgs.statuses import ADMIN_ROLES
from tickets.data_kinds import Answer, Wish
from web.sealed_field import SealedPhoneField

if TYPE_CHECKING:
    from orgs.models import Post


class DataRequestQuerySet(models.QuerySet["DataRequest"]):
    """Requests by meaning."""

    def waiting(self) -> Self:
        """Nobody has answered them yet."""
        return self.filter(state=Answer.WAITING)

    def read_by(self, post: "Post") -> Self:
        """Those of the post's county. What callers ask is about cases, and administrators see none."""
        mine = self.filter(county=post.county_id)
        return mine.exclude(person=None) if post.role in ADMIN_ROLES else mine


class DataRequest(models.Model):
    """Of somebody with an account (`person`), or of a caller whom `asked_by` writes down: then by name and number.

    `new_*` are what the register is to say (更正); empty ones stay as they are.
    """

    county = models.ForeignKey("orgs.County", models.PROTECT, related_name="+")
    person = models.ForeignKey("orgs.Person", models.PROTECT, null=True, related_name="data_requests")
    caller_name = models.CharField(_("姓名"), max_length=30, blank=True, default="")
    caller_phone = SealedPhoneField(_("手机号"), max_length=20, blank=True, default="")
    asked_by = models.ForeignKey("orgs.Post", models.PROTECT, null=True, related_name="+")
    asked_by_person = models.ForeignKey("orgs.Person", models.PROTECT, related_name="+")
    wish = models.CharField(_("要求"), max_length=10, choices=Wish)
    words = models.TextField(_("说明"), max_length=500, blank=True)
    new_name = models.CharField(_("正确的姓名"), max_length=30, blank=True)
    new_phone = SealedPhoneField(_("正确的手机号"), max_length=20, blank=True)
    new_email = models.EmailField(_("正确的邮箱"), blank=True)
    client_token = models.UUIDField()
    at = models.DateTimeField(_("提出时间"))
    due_at = models.DateTimeField(_("答复期限"))
    state = models.CharField(_("状态"), max_length=10, choices=Answer, default=Answer.WAITING)
    ruled_at = models.DateTimeField(_("答复时间"), null=True)
    ruled_by = models.ForeignKey("orgs.Post", models.PROTECT, null=True, related_name="+")
    ruled_by_person = models.ForeignKey("orgs.Person", models.PROTECT, null=True, related_name="+")
    answer = models.TextField(_("答复"), max_length=500, blank=True)

    objects = DataRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("个人信息请求")
        verbose_name_plural = _("个人信息请求")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(caller_phone__sealed=True, new_phone__sealed=True),
                name="numbers_of_a_data_request_are_sealed",
            ),
            models.UniqueConstraint(fields=["asked_by_person", "client_token"], name="one_data_request_per_form"),
            models.UniqueConstraint(
                fields=["person", "wish"], condition=Q(state=Answer.WAITING), name="one_waiting_wish_per_person"
            ),
            models.CheckConstraint(
                condition=Q(state=Answer.WAITING, ruled_at=None, ruled_by=None, ruled_by_person=None)
                | ~Q(state=Answer.WAITING)
                & Q(ruled_at__isnull=False, ruled_by__isnull=False, ruled_by_person__isnull=False),
                name="answered_data_request_says_who_and_when",
            ),
            models.CheckConstraint(
                condition=~Q(state=Answer.REFUSED) | ~Q(answer=""), name="refused_data_request_has_a_reason"
            ),
            models.CheckConstraint(
                condition=Q(ruled_by_person=None)
                | ~Q(ruled_by_person=F("asked_by_person")) & (Q(person=None) | ~Q(ruled_by_person=F("person"))),
                name="data_request_answered_by_another",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["county", "due_at", "id"], name="data_requests_due", condition=Q(state=Answer.WAITING)
            ),
            models.Index(fields=["county", "-at", "-id"], name="data_requests_by_time"),
        ]

    def __str__(self) -> str:
        return f"{self.wish} {self.pk}"

    @property
    def who(self) -> str:
        """Whose data it is about, as the register or the caller says."""
        return self.person.name if self.person else self.caller_name

    @property
    def number(self) -> str:
        """The telephone of the same."""
        return self.person.mobile if self.person else self.caller_phone
