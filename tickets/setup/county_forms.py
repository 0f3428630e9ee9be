"""Forms of the first steps: the county and its settings, its calendar, its places."""

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from orgs import day_words
from orgs.models import County, Place
from orgs.seeding.files import read
from orgs.services import calendar, counties, places
from orgs.statuses import PlaceKind
from orgs.working_days import FEWEST_REST_DAYS, missing_years
from web.forms import Form, LongTextField, TextField

HOURS: Final = ("morning_from", "morning_to", "afternoon_from", "afternoon_to")
WEIGHTS: Final = ("response_weight", "solved_weight", "satisfied_weight")
_NAME: Final = 50
_SUGGESTED: Final = _("建议值，可以不改")


def _time(label: Any) -> forms.TimeField:
    widget = forms.TimeInput(format="%H:%M", attrs={"type": "time"})
    message = _("请填时间，例如 08:30")
    return forms.TimeField(label=label, widget=widget, error_messages={"invalid": message, "required": message})


def _share(label: Any, hint: Any = _SUGGESTED) -> forms.DecimalField:
    words = _("请填 0 到 1 之间的数，例如 0.50")
    messages = dict.fromkeys(("invalid", "required", "max_digits", "max_decimal_places", "max_whole_digits"), words)
    messages |= {"min_value": words, "max_value": words}
    return forms.DecimalField(
        label=label, help_text=hint, min_value=0, max_value=1, decimal_places=2, error_messages=messages,
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
    )  # fmt: skip


class CountyForm(Form):
    """Step 1. What is not answered yet shows our defaults, marked as such."""

    name = TextField(label=_("县名"), max_length=_NAME, help_text=_("例如 泽丰县。页面顶上、通知里都用它。"))
    code = TextField(
        label=_("代码"), max_length=12, help_text=_("2 至 12 位小写字母或数字，例如 zefeng。开通后不能再改。")
    )
    product_name = TextField(label=_("平台名称"), max_length=30, help_text=_SUGGESTED)
    firm_act = TextField(label=_("企业发起诉求的叫法"), max_length=20, help_text=_("建议值；有的县叫“企业吹哨”"))
    hotline = TextField(label=_("咨询电话"), max_length=30, required=False, help_text=_("印在每一页上，给不会上网的人"))
    morning_from, morning_to = _time(_("上午上班")), _time(_("上午下班"))
    afternoon_from, afternoon_to = _time(_("下午上班")), _time(_("下午下班"))
    response_weight = _share(_("响应率权重"), _("建议值；三项权重相加应为 1"))
    solved_weight, satisfied_weight = _share(_("解决率权重")), _share(_("满意率权重"))
    basic_factor = _share(_("基本满意折算系数"))
    month_starts_on = forms.IntegerField(
        label=_("考核月起始日"),
        help_text=_("建议值：每月 1 日；有的县从上月 26 日算起，填 26"),
        min_value=1,
        max_value=28,
        error_messages=dict.fromkeys(("invalid", "required", "min_value", "max_value"), _("请填 1 到 28 的数")),
    )

    def __init__(self, data: Mapping[str, Any] | None = None, *, county: County | None, today: date) -> None:  # noqa: ARG002 -- every step's form is made alike
        shown = county or County()
        super().__init__(data, initial={name: getattr(shown, name) for name in self.base_fields})
        self.county = county

    def clean_code(self) -> str:
        """Short and plain, for it stands in case numbers."""
        code: str = self.cleaned_data["code"].lower()
        if not re.fullmatch(r"[a-z0-9]{2,12}", code):
            raise ValidationError(_("只能用小写字母和数字，2 至 12 位。"))
        return code

    def clean(self) -> dict[str, Any]:
        """Hours in order, weights that sum to one."""
        cleaned: dict[str, Any] = super().clean() or {}
        hours = [cleaned.get(name) for name in HOURS]
        if None not in hours and not hours[0] < hours[1] <= hours[2] < hours[3]:  # type: ignore[operator]  # none is None
            self.add_error("morning_from", _now("办公时间要按先后填：上午上班、下班，下午上班、下班。"))
        weights = [cleaned.get(name) for name in WEIGHTS]
        if None not in weights and sum(weights) != Decimal(1):  # type: ignore[arg-type]  # none is None
            self.add_error("response_weight", _now("三项权重相加应为 1。"))
        return cleaned

    def save(self) -> None:
        """Create the county, or correct it. Raises Refused."""
        typed = dict(self.cleaned_data)
        name, code = typed.pop("name"), typed.pop("code")
        if self.county is None:
            counties.begin_setup(name=name, code=code, settings=typed)
            return
        if (name, code) != (self.county.name, self.county.code):
            counties.rename_in_setup(self.county.pk, name=name, code=code)
        changes = {field: value for field, value in typed.items() if getattr(self.county, field) != value}
        if changes:
            calendar.change_settings(self.county.pk, changes=changes, actor=None)


