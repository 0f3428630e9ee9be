"""The county: the top of everything, and the home of its settings."""

from datetime import time
from decimal import Decimal

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from journal.models import Chained


class County(Chained):
    """One county (县). Every row hangs on one, so a city can host many.

    Weights and the factor of 基本满意 are those of DOMAIN §2.8 and what the county is opened with: later rules of the
    figures have a history of their own. Office hours are those of §2.10.
    """

    JOURNAL_NAME = "county"

    name = models.CharField(_("县名"), max_length=50, unique=True)
    code = models.CharField(
        _("代码"),
        max_length=12,
        unique=True,
        validators=[RegexValidator(r"^[a-z0-9]{2,12}$", _("只能用小写字母和数字，2 至 12 位。"))],
    )
    product_name = models.CharField(_("平台名称"), max_length=30, default="企呼链应")
    firm_act = models.CharField(_("企业发起诉求的叫法"), max_length=20, default="提诉求")
    hotline = models.CharField(_("咨询电话"), max_length=30, blank=True, default="")

    morning_from = models.TimeField(_("上午上班"), default=time(8, 30))
    morning_to = models.TimeField(_("上午下班"), default=time(12))
    afternoon_from = models.TimeField(_("下午上班"), default=time(14))
    afternoon_to = models.TimeField(_("下午下班"), default=time(18))
    calendar_version = models.PositiveIntegerField(default=1, editable=False)

    response_weight = models.DecimalField(_("响应率权重"), max_digits=3, decimal_places=2, default=Decimal("0.10"))
    solved_weight = models.DecimalField(_("解决率权重"), max_digits=3, decimal_places=2, default=Decimal("0.50"))
    satisfied_weight = models.DecimalField(_("满意率权重"), max_digits=3, decimal_places=2, default=Decimal("0.40"))
    basic_factor = models.DecimalField(_("基本满意折算系数"), max_digits=3, decimal_places=2, default=Decimal("0.90"))
    month_starts_on = models.PositiveSmallIntegerField(_("考核月起始日"), default=1)
    # Being set up in the browser (`orgs.opening`): the set-up pages work on it until it is opened, and never again.
    in_setup = models.BooleanField(default=False, editable=False)

    class Meta:
        verbose_name = _("县")
        verbose_name_plural = _("县")
        constraints = [
            models.CheckConstraint(
                name="office_hours_are_in_order",
                condition=Q(morning_from__lt=F("morning_to"))
                & Q(morning_to__lte=F("afternoon_from"))
                & Q(afternoon_from__lt=F("afternoon_to")),
            ),
            models.CheckConstraint(
                name="rate_weights_sum_to_one",
                condition=Q(response_weight=Decimal(1) - F("solved_weight") - F("satisfied_weight")),
            ),
            models.CheckConstraint(
                name="rate_weights_are_shares",
                condition=Q(response_weight__gte=0) & Q(solved_weight__gte=0) & Q(satisfied_weight__gte=0),
            ),
            models.CheckConstraint(name="basic_factor_is_a_share", condition=Q(basic_factor__range=(0, 1))),
            models.CheckConstraint(
                name="month_starts_on_a_day_every_month_has",
                condition=Q(month_starts_on__range=(1, 28)),
            ),
            models.CheckConstraint(
                name="county_code_is_short_and_plain",
                condition=Q(code__regex=r"^[a-z0-9]{2,12}$"),
            ),
            models.UniqueConstraint(
                name="one_county_is_set_up_at_a_time", fields=["in_setup"], condition=Q(in_setup=True)
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def county_id(self) -> int | None:
        """The journal asks every subject for its county; a county is its own."""
        return self.pk
