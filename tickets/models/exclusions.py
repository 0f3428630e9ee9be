"""Exclusions (剔除): a rating that is not counted, once two people have agreed. Nothing of the rating is deleted."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Final

from django.db import models
from django.db.models import F, Q
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from tickets.exclusion_kinds import ExclusionReason, ExclusionState
from tickets.models.records import Record
from tickets.models.replies import Revisit
from web.labels import Labelled
from web.prepared import prepared

if TYPE_CHECKING:
    from tickets.models.objections import Objection

WAITING = Q(granted_at=None, refused_at=None)
"""Somebody still has to rule; meanwhile the rating counts."""
OBJECTED = Q(objection__isnull=False, objection__upheld=None)
"""Both have agreed, the firm objects, nobody has ruled on that yet: the rating counts."""
REVOKED = Q(objection__upheld=True)
"""The objection was right: the rating counts for good."""
STANDS = Q(granted_at__isnull=False) & (Q(objection=None) | Q(objection__upheld=False))
"""Both have agreed and no objection is open or upheld: out of the rates, in the public count beside them."""


def _whole(act: str) -> models.CheckConstraint:
    """When it was done, through which post and by whom: all three or none."""
    names = (f"{act}_at", f"{act}_by", f"{act}_by_person")
    none = Q(**{f"{name}__isnull": True for name in names})
    return models.CheckConstraint(
        condition=none | Q(**{f"{name}__isnull": False for name in names}), name=f"{act}_exclusion_says_who"
    )


CONSTRAINTS: Final = (
    models.UniqueConstraint(fields=("revisit",), condition=Q(refused_at=None), name="one_exclusion_of_a_revisit"),
    models.UniqueConstraint(fields=("by", "client_token"), name="one_exclusion_per_form"),
    models.CheckConstraint(condition=Q(reason__in=ExclusionReason.values), name="exclusion_has_a_known_reason"),
    models.CheckConstraint(condition=~Q(body=""), name="exclusion_says_on_what_ground"),
    _whole("agreed"),
    _whole("granted"),
    _whole("refused"),
    models.CheckConstraint(
        condition=Q(granted_at__isnull=True) | Q(agreed_at__isnull=False, refused_at__isnull=True),
        name="exclusion_is_granted_after_its_head_agreed",
    ),
    models.CheckConstraint(condition=Q(refused_at__isnull=True) | ~Q(ruling=""), name="refused_exclusion_is_told_why"),
    models.CheckConstraint(condition=~Q(agreed_by_person=F("by_person")), name="exclusion_agreed_to_by_another"),
    models.CheckConstraint(
        condition=~Q(granted_by_person=F("by_person")) & ~Q(granted_by_person=F("agreed_by_person")),
        name="exclusion_granted_by_a_third",
    ),
    models.CheckConstraint(
        condition=~Q(refused_by_person=F("by_person")) & ~Q(refused_by_person=F("agreed_by_person")),
        name="exclusion_refused_by_another",
    ),
)


class Exclusion(Labelled, Record):
    """The unit that led the round asks, its head agrees, the county office grants. Until then the rating counts.

    `due_at` is when the clock of its next step runs out (负责人审批剔除, 剔除审批), for its place in the lists.
    """

    revisit = models.ForeignKey("tickets.Revisit", on_delete=models.PROTECT, related_name="exclusions")
    unit = models.ForeignKey("orgs.Organisation", on_delete=models.PROTECT, related_name="+")
    by_person = models.ForeignKey("orgs.Person", on_delete=models.PROTECT, related_name="+")
    client_token = models.UUIDField()
    reason = models.CharField(_("剔除原因"), max_length=12, choices=ExclusionReason)
    body = models.TextField(_("依据"), max_length=500)
    due_at = models.DateTimeField(_("下一步期限"))
    agreed_at = models.DateTimeField(null=True)
    agreed_by = models.ForeignKey("orgs.Post", on_delete=models.PROTECT, null=True, related_name="+")
    agreed_by_person = models.ForeignKey("orgs.Person", on_delete=models.PROTECT, null=True, related_name="+")
    opinion = models.CharField(_("负责人意见"), max_length=300, blank=True)
    granted_at = models.DateTimeField(null=True)
    granted_by = models.ForeignKey("orgs.Post", on_delete=models.PROTECT, null=True, related_name="+")
    granted_by_person = models.ForeignKey("orgs.Person", on_delete=models.PROTECT, null=True, related_name="+")
    refused_at = models.DateTimeField(null=True)  # by the head, or by the office once the head had agreed
    refused_by = models.ForeignKey("orgs.Post", on_delete=models.PROTECT, null=True, related_name="+")
    refused_by_person = models.ForeignKey("orgs.Person", on_delete=models.PROTECT, null=True, related_name="+")
    ruling = models.CharField(_("审批意见"), max_length=300, blank=True)

    class Meta:
        constraints = CONSTRAINTS
        indexes = (models.Index(fields=("due_at", "id"), condition=WAITING, name="waiting_exclusion"),)

    def __str__(self) -> str:
        return f"{self.ticket_id}/{self.round} {self.reason}"

    @property
    def state(self) -> ExclusionState:
        """Where it stands."""
        if self.granted_at is not None:
            return self._after_objection()
        if self.refused_at is not None:
            return ExclusionState.REJECTED if self.agreed_at is not None else ExclusionState.REFUSED
        return ExclusionState.WITH_OFFICE if self.agreed_at is not None else ExclusionState.WITH_HEAD

    def _after_objection(self) -> ExclusionState:
        if self.challenge is None or self.challenge.upheld is False:
            return ExclusionState.GRANTED
        return ExclusionState.REVOKED if self.challenge.upheld else ExclusionState.OBJECTED

    @property
    def challenge(self) -> "Objection | None":
        """The firm's objection; read with `select_related("objection")` it costs no query."""
        return getattr(self, "objection", None)

    @property
    def waits(self) -> bool:
        """Whether somebody still has to rule: on the request, or on an objection to it."""
        return self.state in {ExclusionState.WITH_HEAD, ExclusionState.WITH_OFFICE, ExclusionState.OBJECTED}

    def is_late(self, now: datetime) -> bool:
        """Whether the time of its next step is over. Nothing follows from silence: the rating counts."""
        return self.waits and self.due_at < now


class Rated(models.Model):
    """What the policies ask of a case's ratings: each one query at the first question, then in hand."""

    class Meta:
        abstract = True

    @cached_property
    def counted_rating(self) -> Revisit | None:
        """The first valid answer of the firm: the one that the rates count, now or later rounds notwithstanding."""
        return next(iter(_counted(case=self.pk)), None)

    @cached_property
    def exclusions(self) -> Sequence[Exclusion]:
        """Every request to leave a rating out, the newest first."""
        return _asked(case=self.pk)

    @property
    def open_exclusion(self) -> Exclusion | None:
        """The request that the unit's head or the office still has to rule on."""
        asked = {ExclusionState.WITH_HEAD, ExclusionState.WITH_OFFICE}
        return next((each for each in self.exclusions if each.state in asked), None)

    @property
    def granted_exclusion(self) -> Exclusion | None:
        """What both agreed to, whether or not the firm objects: one at most."""
        return next((each for each in self.exclusions if each.granted_at is not None), None)


@prepared("case")
def _counted(*, case: int) -> models.QuerySet[Revisit]:
    return Revisit.objects.filter(ticket=case, valid=True).order_by("round")[:1]


@prepared("case")
def _asked(*, case: int) -> models.QuerySet[Exclusion]:
    return Exclusion.objects.filter(ticket=case).order_by("-pk").select_related("revisit", "unit", "objection")