class CalendarForm(Form):
    """Step 2. A year whose days we know is one tick; of any other the notice itself can be pasted."""

    def __init__(self, data: Mapping[str, Any] | None = None, *, county: County, today: date) -> None:
        super().__init__(data)
        self.county = county
        self.years = (today.year, today.year + 1)
        self.missing = {year for year in self.years if missing_years(county.pk, date(year, 1, 1))}
        for year in self.years:
            known = read("working_days")["years"].get(str(year))
            name = f"year_{year}"
            self.fields[name] = self._known(year, known) if known else self._pasted(year)

    def _known(self, year: int, known: dict[str, list[str]]) -> forms.Field:
        numbers = {"year": year, "rest": len(known["weekday_off"]), "work": len(known["weekend_work"])}
        label = _now("采用国务院办公厅公布的 %(year)d 年安排：工作日放假 %(rest)d 天，周末上班 %(work)d 天") % numbers
        return forms.BooleanField(label=label, required=False, initial=True)

    def _pasted(self, year: int) -> forms.Field:
        hint = _now(
            "国务院办公厅一般每年 11 月公布下一年安排。公布后把通知原文贴在这里就行，也可以一行写一天："
            "“1月1日至3日放假”“2月6日上班”。现在没有就先空着，期限按普通周末算，系统会一直提醒。"
        )
        if year not in self.missing:
            hint = _now("这一年已经录入。再贴一次会按新的改。")
        return LongTextField(label=_now("%d 年的放假和调休安排") % year, required=False, help_text=hint, rows=6)

    def clean(self) -> dict[str, Any]:
        """Read pasted years; say which words could not be read, or that too few days were found."""
        cleaned: dict[str, Any] = super().clean() or {}
        for year in self.years:
            words = cleaned.get(f"year_{year}")
            if isinstance(words, str) and words:
                try:
                    cleaned[f"year_{year}"] = _read_year(words, year=year)
                except ValidationError as problem:
                    self.add_error(f"year_{year}", problem)
        return cleaned

    def save(self) -> None:
        """Enter what was ticked or pasted."""
        for year in self.years:
            chosen = self.cleaned_data.get(f"year_{year}")
            days = chosen if isinstance(chosen, day_words.Days) else _shipped(year) if chosen is True else None
            if days is not None and (year in self.missing or chosen is not True):
                calendar.set_year(self.county.pk, rest=sorted(days.rest), work=sorted(days.work), actor=None)


def _read_year(words: str, *, year: int) -> day_words.Days:
    try:
        days = day_words.read(words, year=year)
    except day_words.UnreadableDay as problem:
        params = {"words": str(problem), "year": year}
        raise ValidationError(_("“%(words)s”不是 %(year)d 年的日子，或者不用登记：请核对"), params=params) from problem
    if len(days.rest) < FEWEST_REST_DAYS:
        params = {"days": len(days.rest)}
        raise ValidationError(_("只读出 %(days)d 个放假的工作日，一年不会少于 7 天：请把通知贴全"), params=params)
    return days


def _shipped(year: int) -> day_words.Days:
    known = read("working_days")["years"][str(year)]
    rest, work = ({date.fromisoformat(day) for day in known[name]} for name in ("weekday_off", "weekend_work"))
    return day_words.Days(rest=rest, work=work)


class PlacesForm(Form):
    """Step 3. One line a town: `云裳镇：前丁村、后丁村`. What is there already need not be typed again."""

    towns = LongTextField(
        label=_("镇街和村"),
        rows=10,
        max_length=60_000,
        required=False,
        help_text=_("一行一个镇街，冒号后面写村（社区），用顿号或逗号隔开：云裳镇：前丁村、后丁村"),
    )
    bodies = forms.BooleanField(
        label=_("给每个镇街登记镇街政府（办事处）和电商服务站"),
        required=False,
        initial=True,
        help_text=_("派单目录里的“属地镇街”就是它们。"),
    )

    def __init__(self, data: Mapping[str, Any] | None = None, *, county: County, today: date) -> None:  # noqa: ARG002 -- as above
        super().__init__(data)
        self.county = county

    def clean_towns(self) -> dict[str, list[str]]:
        """Return the villages by town; the sentence of an error names its line."""
        towns: dict[str, list[str]] = {}
        for number, line in enumerate(self.cleaned_data["towns"].splitlines(), start=1):
            town, _colon, rest = re.sub(r"[\t:]", "：", line, count=1).partition("：")
            names = [town.strip(), *(name.strip() for name in re.split(r"[、,，;；\s]+", rest) if name.strip())]
            if any(len(name) > _NAME for name in names) or (not names[0] and len(names) > 1):
                message = _("第 %(line)d 行看不懂：请照例子写，先镇街，再冒号，再村")
                raise ValidationError(message, params={"line": number})
            if names[0]:
                towns.setdefault(names[0], []).extend(names[1:])
        return towns

    def clean(self) -> dict[str, Any]:
        """A county has towns."""
        cleaned: dict[str, Any] = super().clean() or {}
        there = Place.objects.filter(county=self.county, kind=PlaceKind.TOWN).exists()
        if "towns" in cleaned and not cleaned["towns"] and not there:
            self.add_error("towns", _now("请至少写一个镇街。"))
        return cleaned

    def save(self) -> None:
        """Enter towns and villages, and the bodies of the towns if wanted."""
        if self.cleaned_data["towns"]:
            places.enter(self.county.pk, towns=self.cleaned_data["towns"], actor=None)
        if self.cleaned_data["bodies"]:
            places.found_town_bodies(self.county.pk, actor=None)

    def there(self) -> list[tuple[str, int]]:
        """What is entered already: towns and the number of their villages."""
        villages: dict[int | None, int] = {}
        for parent in Place.objects.filter(county=self.county).values_list("parent", flat=True):
            villages[parent] = villages.get(parent, 0) + 1
        towns = Place.objects.filter(county=self.county, kind=PlaceKind.TOWN)
        return [(town.name, villages.get(town.pk, 0)) for town in towns]
