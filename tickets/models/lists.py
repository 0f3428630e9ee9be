"""Lists of cases that come from other channels, row by row, and lists of results that go back."""

from typing import Final

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from tickets.export_kinds import Exported, ExportState, TableFormat
from tickets.statuses import ImportState as State
from tickets.statuses import Source
from web.sealed_json import JSONWithNumbersField

_NOTHING: Final = list  # a fresh list per row


class ExternalFacts(models.Model):
    """What another channel says of a case it sent: its own times and words. Our clocks do not run by it."""

    ticket = models.OneToOneField("tickets.Ticket", on_delete=models.CASCADE, primary_key=True, related_name="external")
    received_at = models.DateTimeField(_("来源受理时间"), null=True)
    due_at = models.DateTimeField(_("来源要求办结时间"), null=True)
    category = models.CharField(_("来源分类"), max_length=200, blank=True)

    def __str__(self) -> str:
        return f"{self.ticket_id}"


class ImportBatch(models.Model):
    """One uploaded list: previewed, started by a person, worked off row by row in the background."""

    county = models.ForeignKey("orgs.County", on_delete=models.PROTECT)
    source = models.CharField(_("来源"), max_length=12, choices=Source)
    by = models.ForeignKey("orgs.Post", on_delete=models.PROTECT, related_name="+")
    name = models.CharField(_("文件名"), max_length=120)
    headings = models.JSONField(default=dict)  # our column → the heading found
    unknown = ArrayField(models.TextField(), default=_NOTHING)
    warnings = ArrayField(models.TextField(), default=_NOTHING)
    created_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        indexes = (
            models.Index(
                fields=("started_at",),
                condition=models.Q(started_at__isnull=False, finished_at__isnull=True),
                name="import_under_way",
            ),
            models.Index(fields=("county", "-created_at", "-id"), name="import_of_county"),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def is_running(self) -> bool:
        """Started and not worked off yet."""
        return self.started_at is not None and self.finished_at is None


class ImportRow(models.Model):
    """One row of a list. What it says is wiped when it has become a case: the case has it then."""

    batch = models.ForeignKey(ImportBatch, on_delete=models.CASCADE, related_name="rows")
    line = models.PositiveIntegerField(_("行"))
    cells = JSONWithNumbersField(default=dict)
    external_no = models.CharField(max_length=60, blank=True)
    state = models.CharField(max_length=8, choices=State, default=State.READY)
    problems = ArrayField(models.TextField(), default=_NOTHING)
    ticket = models.ForeignKey("tickets.Ticket", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = (models.UniqueConstraint(fields=("batch", "line"), name="one_row_per_line"),)
        indexes = (models.Index(fields=("batch", "state", "line"), name="import_row_by_state"),)

    def __str__(self) -> str:
        return f"{self.batch_id}:{self.line}"


class ExportJob(models.Model):
    """One list, made in the background in parts and kept for a day.

    `keys` of its rows are frozen when the list is asked for, or when its making begins: whoever goes on with it after
    a death goes on with the same. Results have a source and days, a list the words and the address of its page.
    """

    what = models.CharField(max_length=8, choices=Exported, default=Exported.RESULTS)
    county = models.ForeignKey("orgs.County", on_delete=models.PROTECT)
    by = models.ForeignKey("orgs.Post", on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=300, blank=True)
    address = models.CharField(max_length=2000, blank=True)
    keys = ArrayField(models.BigIntegerField(), null=True)
    source = models.CharField(_("来源"), max_length=12, choices=Source, blank=True)
    since = models.DateField(_("从"), null=True)
    until = models.DateField(_("到"), null=True)
    answered = models.BooleanField(_("只要有答复的"), default=True)
    format = models.CharField(_("格式"), max_length=4, choices=TableFormat, default=TableFormat.XLSX)
    state = models.CharField(max_length=8, choices=ExportState, default=ExportState.WAITING)
    created_at = models.DateTimeField()
    claimed_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    done = models.PositiveIntegerField(default=0)
    rows = models.PositiveIntegerField(default=0)
    sha256 = models.CharField(max_length=64, blank=True)
    content = models.BinaryField(null=True)

    class Meta:
        indexes = (
            models.Index(
                fields=("created_at",),
                condition=models.Q(state__in=("waiting", "running")),
                name="export_under_way",
            ),
            models.Index(fields=("by", "-created_at", "-id"), name="export_of_post"),
        )
        constraints = (
            models.CheckConstraint(
                condition=models.Q(what=Exported.RESULTS, since__isnull=False, until__isnull=False)
                & ~models.Q(source="")
                | ~models.Q(what=Exported.RESULTS) & models.Q(source="") & ~models.Q(title=""),
                name="export_of_results_or_a_list",
            ),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """What stands over it."""
        if self.what != Exported.RESULTS:
            return self.title
        return f"{Source(self.source).label} {self.since} – {self.until}"


class ExportPart(models.Model):
    """Some rows of a list under way, in the order of `place`; gone once the file is there, or will never be.

    A cell that is a telephone number stands under its meaning, so that it lies sealed.
    """

    job = models.ForeignKey(ExportJob, on_delete=models.CASCADE, related_name="parts")
    place = models.PositiveIntegerField()
    rows = JSONWithNumbersField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("job", "place"), name="one_part_per_place"),)

    def __str__(self) -> str:
        return f"{self.job_id} {self.place}"
