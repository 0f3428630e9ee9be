"""A call that is still being written (草稿). Nobody but its person reads it; it becomes a case or goes away."""

from typing import Any, Final

from django.db import models
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from web.sealed_json import JSONWithNumbersField
from web.text import opening

LONGEST_NAME: Final = 30


class Device(models.TextChoices):
    """What a draft was last written on, as a person would name it."""

    PHONE = "phone", _("手机")
    TABLET = "tablet", _("平板")
    COMPUTER = "computer", _("电脑")


class Draft(models.Model):
    """The answers given so far, as typed. Its token is the form's: files and the case that comes of it carry it too.

    A token belongs to its person: the same one in another person's hands is another draft (ADR 0007).
    """

    token = models.UUIDField()
    person = models.ForeignKey("orgs.Person", on_delete=models.PROTECT, related_name="drafts")
    organisation = models.ForeignKey("orgs.Organisation", on_delete=models.PROTECT, related_name="+")  # who calls
    firm = models.ForeignKey("orgs.Organisation", on_delete=models.PROTECT, related_name="+", verbose_name=_("企业"))
    answers: "models.JSONField[dict[str, str], dict[str, str]]" = JSONWithNumbersField(default=dict)
    version = models.PositiveIntegerField(default=1)
    writer = models.CharField(max_length=40, blank=True)  # the open page that saves by itself; none once it went on
    device = models.CharField(max_length=8, choices=Device, default=Device.COMPUTER)
    updated_at = models.DateTimeField()

    class Meta:
        ordering = ("-updated_at", "-id")
        constraints = (models.UniqueConstraint(fields=("person", "token"), name="one_draft_per_form"),)
        indexes = (models.Index(fields=("updated_at",), name="drafts_by_age"),)

    def __str__(self) -> str:
        return str(self.token)

    @property
    def first_words(self) -> str:
        """What the draft is called in a list."""
        return opening(self.say("title") or self.say("body"), LONGEST_NAME) or _now("还没有写内容")

    def say(self, name: str) -> str:
        """One answer as it was typed; empty when there is none."""
        found: Any = self.answers.get(name, "")
        return str(found)
