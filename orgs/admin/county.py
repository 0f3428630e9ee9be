"""The county's settings, its exceptional days and its places."""

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from orgs import policies
from orgs.admin.register import ModelForm, RegisterAdmin, acting
from orgs.calendar import check_intervals
from orgs.models import CalendarDay, County, Place, Post
from orgs.services import calendar
from orgs.statuses import DayKind
from orgs.working_days import read_hours, write_hours


@admin.register(County)
class CountyAdmin(RegisterAdmin):
    """Settings that the clocks and the figures read."""

    within = "pk"
    readonly_fields = ("name", "code")
    fields = ("name", "code", *sorted(calendar.SETTINGS))

    def has_add_permission(self, request: HttpRequest) -> bool:  # noqa: ARG002 -- Django's signature
        """Refuse: `open_county` opens a county, with somebody who can sign in."""
        return False

    def save_model(self, request: HttpRequest, obj: County, form: ModelForm, change: bool) -> None:  # noqa: ARG002, FBT001 -- as above
        changes = {name: form.cleaned_data[name] for name in form.changed_data}
        if changes:
            calendar.change_settings(obj.pk, changes=changes, actor=acting(request))


class CalendarDayForm(ModelForm):
    """A day as a person types it: hours are `8:30-12:00，14:00-17:00`."""

    hours = forms.CharField(
        label=_("办公时间"), required=False, help_text=_("只在“特殊办公时间”填，例如 8:30-12:00，14:00-17:00")
    )

    class Meta:
        model = CalendarDay
        fields = ("day", "kind", "hours", "note")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        spans = read_hours(self.instance.hours)
        self.initial["hours"] = "，".join(f"{start:%H:%M}-{end:%H:%M}" for start, end in spans)

    def clean_hours(self) -> list[list[str]]:
        """Read the typed spans; ValidationError when they cannot be read or are out of order."""
        typed = self.cleaned_data["hours"].replace("：", ":").replace("，", ",").replace("–", "-")
        pairs = [[_clock(end) for end in span.split("-")] for span in typed.split(",") if span.strip()]
        try:
            hours = read_hours(pairs)
            if hours:
                check_intervals(hours)
        except ValueError as problem:
            raise ValidationError(_("看不懂这个时间，请照例子填，按先后、不重叠。")) from problem
        return write_hours(hours)

    def clean(self) -> dict[str, Any]:
        """Hours belong to special days, and special days have hours."""
        cleaned: dict[str, Any] = super().clean() or {}
        special = cleaned.get("kind") == DayKind.SPECIAL
        if "hours" in cleaned and special != bool(cleaned["hours"]):
            self.add_error("hours", _("只有“特殊办公时间”要填办公时间，也必须填。"))
        return cleaned


@admin.register(CalendarDay)
class CalendarDayAdmin(RegisterAdmin):
    """Exceptional days, entered each November from the State Council's notice."""

    form = CalendarDayForm
    date_hierarchy = "day"
    list_display = ("day", "weekday", "kind", "note")
    list_filter = ("kind",)
    change_list_template = "orgs/admin_days.html"

    def may_edit(self, post: Post | None) -> bool:
        """Ask for a keeper of the calendar: the office's supervisor is one too."""
        return policies.may_edit_calendar(post)

    @admin.display(description=_("星期"))
    def weekday(self, row: CalendarDay) -> str:
        return date_format(row.day, "l")

    def get_readonly_fields(self, request: HttpRequest, obj: CalendarDay | None = None) -> tuple[str, ...]:  # noqa: ARG002 -- as above
        """Keep the date of an arrangement: another date is another arrangement."""
        return ("day",) if obj else ()

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:  # noqa: ARG002 -- as above
        """Allow: a removed day is an ordinary weekday again, and the journal knows."""
        return policies.may_edit_calendar(getattr(request, "post", None))

    def save_model(
        self,
        request: HttpRequest,
        obj: CalendarDay,
        form: ModelForm,  # noqa: ARG002 -- as above
        change: bool,  # noqa: ARG002, FBT001 -- as above
    ) -> None:
        post = acting(request)
        calendar.set_day(
            post.county_id,
            day=obj.day,
            kind=DayKind(obj.kind),
            hours=read_hours(obj.hours),
            note=obj.note,
            actor=post,
        )
        obj.pk = CalendarDay.objects.get(county=post.county_id, day=obj.day).pk

    def delete_model(self, request: HttpRequest, obj: CalendarDay) -> None:
        calendar.remove_day(obj.county_id, day=obj.day, actor=acting(request))

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[CalendarDay]) -> None:
        for row in queryset:
            self.delete_model(request, row)


@admin.register(Place)
class PlaceAdmin(RegisterAdmin):
    """Towns and villages, to look up; they are entered when a county is set up."""

    list_display = ("name", "kind", "parent", "is_taobao")
    list_filter = ("kind",)
    search_fields = ("name", "initials", "pinyin")
    list_select_related = ("parent",)

    def has_add_permission(self, request: HttpRequest) -> bool:  # noqa: ARG002 -- as above
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:  # noqa: ARG002 -- as above
        return False


def _clock(typed: str) -> str:
    """`8:30` as `08:30`."""
    return typed.strip().rjust(5, "0")
