"""What all pages of the back office share: the post decides, the county bounds, refusals are told."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext_lazy as _

from journal import clock
from orgs import policies, sessions
from orgs.exceptions import Refused
from orgs.models import Post
from web.errors import prove_first

if TYPE_CHECKING:  # Django's own classes take no parameters at run time
    ModelAdmin = admin.ModelAdmin[Any]
    ModelForm = forms.ModelForm[Any]
else:
    ModelAdmin, ModelForm = admin.ModelAdmin, forms.ModelForm


def acting(request: HttpRequest) -> Post:
    """Return the post that acts; the pages are closed to people without one."""
    post: Post | None = getattr(request, "post", None)
    if post is None:
        raise Refused("no post")
    return post


class MaskedForm(ModelForm):
    """A form in which personal fields stand masked: one that comes back as shown is left as it is (DOMAIN §4.1)."""

    masked: ClassVar[Mapping[str, Callable[[Any], str]]] = {}  # field → how a row shows it

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in set(self.masked) & set(self.fields):
            known = getattr(self.instance, name)
            shown = self.masked[name](self.instance) if known else ""
            self.fields[name], self.initial[name] = _MaskedField(known, shown, of=self.fields[name]), shown


class _MaskedField(forms.CharField):
    def __init__(self, known: str, shown: str, *, of: forms.Field) -> None:
        words = _("只显示一部分；不改就不用动")
        super().__init__(label=of.label, required=False, validators=of.validators, help_text=words)
        self.known, self.shown = known, shown

    def clean(self, value: Any) -> str:
        typed = str(value or "").strip()
        return self.known if self.shown and typed == self.shown else super().clean(typed)

    def has_changed(self, initial: Any, data: Any) -> bool:  # noqa: ARG002 -- Django's signature
        return str(data or "").strip() != self.shown


class RegisterAdmin(ModelAdmin):
    """A page of the register. `within` is the path from the row to its county; `masked` numbers are shown in part."""

    within: ClassVar[str] = "county"
    masked: ClassVar[Mapping[str, str]] = {}  # field → the method that shows it to whoever only reads
    list_per_page = 50

    def may_edit(self, post: Post | None) -> bool:
        """Who changes these rows."""
        return policies.may_edit_register(post)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:  # noqa: ARG002 -- Django's signature
        """Who administers reads everything; others what they change."""
        post = getattr(request, "post", None)
        return policies.may_read_register(post) or self.may_edit(post)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return self.may_edit(getattr(request, "post", None))

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:  # noqa: ARG002 -- as above
        return self.may_edit(getattr(request, "post", None))

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:  # noqa: ARG002 -- as above
        """Nothing in the register is deleted: old cases and events point at it."""
        return False

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:  # noqa: ARG002 -- Django's signature
        """What the page's own filters ask; by anything else a hash or an address could be tried bit by bit."""
        offered = {str(each) for each in self.list_filter}
        return any(lookup == name or lookup.startswith(f"{name}__") for name in offered)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).filter(**{self.within: acting(request).county_id})

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Django shows whoever may not change a row the values themselves: numbers give way to their masks."""
        fields = super().get_fields(request, obj)
        if self.has_change_permission(request, obj):
            return fields
        return [self.masked.get(str(field), field) for field in fields]

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Show a refusal as words; the forms have asked before, so this is a race lost."""
        if request.method == "POST" and not sessions.is_proven(request.session, now=clock.now()):
            return prove_first(request)
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except Refused as problem:
            self.message_user(request, str(problem), messages.ERROR)
            return HttpResponseRedirect(request.get_full_path())

    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """As a change."""
        if request.method == "POST" and not sessions.is_proven(request.session, now=clock.now()):
            return prove_first(request)
        return super().delete_view(request, object_id, extra_context)

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Ask who may before Django looks for the row: absent and forbidden read the same."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        return super().history_view(request, object_id, extra_context)

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Acts on chosen rows ask who is there, as single changes do."""
        if request.method == "POST" and not sessions.is_proven(request.session, now=clock.now()):
            return prove_first(request)
        return super().changelist_view(request, extra_context)

    def each(self, request: HttpRequest, rows: QuerySet[Any], act: Callable[[Any], object]) -> None:
        """Do one act for each chosen row and tell how many it was done for and why not for the others."""
        done = 0
        for row in rows:
            try:
                act(row)
                done += 1
            except Refused as problem:
                self.message_user(request, f"{row}：{problem}", messages.ERROR)
        if done:
            self.message_user(request, f"✓ {done}", messages.SUCCESS)
