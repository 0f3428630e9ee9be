"""Posts (岗位): a person acts as organisation + role. A substitute holds a post of their own."""

from datetime import date
from typing import Self

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import Case, F, Func, Q, Value, When
from django.db.models.functions import Now, TruncDate
from django.utils.translation import gettext_lazy as _

from orgs.calendar import COUNTY_TIME
from orgs.statuses import ADMIN_ROLES, Consent, Role
from web.labels import Labelled


class PostQuerySet(models.QuerySet["Post"]):
    """Posts by meaning."""

    def live(self, on: date) -> Self:
        """Posts that count on a day: not ended, begun, and the person not disabled."""
        return self.filter(
            Q(ends_on__isnull=True) | Q(ends_on__gte=on),
            active=True,
            starts_on__lte=on,
            person__is_active=True,
            organisation__active=True,
        )

    def lasting(self) -> Self:
        """Posts that have not ended by the database's clock; one that begins later is among them."""
        today = TruncDate(Now(), tzinfo=COUNTY_TIME)
        return self.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=today), active=True)

    def named(self) -> Self:
        """With what a page or a policy reads of a post, in one query."""
        return self.select_related("person", "organisation", "organisation__county", "section")


class _DateRange(Func):
    """Both ends belong to the range; no end means for ever."""

    function = "DATERANGE"
    output_field = DateRangeField()


SPAN = _DateRange(F("starts_on"), F("ends_on"), Value("[]"))
"""From the first day to the last, for constraints of rows that have both."""
_DUTY = Case(
    When(role__in=sorted(ADMIN_ROLES), then=F("role")),
    default=Value("business"),
    output_field=models.CharField(max_length=20),
)


class Post(Labelled, models.Model):
    """A post. Ended posts stay: the journal and old cases point at them."""

    person = models.ForeignKey("orgs.Person", models.PROTECT, related_name="posts")
    organisation = models.ForeignKey("orgs.Organisation", models.PROTECT, related_name="posts")
    role = models.CharField(_("岗位"), max_length=20, choices=Role.choices)
    section = models.ForeignKey(
        "orgs.Organisation", models.PROTECT, null=True, blank=True, related_name="section_posts"
    )
    # In a firm: an employee (员工), who does all but withdraw calls and manage people; otherwise the owner (负责人).
    clerk = models.BooleanField(_("员工"), default=False)
    standing_in_for = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="substitutes")
    starts_on = models.DateField(_("起始日"))
    ends_on = models.DateField(_("截止日"), null=True, blank=True)
    active = models.BooleanField(_("在岗"), default=True)
    # A post that two persons give (`TWO_PERSONS`) does not count before another one than who asked has confirmed it.
    consent = models.CharField(_("确认"), max_length=8, choices=Consent.choices, blank=True, editable=False)
    asked_by = models.ForeignKey(
        "orgs.Person", models.PROTECT, null=True, editable=False, related_name="+", verbose_name=_("谁提的")
    )

    objects = PostQuerySet.as_manager()

    class Meta:
        verbose_name = _("岗位")
        verbose_name_plural = _("岗位")
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                name="post_ends_after_it_starts",
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
            ),
            models.CheckConstraint(
                name="only_firms_have_clerks", condition=Q(clerk=False) | Q(role=Role.ENTERPRISE_USER)
            ),
            models.CheckConstraint(
                name="substitute_has_a_last_day",
                condition=Q(standing_in_for__isnull=True) | Q(ends_on__isnull=False),
            ),
            models.CheckConstraint(
                name="no_post_stands_in_for_itself",
                condition=Q(standing_in_for__isnull=True) | ~Q(standing_in_for=F("id")),
            ),
            models.CheckConstraint(
                name="post_counts_once_it_is_confirmed",
                condition=Q(consent="") | Q(active=False, asked_by__isnull=False, consent__in=Consent.values),
            ),
            models.UniqueConstraint(
                name="one_live_post_per_person_organisation_role",
                fields=["person", "organisation", "role"],
                condition=Q(active=True, standing_in_for__isnull=True),
            ),
            ExclusionConstraint(
                name="substitute_stands_in_once_at_a_time",
                expressions=[
                    ("person", RangeOperators.EQUAL),
                    ("standing_in_for", RangeOperators.EQUAL),
                    (SPAN, RangeOperators.OVERLAPS),
                ],
                condition=Q(active=True, standing_in_for__isnull=False),
            ),
            ExclusionConstraint(
                name="admin_duties_are_kept_apart",
                expressions=[
                    ("person", RangeOperators.EQUAL),
                    (_DUTY, RangeOperators.NOT_EQUAL),
                ],
                condition=Q(active=True),
            ),
        ]
        indexes = [
            models.Index(
                fields=["organisation", "role"],
                name="live_posts_of_an_organisation",
                condition=Q(active=True),
            ),
            models.Index(fields=["person"], name="live_posts_of_a_person", condition=Q(active=True)),
        ]

    def __str__(self) -> str:
        return f"{self.organisation} · {self.get_role_display()}"

    @property
    def county_id(self) -> int:
        """The county of the organisation; needs `organisation` loaded (`PostQuerySet.named`)."""
        return self.organisation.county_id
