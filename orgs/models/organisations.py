"""Organisations of every kind, what is special about firms, and who belongs to what."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now, TruncDate
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from journal.models import Chained
from orgs.calendar import COUNTY_TIME
from orgs.credit_codes import is_sole_traders
from orgs.models.naming import Named
from orgs.statuses import (
    PARENT_KINDS,
    PARTY_TIERS,
    AllianceType,
    AuthorityKind,
    OrganisationKind,
    Role,
)
from web.sealed_field import Mark, SealedPhoneField

CREDIT_CODE = r"^[0-9A-HJ-NPQRTUWXY]{18}$"
PHONE = r"^(1[3-9][0-9]{9}|0[0-9]{2,3}-?[0-9]{7,8}|400-?[0-9]{3}-?[0-9]{4})$"

_KINDS_WITHOUT_A_PARENT = [kind for kind in OrganisationKind if kind not in PARENT_KINDS]
_AUTHORISED = [
    OrganisationKind.DEPARTMENT,
    OrganisationKind.MASS_ORGANISATION,
    OrganisationKind.ASSOCIATION,
    OrganisationKind.SOE,
]


def _stands_where_its_kind_may() -> Q:
    """PARENT_KINDS as a condition on one row; `parent_kind` is proven by a composite key."""
    rule = Q(kind__in=_KINDS_WITHOUT_A_PARENT, parent__isnull=True, parent_kind="")
    for kind, parents in PARENT_KINDS.items():
        rule |= Q(kind=kind, parent__isnull=False, parent_kind__in=sorted(parents))
    return rule


def _has_the_tier_of_its_kind() -> Q:
    rule = ~Q(kind__in=list(PARTY_TIERS)) & Q(tier__isnull=True)
    for kind, tier in PARTY_TIERS.items():
        rule |= Q(kind=kind, tier=tier)
    return rule


class Organisation(Named, Chained):
    """A body of any kind. Created and changed through `orgs.services.organisations` only.

    `parent_kind` repeats the parent's kind so that one row shows whether the tree is right:
    a foreign key on (parent, parent_kind, county), written in migration 0002, keeps the
    copy true and both ends in one county. So a branch always hangs under an industry
    committee and that under the general one: tier of the parent is tier − 1.
    """

    JOURNAL_NAME = "organisation"

    county = models.ForeignKey("orgs.County", models.PROTECT, related_name="organisations")
    kind = models.CharField(_("类别"), max_length=20, choices=OrganisationKind.choices)
    short_name = models.CharField(_("简称"), max_length=40, blank=True, default="")
    # Names under which the dispatch catalogue and people know the unit, beside its own.
    also_called = ArrayField(models.CharField(max_length=100), verbose_name=_("别称"), default=list, blank=True)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    parent_kind = models.CharField(max_length=20, default="", blank=True, editable=False)
    tier = models.PositiveSmallIntegerField(_("党组织层级"), null=True, blank=True, editable=False)
    place = models.ForeignKey("orgs.Place", models.PROTECT, null=True, blank=True, related_name="organisations")
    authority_kind = models.CharField(
        _("权力性质"), max_length=12, choices=AuthorityKind.choices, blank=True, default=""
    )
    leader_signs = models.BooleanField(_("答复须分管领导审签"), default=False)
    active = models.BooleanField(_("在用"), default=True)

    class Meta:
        verbose_name = _("组织")
        verbose_name_plural = _("组织")
        ordering = ["pinyin", "id"]
        constraints = [
            models.CheckConstraint(
                name="organisation_hangs_under_the_right_kind",
                condition=_stands_where_its_kind_may(),
            ),
            models.CheckConstraint(
                name="tier_follows_the_kind_of_party_organisation",
                condition=_has_the_tier_of_its_kind(),
            ),
            models.CheckConstraint(
                name="unit_that_may_get_legs_names_its_authority",
                condition=Q(kind__in=_AUTHORISED) & ~Q(authority_kind="")
                | ~Q(kind__in=_AUTHORISED) & Q(authority_kind=""),
            ),
            models.CheckConstraint(
                name="station_and_point_stand_in_a_place",
                condition=~Q(kind__in=[OrganisationKind.STATION, OrganisationKind.POINT]) | Q(place__isnull=False),
            ),
            models.UniqueConstraint(name="organisation_key_for_its_children", fields=["id", "kind", "county"]),
            models.UniqueConstraint(
                name="one_live_general_committee_per_county",
                fields=["county"],
                condition=Q(kind=OrganisationKind.GENERAL_COMMITTEE, active=True),
            ),
            models.UniqueConstraint(
                name="live_unit_has_its_name_alone",
                fields=["county", "name"],
                condition=Q(active=True) & ~Q(kind__in=[OrganisationKind.FIRM, OrganisationKind.SECTION]),
            ),
            models.UniqueConstraint(
                name="live_section_has_its_name_alone_in_its_unit",
                fields=["parent", "name"],
                condition=Q(active=True, kind=OrganisationKind.SECTION),
            ),
            models.UniqueConstraint(
                name="one_live_town_government_per_town",
                fields=["place"],
                condition=Q(active=True, kind=OrganisationKind.DEPARTMENT, place__isnull=False),
            ),
        ]
        indexes = [
            models.Index(
                fields=["county", "kind", "pinyin"],
                name="live_organisations_by_name",
                condition=Q(active=True),
            ),
        ]

    @property
    def display_name(self) -> str:
        """The short name where there is one."""
        return self.short_name or self.name

    def named_in(self, county_id: int) -> str:
        """The same as it is read in a county: with its own before it where that is another one (`county` loaded)."""
        return self.display_name if self.county_id == county_id else f"{self.county.name} · {self.display_name}"

    @cached_property
    def has_a_head(self) -> bool:
        """Whether a head of it is in post today, in person or by a substitute."""
        today = TruncDate(Now(), tzinfo=COUNTY_TIME)
        heads = self.posts.filter(role=Role.DEPT_HEAD, active=True, starts_on__lte=today, person__is_active=True)
        return bool(heads.filter(Q(ends_on=None) | Q(ends_on__gte=today)).exists())


class Firm(models.Model):
    """What is special about a firm. `branch` makes it a member household (党员经营户), tier 4."""

    organisation = models.OneToOneField(Organisation, models.PROTECT, primary_key=True, related_name="profile")
    credit_code = models.CharField(
        _("统一社会信用代码"),
        max_length=18,
        blank=True,
        default="",
        validators=[RegexValidator(CREDIT_CODE, _("统一社会信用代码是 18 位数字和大写字母。"))],
    )
    is_person = models.BooleanField(_("个体工商户"), default=False)
    # A shop that joined by itself and that nobody has looked at yet (ADR 0009).
    unverified = models.BooleanField(_("未核实"), default=False, editable=False)
    # Entered by a desk on somebody's word; waits to be claimed by its owner or completed by the register.
    noted = models.BooleanField(_("代为登记，待认领"), default=False)
    branch = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="member_households")
    shows_badge = models.BooleanField(_("同意公开党员户标识"), default=False)
    address = models.CharField(_("地址"), max_length=200, blank=True, default="")
    contact_name = models.CharField(_("联系人"), max_length=50, blank=True, default="")
    contact_phone = SealedPhoneField(
        _("联系电话"),
        max_length=20,
        blank=True,
        default="",
        validators=[RegexValidator(PHONE, _("请填 11 位手机号，或带区号的座机号。"))],
    )

    class Meta:
        verbose_name = _("企业资料")
        verbose_name_plural = _("企业资料")
        constraints = [
            models.CheckConstraint(
                name="credit_code_has_eighteen_known_characters",
                condition=Q(credit_code="") | Q(credit_code__regex=CREDIT_CODE),
            ),
            models.CheckConstraint(name="number_of_a_firm_is_sealed", condition=Q(contact_phone__sealed=True)),
            models.UniqueConstraint(
                name="one_firm_per_credit_code",
                fields=["credit_code"],
                condition=~Q(credit_code=""),
            ),
            models.CheckConstraint(
                name="badge_is_for_member_households",
                condition=Q(shows_badge=False) | Q(branch__isnull=False),
            ),
        ]
        indexes = [models.Index(Mark("contact_phone"), name="firms_by_phone", condition=~Q(contact_phone=""))]

    def __str__(self) -> str:
        return str(self.organisation)

    @property
    def is_sole_trader(self) -> bool:
        """Whether its name may be a person's (DOMAIN §4.1): somebody said so, or the code does."""
        return self.is_person or is_sole_traders(self.credit_code)


