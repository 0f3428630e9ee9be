"""Files that people attach. The bytes lie in a store named by their hash."""

from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _

from tickets.scan_kinds import Scan
from tickets.statuses import ReplyFile

UNSENT: Final = models.Q(ticket=None, used_at=None)
"""Files of forms that are still being filled in: their person's alone, and gone a day after they were forgotten."""
_WITHHELD: Final = {Scan.PENDING: _("正在检查，检查完才能打开"), Scan.INFECTED: _("有病毒，已隔离，谁也打不开")}


class Attachment(models.Model):
    """A file of a case, of a form that is still being filled in (`UNSENT`), or of what a form made that is no case.

    Then `used_at` says when, and a row of the application that took it names it: that decides who reads it.
    """

    ticket = models.ForeignKey("tickets.Ticket", on_delete=models.PROTECT, null=True, related_name="attachments")
    # A file of a unit's reply says what it shows; the caller's own files belong to none.
    reply = models.ForeignKey(
        "tickets.Reply", on_delete=models.PROTECT, null=True, related_name="files", db_index=False
    )
    kind = models.CharField(max_length=8, choices=ReplyFile, blank=True, default="")
    person = models.ForeignKey("orgs.Person", on_delete=models.PROTECT, related_name="+")
    client_token = models.UUIDField()
    form = models.CharField(max_length=60, blank=True, default="")  # “add 261118-0419-5”: where it is shown again
    name = models.CharField(_("文件名"), max_length=255)
    caption = models.CharField(_("说明"), max_length=100, blank=True, default="")
    content_type = models.CharField(max_length=80)
    size = models.PositiveIntegerField(_("大小"))
    sha256 = models.CharField(max_length=64)
    thumb_sha256 = models.CharField(max_length=64, blank=True, default="")  # a picture's small copy, made once
    at = models.DateTimeField()
    # Evidence of a check-in: never the firm's to see.
    check_in = models.ForeignKey(
        "tickets.CheckIn", on_delete=models.PROTECT, null=True, related_name="attachments", db_index=False
    )
    used_at = models.DateTimeField(null=True)
    removed_at = models.DateTimeField(null=True)  # taken out of the form before it was sent
    damaged_at = models.DateTimeField(null=True)  # the bytes are no longer what their hash says
    scan = models.CharField(max_length=8, choices=Scan, default=Scan.NONE)
    scan_signature = models.CharField(_("病毒名"), max_length=200, blank=True, default="")
    scanned_at = models.DateTimeField(null=True)
    scan_next_at = models.DateTimeField(null=True)  # while it is pending: when the scanner is asked (again)
    scan_tries = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ("id",)
        constraints = (
            models.CheckConstraint(
                condition=models.Q(used_at__isnull=True) | models.Q(ticket__isnull=True, removed_at__isnull=True),
                name="file_of_a_case_or_used_elsewhere",
            ),
            models.CheckConstraint(
                condition=models.Q(reply__isnull=True, kind="")
                | models.Q(reply__isnull=False, ticket__isnull=False, kind__in=ReplyFile.values),
                name="file_of_a_reply_says_what_it_shows",
            ),
            models.CheckConstraint(
                condition=models.Q(scan=Scan.NONE, scanned_at=None, scan_next_at=None, scan_signature="")
                | models.Q(scan=Scan.PENDING, scanned_at=None, scan_next_at__isnull=False, scan_signature="")
                | models.Q(scan=Scan.CLEAN, scanned_at__isnull=False, scan_next_at=None, scan_signature="")
                | models.Q(scan=Scan.INFECTED, scanned_at__isnull=False, scan_next_at=None)
                & ~models.Q(scan_signature=""),
                name="scan_of_a_file_says_when_and_what",
            ),
        )
        indexes = (
            models.Index(fields=("person", "client_token"), name="attachment_of_form"),
            models.Index(fields=("ticket",), name="attachment_of_case"),
            models.Index(fields=("reply",), name="attachment_of_reply", condition=models.Q(reply__isnull=False)),
            models.Index(fields=("sha256",), name="attachment_of_bytes"),
            models.Index(fields=("thumb_sha256",), name="attachment_of_thumb"),
            models.Index(fields=("at",), name="attachment_unsent", condition=models.Q(ticket__isnull=True)),
            models.Index(fields=("id",), name="attachment_damaged", condition=models.Q(damaged_at__isnull=False)),
            models.Index(fields=("scan_next_at",), name="attachment_to_scan", condition=models.Q(scan=Scan.PENDING)),
            models.Index(fields=("id",), name="attachment_infected", condition=models.Q(scan=Scan.INFECTED)),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def is_image(self) -> bool:
        """Whether a page may show it as a picture."""
        return self.content_type.startswith("image/")

    @property
    def label(self) -> str:
        """What it is called where it stands for itself: the caption, or else the name."""
        return self.caption or self.name

    @property
    def withheld(self) -> str:
        """Why nobody opens it now, in words that stand in its place; empty for a file that may be opened."""
        return str(_WITHHELD.get(Scan(self.scan), ""))
