"""How an auditor narrows the list. Days are the county's."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext_lazy as _

from metrics.audit.lists import Wanted
from metrics.audit.verbs import choices
from orgs.calendar import COUNTY_TIME
from orgs.models import Person
from tickets.models import Ticket
from tickets.queries.visibility import id_of
from web.forms import Form, TextField

MOST_ID = 2**63 - 1


def _day(label: Any) -> forms.DateField:
    message = _("请填日期，例如 2026-12-01")
    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    years = [
        MinValueValidator(date(2000, 1, 1), message),
        MaxValueValidator(date(2999, 12, 31), message),
    ]  # sums of days
    return forms.DateField(
        label=label, required=False, widget=widget, error_messages={"invalid": message}, validators=years
    )


class Filter(Form):
    """Every field may stay empty. `person` and `export` come from links of the list."""

    since = _day(_("从"))
    until = _day(_("到"))
    what = forms.ChoiceField(label=_("做了什么"), required=False, choices=choices)
    number = TextField(label=_("受理编号"), required=False, max_length=20)
    username = TextField(label=_("用户名"), required=False, max_length=32)
    person = forms.IntegerField(required=False, min_value=1, max_value=MOST_ID, widget=forms.HiddenInput)
    export = forms.IntegerField(required=False, min_value=1, max_value=MOST_ID, widget=forms.HiddenInput)

    def __init__(self, data: Mapping[str, Any], *, county: int) -> None:
        super().__init__(data, auto_id="audit-%s")
        self.county = county
        for field in self.fields.values():
            field.sometimes = True  # type: ignore[attr-defined]  # `{% field %}` then calls none of a filter optional
        self.case: int | None = None
        self.named: int | None = None

    def clean_number(self) -> str:
        """The number of a case of the county; an auditor reads which there are."""
        number: str = self.cleaned_data["number"]
        self.case = id_of(number, county=self.county) if number else None
        if number and self.case is None:
            raise ValidationError(_("没有这个编号的诉求，请核对"))
        return number

    def clean_username(self) -> str:
        """The user name of somebody in the register."""
        name: str = self.cleaned_data["username"].lower()
        people = Person.objects.filter(username=name, county=self.county).values_list("pk", flat=True)
        self.named = people.first() if name else None
        if name and self.named is None:
            raise ValidationError(_("没有这个用户名，请核对"))
        return name

    def clean(self) -> dict[str, Any]:
        """Refuse days in the wrong order."""
        typed: dict[str, Any] = super().clean() or self.cleaned_data
        if typed.get("since") and typed.get("until") and typed["until"] < typed["since"]:
            self.add_error("until", _("“到”不能早于“从”"))
        return typed

    def wanted(self) -> Wanted:
        """What the list is asked for."""
        typed: Mapping[str, Any] = self.cleaned_data
        log, _colon, name = typed["what"].partition(":")
        export = ("export", typed["export"]) if typed["export"] else None
        return Wanted(
            county=self.county,
            since=_midnight(typed["since"]) if typed["since"] else None,
            until=_midnight(typed["until"] + timedelta(days=1)) if typed["until"] else None,
            what=(log, name),
            person=self.named or typed["person"],
            subject=(Ticket.JOURNAL_NAME, self.case) if self.case else export,
        )

    def asked(self) -> dict[str, str]:
        """What was filled in, as an address and a note keep it."""
        return {name: str(value) for name, value in self.cleaned_data.items() if value}


class Day(Form):
    """Which day's report is asked for: one that has begun."""

    day = _day(_("哪一天"))

    def __init__(self, data: Mapping[str, Any], *, today: date) -> None:
        super().__init__(data, auto_id="audit-%s")
        self.today = today
        self.fields["day"].required = True

    def clean_day(self) -> date:
        """Refuse a day of which nothing can be told yet."""
        day: date = self.cleaned_data["day"]
        if day > self.today:
            raise ValidationError(_("这一天还没有到"))
        return day


def _midnight(day: Any) -> datetime:
    return datetime.combine(day, time(), tzinfo=COUNTY_TIME)
