"""Reports of a county, frozen; who is sent them; and how far those are that are being made."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from journal.models import AppendOnly
from metrics.reports.kinds import ReportKind


class Report(AppendOnly):
    """One version of one report (ADR 0048). Rows are added, never changed: a correction is a further version.

    `figures` is the whole report as `metrics.reports` wrote it, and all that any page or file shows of it; `digest` is
    the SHA-256 of its canonical bytes. `unit` is set on the yearly sheet of a unit. `by` is empty for the schedule.
    """

    county = models.ForeignKey("orgs.County", on_delete=models.PROTECT, related_name="reports")
    kind = models.CharField(_("种类"), max_length=10, choices=ReportKind.choices)
    first_day = models.DateField()
    last_day = models.DateField()
    unit = models.ForeignKey("orgs.Organisation", on_delete=models.PROTECT, null=True, related_name="+")
    version = models.PositiveIntegerField(_("版本"))
    at = models.DateTimeField()
    by = models.ForeignKey("orgs.Post", on_delete=models.PROTECT, null=True, related_name="+")
    reason = models.CharField(_("更正原因"), max_length=200, blank=True)
    rule_version = models.PositiveIntegerField(_("口径版本"))
    figures = models.JSONField()
    checkpoint = models.BigIntegerField()
    checkpoint_hash = models.BinaryField()
    digest = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("通报")
        verbose_name_plural = _("通报")
        constraints: ClassVar = (
            models.UniqueConstraint(
                fields=("county", "kind", "first_day", "unit", "version"),
                nulls_distinct=False,
                name="one_report_per_version",
            ),
            models.CheckConstraint(
                condition=Q(version=1, reason="") | Q(version__gte=2) & ~Q(reason=""),
                name="report_corrections_say_why",
            ),
            models.CheckConstraint(
                condition=Q(unit=None) | Q(kind=ReportKind.YEARLY), name="only_yearly_reports_are_of_a_unit"
            ),
        )
        indexes: ClassVar = (
            models.Index(fields=("county", "-last_day", "-id"), condition=Q(unit=None), name="reports_of_a_county"),
            models.Index(fields=("unit", "-last_day", "-id"), condition=~Q(unit=None), name="reports_of_a_unit"),
        )

    def __str__(self) -> str:
        return f"{self.county_id} {self.kind} {self.first_day:%Y-%m-%d} v{self.version}"

    @property
    def seal(self) -> str:
        """The chain head of the journal, in hexadecimal."""
        return bytes(self.checkpoint_hash).hex()


class ReportSubscription(models.Model):
    """Whoever acts in this post is told of each new report of the kind."""

    post = models.ForeignKey("orgs.Post", on_delete=models.CASCADE, related_name="report_subscriptions")
    kind = models.CharField(_("种类"), max_length=10, choices=ReportKind.choices)
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("通报订阅")
        verbose_name_plural = _("通报订阅")
        constraints: ClassVar = (
            models.UniqueConstraint(fields=("post", "kind"), name="one_subscription_per_post_and_kind"),
        )

    def __str__(self) -> str:
        return f"{self.post_id} {self.kind}"


class RunState(models.TextChoices):
    """How far the making of a report is."""

    WAITING = "waiting", _("等待生成")
    RUNNING = "running", _("生成中")
    DONE = "done", _("已生成")
    UNCHANGED = "unchanged", _("数字没有变化，没有出新版本")
    FAILED = "failed", _("没有成功")


class ReportRun(models.Model):
    """The making of one report, of the sheets of all units for a year. `by` is empty for the schedule.

    `done` of `total` reports are finished; `claimed_at` says when its maker last gave a sign of life.
    """

    county = models.ForeignKey("orgs.County", on_delete=models.PROTECT, related_name="report_runs")
    kind = models.CharField(_("种类"), max_length=10, choices=ReportKind.choices)
    first_day = models.DateField()
    last_day = models.DateField()
    by = models.ForeignKey("orgs.Post", on_delete=models.PROTECT, null=True, related_name="+")
    reason = models.CharField(_("更正原因"), max_length=200, blank=True)
    asked_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=RunState.choices, default=RunState.WAITING)
    claimed_at = models.DateTimeField(null=True)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("通报生成")
        verbose_name_plural = _("通报生成")
        constraints: ClassVar = (
            models.UniqueConstraint(
                fields=("county", "kind", "first_day"),
                condition=Q(state__in=(RunState.WAITING, RunState.RUNNING)),
                name="one_report_run_at_a_time",
            ),
        )

    def __str__(self) -> str:
        return f"{self.county_id} {self.kind} {self.first_day:%Y-%m-%d} {self.state}"
