"""The duty to notify (DOMAIN §4.1): the notice in its versions, who was told which and how; consent apart."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from orgs.statuses import ToldHow


class NoticeVersion(models.Model):
    """The county's privacy notice in one version. Never changed: another wording is another version."""

    county = models.ForeignKey("orgs.County", models.PROTECT, related_name="privacy_notices")
    version = models.PositiveIntegerField(_("版本"))
    words = models.TextField(_("内容"), max_length=20_000)
    in_force_from = models.DateTimeField(_("生效时间"))

    class Meta:
        verbose_name = _("隐私说明")
        verbose_name_plural = _("隐私说明")
        ordering = ["-version"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["county", "version"], name="one_notice_per_version"),
            models.CheckConstraint(condition=Q(version__gte=1), name="notice_versions_count_from_one"),
        ]

    def __str__(self) -> str:
        return f"{self.version}"


class NoticeRecord(models.Model):
    """Somebody was told. `person` is who read it on a screen; read out, it is a caller whom `by` told."""

    county = models.ForeignKey("orgs.County", models.PROTECT, related_name="+")
    version = models.PositiveIntegerField(_("版本"))
    how = models.CharField(_("方式"), max_length=10, choices=ToldHow.choices)
    person = models.ForeignKey("orgs.Person", models.PROTECT, null=True, related_name="notices_told")
    by = models.ForeignKey("orgs.Post", models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(_("时间"))

    class Meta:
        verbose_name = _("告知记录")
        verbose_name_plural = _("告知记录")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(how=ToldHow.SCREEN, person__isnull=False) | Q(how=ToldHow.READ_OUT, by__isnull=False),
                name="notice_has_a_reader_or_a_speaker",
            ),
            models.UniqueConstraint(
                fields=["person", "county", "version"],
                condition=Q(how=ToldHow.SCREEN),
                name="told_once_of_a_version_on_a_screen",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.version} {self.how}"


class Consent(models.Model):
    """What a person agreed to beyond the duty. Asked apart from the notice; taking it back keeps the row."""

    person = models.ForeignKey("orgs.Person", models.PROTECT, related_name="consents")
    version = models.PositiveIntegerField(_("版本"))
    given_at = models.DateTimeField(_("同意时间"))
    withdrawn_at = models.DateTimeField(_("撤回时间"), null=True)

    class Meta:
        verbose_name = _("同意")
        verbose_name_plural = _("同意")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["person"], condition=Q(withdrawn_at__isnull=True), name="one_standing_consent_per_person"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.version}"
