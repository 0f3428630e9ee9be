"""By which rule a county reckons its figures, from a period on. Rows are added, never changed."""

from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from journal.models import AppendOnly


def _share(words: Any) -> "models.DecimalField[Any, Any]":
    return models.DecimalField(words, max_digits=3, decimal_places=2)


def _target(words: Any) -> "models.DecimalField[Any, Any]":
    return models.DecimalField(words, max_digits=4, decimal_places=3)


def _points(words: Any) -> "models.DecimalField[Any, Any]":
    return models.DecimalField(words, max_digits=4, decimal_places=1)


class FigureRule(AppendOnly):
    """Weights, factor, targets and bands from `since` on, the first day of a period (DOMAIN §2.8).

    Of several with one `since` the highest `version` holds. The first version is what the county was opened with and
    stands on its own row; the table refuses every change.
    """

    county = models.ForeignKey("orgs.County", on_delete=models.PROTECT, related_name="figure_rules")
    version = models.PositiveIntegerField(_("版本"))
    since = models.DateField(_("从哪天起"))
    response_weight = _share(_("响应率权重"))
    solved_weight = _share(_("解决率权重"))
    satisfied_weight = _share(_("满意率权重"))
    basic_factor = _share(_("基本满意折算系数"))
    target_response = _target(_("响应率目标"))
    target_solved = _target(_("解决率目标"))
    target_satisfied = _target(_("满意率目标"))
    excellent_from = _points(_("优的下限"))
    good_from = _points(_("良的下限"))
    fair_from = _points(_("中的下限"))
    ranked = models.BooleanField(_("显示排名表"))
    set_by = models.ForeignKey("orgs.Post", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("考核口径")
        verbose_name_plural = _("考核口径")
        constraints = (
            models.UniqueConstraint(fields=("county", "version"), name="one_figure_rule_per_version"),
            models.CheckConstraint(condition=Q(version__gte=2), name="figure_rules_follow_the_first"),
            models.CheckConstraint(
                condition=Q(response_weight=1 - F("solved_weight") - F("satisfied_weight")),
                name="figure_rule_weights_sum_to_one",
            ),
            models.CheckConstraint(
                condition=Q(response_weight__gte=0)
                & Q(solved_weight__gte=0)
                & Q(satisfied_weight__gte=0)
                & Q(basic_factor__range=(0, 1)),
                name="figure_rule_weights_are_shares",
            ),
            models.CheckConstraint(
                condition=Q(target_response__range=(0, 1))
                & Q(target_solved__range=(0, 1))
                & Q(target_satisfied__range=(0, 1)),
                name="figure_rule_targets_are_shares",
            ),
            models.CheckConstraint(
                condition=Q(excellent_from__lte=100)
                & Q(excellent_from__gt=F("good_from"))
                & Q(good_from__gt=F("fair_from"))
                & Q(fair_from__gt=0),
                name="figure_rule_bands_descend",
            ),
        )

    def __str__(self) -> str:
        return f"{self.county_id} {self.version}"
