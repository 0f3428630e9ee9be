"""What administrators send to the page of units that see several counties."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from orgs.models import County, Organisation, Post
from orgs.policies import may_ask_for_oversight
from web.forms import Form

RULINGS: Final = (
    ("confirm", gettext_lazy("同意")),
    ("refuse", gettext_lazy("不同意")),
    ("end", gettext_lazy("现在结束")),
)


def _day(label: Any, *, required: bool = True, hint: Any = "") -> forms.DateField:
    message = gettext_lazy("请填日期，例如 2026-12-01")
    return forms.DateField(
        label=label,
        required=required,
        help_text=hint,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        error_messages={"required": message, "invalid": message},
    )


def _pick(label: Any, missing: Any) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, error_messages={"required": missing, "invalid_choice": missing})


class OversightForm(Form):
    """Which unit is to see which county, from when until when."""

    unit = _pick(gettext_lazy("哪个单位看"), gettext_lazy("请选单位"))
    county = _pick(gettext_lazy("看哪个县"), gettext_lazy("请选县"))
    starts_on = _day(gettext_lazy("从哪天起"))
    ends_on = _day(gettext_lazy("看到哪天"), required=False, hint=gettext_lazy("当天还能看；不填就一直看到有人结束它"))

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        units: Sequence[Organisation],
        post: Post,
        first_day: date | None = None,
    ) -> None:
        super().__init__(data, initial={"starts_on": first_day})
        self._units, self._post = {str(unit.pk): unit for unit in units}, post
        counties = {str(unit.county_id): unit.county for unit in units}
        self._offer("unit", {pk: f"{unit.county.name} · {unit.name}" for pk, unit in self._units.items()})
        self._offer("county", {pk: county.name for pk, county in counties.items()})
        self._counties: dict[str, County] = counties

    def _offer(self, name: str, choices: Mapping[str, str]) -> None:
        self.fields[name].choices = [("", _("请选择")), *choices.items()]  # type: ignore[attr-defined]  # of this field

    def clean(self) -> dict[str, Any]:
        """Two counties, of which one is the administrator's own."""
        cleaned: dict[str, Any] = super().clean() or {}
        unit, county = self._units.get(cleaned.get("unit", "")), self._counties.get(cleaned.get("county", ""))
        if unit is None or county is None:
            return cleaned
        if unit.county_id == county.pk:
            self.add_error("county", _("本县的诉求本来就能看，请选别的县"))
        elif not may_ask_for_oversight(unit, county.pk, self._post):
            raise ValidationError(_("两边至少有一边是您自己的县"))
        return cleaned

    @property
    def said(self) -> dict[str, Any]:
        """What the service is told."""
        cleaned = self.cleaned_data
        days = {name: cleaned[name] for name in ("starts_on", "ends_on")}
        return {"organisation_id": int(cleaned["unit"]), "county_id": int(cleaned["county"]), **days}


class OversightRulingForm(Form):
    """What becomes of one that was asked for or is in force."""

    ruling = forms.ChoiceField(choices=RULINGS)