class MemberUnit(models.Model):
    """One of the units (成员单位) that a committee integrates, with its duty list."""

    committee = models.ForeignKey(Organisation, models.PROTECT, related_name="member_units")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="memberships")
    duties = models.TextField(_("职责任务"), blank=True, default="")

    class Meta:
        verbose_name = _("成员单位")
        verbose_name_plural = _("成员单位")
        constraints = [models.UniqueConstraint(name="unit_is_a_member_once", fields=["committee", "organisation"])]

    def __str__(self) -> str:
        return str(self.organisation)


class AllianceMember(models.Model):
    """A member of the alliance (红色联盟) and in which capacity. Leaving keeps the row."""

    county = models.ForeignKey("orgs.County", models.PROTECT, related_name="alliance")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="alliance")
    type = models.CharField(_("成员类型"), max_length=20, choices=AllianceType.choices)
    joined_on = models.DateField(_("加入日期"))
    left_on = models.DateField(_("退出日期"), null=True, blank=True)

    LIVE: ClassVar[Q] = Q(left_on__isnull=True)

    class Meta:
        verbose_name = _("联盟成员")
        verbose_name_plural = _("联盟成员")
        constraints = [
            models.UniqueConstraint(
                name="one_live_alliance_membership",
                fields=["organisation"],
                condition=Q(left_on__isnull=True),
            ),
            models.CheckConstraint(
                name="member_leaves_after_joining",
                condition=Q(left_on__isnull=True) | Q(left_on__gte=models.F("joined_on")),
            ),
        ]

    def __str__(self) -> str:
        return str(self.organisation)
