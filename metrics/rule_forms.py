"""The form of the next rule: weights as shares, targets in per cent, where bands begin in points."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from metrics.bands import Thresholds
from metrics.periods import Month
from metrics.rates import Weights
from metrics.rules import Rule, Targets
from web.forms import Form

_HUNDRED: Final = Decimal(100)
_WEIGHTS: Final = ("response_weight", "solved_weight", "satisfied_weight")
_BANDS: Final = ("excellent_from", "good_from", "fair_from")
_PROBLEMS: Final = (
    "invalid",
    "required",
    "min_value",
    "max_value",
    "max_digits",
    "max_decimal_places",
    "max_whole_digits",
)


def _number(label: Any, *, most: int, places: int, words: Any, hint: Any = "") -> forms.DecimalField:
    return forms.DecimalField(
        label=label, help_text=hint, min_value=0, max_value=most, decimal_places=places,
        error_messages=dict.fromkeys(_PROBLEMS, words), widget=forms.TextInput(attrs={"inputmode": "decimal"}),
    )  # fmt: skip


def _share(label: Any, hint: Any = "") -> forms.DecimalField:
    return _number(label, most=1, places=2, words=_("请填 0 到 1 之间的数，例如 0.50"), hint=hint)


def _percent(label: Any) -> forms.DecimalField:
    return _number(label, most=100, places=1, words=_("请填 0 到 100 之间的数，例如 90"))


class RuleForm(Form):
    """From which month on, and all that holds then. Shows what holds now."""

    since = forms.ChoiceField(
        label=_("从哪个月起"), error_messages=dict.fromkeys(("required", "invalid_choice"), _("请选一个月"))
    )
    response_weight = _share(_("响应率权重"))
    solved_weight, satisfied_weight = _share(_("解决率权重")), _share(_("满意率权重"))
    basic_factor = _share(_("基本满意折算系数"), _("“基本解决”“基本满意”各按几件计"))
    target_response, target_solved = _percent(_("响应率目标（%）")), _percent(_("解决率目标（%）"))
    target_satisfied = _percent(_("满意率目标（%）"))
    excellent_from, good_from, fair_from = (
        _percent(_("优：不低于几分")),
        _percent(_("良：不低于几分")),
        _percent(_("中：不低于几分")),
    )
    ranked = forms.BooleanField(label=_("显示排名表"), required=False, help_text=_("默认只分档，不排名。"))
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)

    def __init__(
        self, data: Mapping[str, Any] | None = None, *, rule: Rule, newest: int, months: Sequence[Month]
    ) -> None:
        super().__init__(data, initial=_shown(rule) | {"version": newest})
        self.months = {str(month): month for month in months}
        self.fields["since"].choices = [(name, month.label) for name, month in self.months.items()]  # type: ignore[attr-defined]  # it is a ChoiceField

    def clean(self) -> dict[str, Any]:
        """Weights that sum to one, bands from the best down."""
        cleaned: dict[str, Any] = super().clean() or {}
        weights = [cleaned.get(name) for name in _WEIGHTS]
        if None not in weights and sum(weights) != Decimal(1):  # type: ignore[arg-type]  # none is None
            self.add_error("response_weight", _now("三项权重相加应为 1。"))
        bands = [cleaned.get(name) for name in _BANDS]
        if None not in bands and not bands[0] > bands[1] > bands[2] > 0:  # type: ignore[operator]  # none is None
            self.add_error("excellent_from", _now("优、良、中的下限要从高到低。"))
        return cleaned

    @property
    def month(self) -> Month:
        """From which month on."""
        return self.months[self.cleaned_data["since"]]

    @property
    def rule(self) -> Rule:
        """What was typed."""
        said = self.cleaned_data
        return Rule(
            Weights(*(said[name] for name in (*_WEIGHTS, "basic_factor"))),
            Targets(*(said[f"target_{name}"] / _HUNDRED for name in ("response", "solved", "satisfied"))),
            Thresholds(*(said[name] for name in _BANDS)),
            said["ranked"],
        )


def _shown(rule: Rule) -> dict[str, Any]:
    return {
        "response_weight": rule.weights.response,
        "solved_weight": rule.weights.solved,
        "satisfied_weight": rule.weights.satisfied,
        "basic_factor": rule.weights.basic,
        "target_response": percent(rule.targets.response),
        "target_solved": percent(rule.targets.solved),
        "target_satisfied": percent(rule.targets.satisfied),
        "excellent_from": plain(rule.thresholds.excellent),
        "good_from": plain(rule.thresholds.good),
        "fair_from": plain(rule.thresholds.fair),
        "ranked": rule.ranked,
    }


def percent(share: Decimal) -> str:
    """0.985 as `98.5`."""
    return plain(share * _HUNDRED)


def plain(number: Decimal) -> str:
    """90.0 as `90`."""
    return f"{number.normalize():f}"
