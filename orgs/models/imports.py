"""A sheet for the register that was read and waits for a person's word, and what became of it."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from orgs.statuses import SheetKind
from web.sealed_json import JSONWithNumbersField


class RegisterSheet(models.Model):
    """Rows of one uploaded sheet. They are forgotten when the sheet was entered; only what failed is kept, to mend it.

    `people` are those whom the sheet enrolled: their first passwords are made when the list is fetched, never before.
    """

    key = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    county = models.ForeignKey("orgs.County", models.PROTECT, related_name="sheets")
    kind = models.CharField(_("类别"), max_length=20, choices=SheetKind.choices)
    file_name = models.CharField(_("文件"), max_length=200)
    rows = JSONWithNumbersField(default=list)
    failed = JSONWithNumbersField(default=list)
    people = models.JSONField(default=list)
    counts = models.JSONField(default=dict)
    read_at = models.DateTimeField()
    entered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("导入")
        verbose_name_plural = _("导入")
        ordering = ["-read_at"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.file_name}"
