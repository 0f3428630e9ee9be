"""Files of meetings (附件): with a unit's material, or as evidence of a decision. They stay as long as minutes do."""

from typing import TYPE_CHECKING, Any, ClassVar

from django.db import models
from django.db.models import Q

if TYPE_CHECKING:
    from tickets.models import Attachment


class WithFiles(models.Model):
    """What files may come with."""

    class Meta:
        abstract = True

    @property
    def files(self) -> "list[Attachment]":
        """The first kept first. Needs `with_files()` fetched, else it asks."""
        return [enclosure.file for enclosure in self.enclosures.all()]  # type: ignore[attr-defined]  # each heir has them


def with_files(path: str = "") -> "models.Prefetch[Any]":
    """Fetch the files of rows of `WithFiles`, which stand at the end of `path`, in one query."""
    return models.Prefetch(f"{path}enclosures", queryset=Enclosure.objects.select_related("file"))


class Enclosure(models.Model):
    """One kept file and what it came with: a material, a note on a decision, or a request to strike it off (ADR 0046).

    Whoever reads the words reads the file. Nothing is ever changed in it.
    """

    file = models.OneToOneField("tickets.Attachment", models.PROTECT, related_name="enclosure")
    material = models.ForeignKey(
        "roundtable.Material", models.PROTECT, null=True, related_name="enclosures", db_index=False
    )
    note = models.ForeignKey(
        "roundtable.DecisionNote", models.PROTECT, null=True, related_name="enclosures", db_index=False
    )
    strike = models.ForeignKey(
        "roundtable.DecisionStrike", models.PROTECT, null=True, related_name="enclosures", db_index=False
    )

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(material__isnull=False, note__isnull=True, strike__isnull=True)
                | Q(material__isnull=True, note__isnull=False, strike__isnull=True)
                | Q(material__isnull=True, note__isnull=True, strike__isnull=False),
                name="enclosure_came_with_one_thing",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=("material",), name="enclosure_of_material", condition=Q(material__isnull=False)),
            models.Index(fields=("note",), name="enclosure_of_note", condition=Q(note__isnull=False)),
            models.Index(fields=("strike",), name="enclosure_of_strike", condition=Q(strike__isnull=False)),
        ]
        ordering = ("file",)

    def __str__(self) -> str:
        return str(self.file_id)
