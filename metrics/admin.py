"""Back-office pages of the figures from outside: whoever edits the county's settings enters them, through services."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from journal import clock
from metrics import outside
from metrics.models import OutsideFigure
from metrics.outside_kinds import KINDS, Qualifier, Scale
from metrics.services import outside as service
from orgs.admin.register import ModelForm, RegisterAdmin, acting
from orgs.queries import today


class OutsideFigureForm(ModelForm):
    """A figure as its source writes it. `taken` are the keys that the county has already."""

    taken: frozenset[str] = frozenset()

    class Meta:
        model = OutsideFigure
        fields = ("key", "value", "qualifier", "scale", "unit", "as_of", "source")

    def clean_key(self) -> str:
        """A second one of a kind would silently replace the first."""
        key: str = self.cleaned_data["key"]
        if key in self.taken:
            raise ValidationError(_("这一项已经有了，请打开它改。"))
        return key

    def clean_as_of(self) -> Any:
        """Nothing is known of days to come."""
        as_of = self.cleaned_data["as_of"]
        if as_of > today(clock.now()):
            raise ValidationError(_("截至日期不能晚于今天。"))
        return as_of

    def clean_value(self) -> Any:
        """There is no less than nothing."""
        value = self.cleaned_data["value"]
        if value < 0:
            raise ValidationError(_("数值不能是负数。"))
        return value


@admin.register(OutsideFigure)
class OutsideFigureAdmin(RegisterAdmin):
    """One row a figure; the list shows it as the pages do."""

    form = OutsideFigureForm
    list_display = ("name", "shown", "as_of", "source")

    @admin.display(description=_("数据"))
    def name(self, row: OutsideFigure) -> str:
        return str(row)

    @admin.display(description=_("页面上显示"))
    def shown(self, row: OutsideFigure) -> str:
        usual = KINDS[row.key].unit if row.key in KINDS else ""
        return outside.words(row.value, row.qualifier, scale=row.scale, unit=row.unit or usual)

    def get_form(self, request: HttpRequest, obj: Any | None = None, change: bool = False, **kwargs: Any) -> Any:  # noqa: FBT001, FBT002 -- Django's signature
        form: Any = super().get_form(request, obj, change, **kwargs)
        form.taken = frozenset() if obj else frozenset(self.get_queryset(request).values_list("key", flat=True))
        return form

    def get_readonly_fields(self, request: HttpRequest, obj: Any | None = None) -> tuple[str, ...]:  # noqa: ARG002 -- as above
        """Keep what the figure is of: another kind is another figure."""
        return ("key",) if obj else ()

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:  # noqa: ARG002 -- as above
        """Allow: no event or case points at a figure, and the journal knows."""
        return self.may_edit(getattr(request, "post", None))

    def save_model(self, request: HttpRequest, obj: OutsideFigure, form: ModelForm, change: bool) -> None:  # noqa: ARG002, FBT001 -- as above
        stated = service.Stated(
            key=obj.key,
            value=obj.value,
            qualifier=Qualifier(obj.qualifier),
            as_of=obj.as_of,
            source=obj.source,
            scale=Scale(obj.scale),
            unit=obj.unit,
        )
        post = acting(request)
        obj.pk = service.state(post.county_id, stated, actor=post).pk

    def delete_model(self, request: HttpRequest, obj: OutsideFigure) -> None:
        service.remove(obj.county_id, key=obj.key, actor=acting(request))

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[OutsideFigure]) -> None:
        for row in queryset:
            self.delete_model(request, row)
