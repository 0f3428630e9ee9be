"""Organisations and what is special about firms."""

from typing import Any, ClassVar

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from orgs import policies
from orgs.admin.register import MaskedForm, ModelForm, RegisterAdmin, acting
from orgs.models import Firm, Organisation
from orgs.services import organisations
from orgs.statuses import OrganisationKind
from web.masks import mask_name, mask_phone


def village_of(organisation: Organisation) -> str:
    """Where it is, as far as the register shows anybody: town and village of its place."""
    place = organisation.place
    if place is None:
        return "…"
    return f"{place.parent.name} {place.name} …" if place.parent else f"{place.name} …"


class OrganisationForm(ModelForm):
    """Says beforehand whether the committee tree allows it."""

    class Meta:
        model = Organisation
        fields = ("name", "short_name", "kind", "parent", "place", "authority_kind", "leader_signs")

    def clean(self) -> dict[str, Any]:
        """Ask the same policy as the service."""
        cleaned: dict[str, Any] = super().clean() or {}
        if "kind" in cleaned:
            parent = cleaned.get("parent")
            above = OrganisationKind(parent.kind) if parent else None
            if not policies.hangs_there(OrganisationKind(cleaned["kind"]), parent_kind=above):
                self.add_error("parent", ValidationError(_("这类组织不能挂在所选的上级之下。")))
            if cleaned["kind"] == OrganisationKind.FIRM and not cleaned.get("place"):
                self.add_error("place", ValidationError(_("请选企业所在的村（社区）。")))
        return cleaned

    def validate_constraints(self) -> None:
        """Leave constraints to the service: it fills the fields they look at, and says them in words."""


@admin.register(Organisation)
class OrganisationAdmin(RegisterAdmin):
    """Found, rename, arrange and close; never delete."""

    form = OrganisationForm
    list_display = ("name", "kind", "authority_kind", "leader_signs", "place", "active")
    list_filter = ("kind", "authority_kind", "leader_signs", "active")
    list_select_related = ("place",)
    search_fields = ("name", "short_name", "initials", "pinyin")
    autocomplete_fields = ("parent", "place")
    actions = ("close",)

    def get_readonly_fields(self, request: HttpRequest, obj: Organisation | None = None) -> tuple[str, ...]:  # noqa: ARG002 -- Django's signature
        """Keep what others hang on: kind, parent and place never change."""
        return ("kind", "parent", "place") if obj else ()

    def save_model(
        self,
        request: HttpRequest,
        obj: Organisation,
        form: ModelForm,
        change: bool,  # noqa: FBT001 -- as above
    ) -> None:
        if change:
            self._change(request, obj, set(form.changed_data))
        else:
            obj.pk = self._create(request, form.cleaned_data).pk

    @admin.action(description=_("停用所选组织"), permissions=["change"])
    def close(self, request: HttpRequest, queryset: QuerySet[Organisation]) -> None:
        self.each(request, queryset, lambda row: organisations.close(row.pk, actor=acting(request)))

    def _create(self, request: HttpRequest, typed: dict[str, Any]) -> Organisation:
        post, place = acting(request), typed["place"]
        if typed["kind"] == OrganisationKind.FIRM:
            return organisations.create_firm(post.county_id, name=typed["name"], place_id=place.pk, actor=post)
        return organisations.create(
            post.county_id,
            kind=OrganisationKind(typed["kind"]),
            name=typed["name"],
            short_name=typed["short_name"],
            parent_id=typed["parent"].pk if typed["parent"] else None,
            place_id=place.pk if place else None,
            authority_kind=typed["authority_kind"],
            leader_signs=typed["leader_signs"],
            actor=post,
        )

    def _change(self, request: HttpRequest, obj: Organisation, changed: set[str]) -> None:
        post = acting(request)
        if changed & {"name", "short_name"}:
            organisations.rename(obj.pk, name=obj.name, short_name=obj.short_name, actor=post)
        if changed & {"authority_kind", "leader_signs"}:
            organisations.arrange(obj.pk, authority_kind=obj.authority_kind, leader_signs=obj.leader_signs, actor=post)


class FirmProfileForm(MaskedForm):
    """The profile; whom to ring and where, stands masked."""

    masked: ClassVar = {
        "contact_phone": lambda row: mask_phone(row.contact_phone),
        "contact_name": lambda row: mask_name(row.contact_name),
        "address": lambda row: village_of(row.organisation),
    }

    class Meta:
        model = Firm
        fields = (*sorted(organisations.FIRM_FIELDS), "branch")


@admin.register(Firm)
class FirmAdmin(RegisterAdmin):
    """A firm's codes, contact and branch."""

    within = "organisation__county"
    form = FirmProfileForm
    masked: ClassVar = {
        "contact_phone": "masked_phone",
        "contact_name": "masked_name",
        "address": "masked_address",
    }
    fields = ("organisation", *sorted(organisations.FIRM_FIELDS), "branch")
    readonly_fields = ("organisation", *masked.values())
    list_display = ("organisation", "credit_code", "noted", "branch")
    list_filter = ("noted",)
    list_select_related = ("organisation__place__parent", "branch")
    search_fields = ("organisation__name", "organisation__initials", "credit_code")
    autocomplete_fields = ("branch",)

    @admin.display(description=_("联系手机"))
    def masked_phone(self, row: Firm) -> str:
        return mask_phone(row.contact_phone)

    @admin.display(description=_("联系人"))
    def masked_name(self, row: Firm) -> str:
        return mask_name(row.contact_name)

    @admin.display(description=_("地址"))
    def masked_address(self, row: Firm) -> str:
        return village_of(row.organisation) if row.address else ""

    def has_add_permission(self, request: HttpRequest) -> bool:  # noqa: ARG002 -- as above
        """Refuse: a firm is founded as an organisation."""
        return False

    def save_model(self, request: HttpRequest, obj: Firm, form: ModelForm, change: bool) -> None:  # noqa: ARG002, FBT001 -- as above
        post, changed = acting(request), set(form.changed_data)
        if "branch" in changed:
            organisations.join_branch(obj.pk, branch_id=obj.branch_id, actor=post)
        changes = {name: form.cleaned_data[name] for name in changed & organisations.FIRM_FIELDS}
        if changes:
            organisations.correct_firm(obj.pk, changes=changes, actor=post)
