"""Figures that a county is given by others: nobody can count them here, so each keeps its source and its qualifier."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from metrics.outside_kinds import KINDS, Qualifier, Scale


class OutsideFigure(models.Model):
    """One figure out of a source, as of a day: `value` is the whole number, `scale` how the source writes it.

    A newer one takes its place; what was said before is in the journal.
    """

    county = models.ForeignKey("orgs.County", on_delete=models.PROTECT, related_name="outside_figures")
    key = models.CharField(_("数据"), max_length=30, choices=[(key, kind.name) for key, kind in KINDS.items()])
    value = models.DecimalField(
        _("数值"), max_digits=17, decimal_places=2, help_text=_("写完整的数，例如 8.35万 写 83500")
    )
    qualifier = models.CharField(
        _("准确程度"), max_length=10, choices=Qualifier.choices, help_text=_("资料写“余”“近”的，页面上也这样写")
    )
    scale = models.PositiveIntegerField(
        _("资料的写法"), choices=Scale.choices, default=Scale.ONE, help_text=_("资料按“万”“亿”写的选这里")
    )
    unit = models.CharField(_("计量单位"), max_length=10, blank=True, help_text=_("例如 家、人次、元；不写就用常用的"))
    as_of = models.DateField(_("截至"))
    source = models.CharField(
        _("资料来源"), max_length=120, help_text=_("写明文件或通报的名称和发布单位，不写个人姓名")
    )

    class Meta:
        verbose_name = _("外部资料数据")
        verbose_name_plural = _("外部资料数据")
        constraints = (
            models.UniqueConstraint(fields=("county", "key"), name="one_outside_figure_per_key"),
            models.CheckConstraint(
                name="outside_figure_says_how_exact_it_is", condition=Q(qualifier__in=Qualifier.values)
            ),
            models.CheckConstraint(name="outside_figure_is_scaled_by_a_word", condition=Q(scale__in=Scale.values)),
            models.CheckConstraint(name="outside_figure_is_not_negative", condition=Q(value__gte=0)),
            models.CheckConstraint(name="outside_figure_has_a_source", condition=~Q(source="")),
        )

    def __str__(self) -> str:
        return str(KINDS[self.key].name) if self.key in KINDS else self.key
