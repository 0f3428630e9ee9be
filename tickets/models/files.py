"""Files that people attach. The bytes lie in a store named by their hash."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Attachment(models.Model):
    """A file of a case, or of a form that is still being filled in (`ticket` is empty then)."""

    ticket = models.ForeignKey("tickets.Ticket", on_delete=models.PROTECT, null=True, related_name="attachments")
    person = models.ForeignKey("orgs.Person", on_delete=models.PROTECT, related_name="+")
    client_token = models.UUIDField()
    name = models.CharField(_("文件名"), max_length=255)
    content_type = models.CharField(max_length=80)
    size = models.PositiveIntegerField(_("大小"))
    sha256 = models.CharField(max_length=64)
    at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)  # taken out of the form before it was sent

    class Meta:
        ordering = ("id",)
        indexes = (
            models.Index(fields=("person", "client_token"), name="attachment_of_form"),
            models.Index(fields=("ticket",), name="attachment_of_case"),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def is_image(self) -> bool:
        """Whether a page may show it as a picture."""
        return self.content_type.startswith("image/")
