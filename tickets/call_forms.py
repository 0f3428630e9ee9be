"""The call form (提诉求): one page, what a firm says and whom to ring. Cleans; the service decides."""

import re
from collections.abc import Mapping
from typing import Any, Final

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from orgs.models import Firm, Organisation, Place, Post
from orgs.queries import towns_of
from tickets.models import Category
from tickets.queries.catalogue import categories_of
from tickets.services.filing import Call
from tickets.statuses import Impact, Source
from web.forms import ClientTokenField, Form, LongTextField, PhoneField, TextField

TITLE_FROM_BODY: Final = 30
_MOBILE: Final = re.compile(r"1[3-9][0-9]{9}")


class CallForm(Form):
    """What happened, where, how bad, whom to ring. Three answers are needed when the rest is preset."""

    client_token = ClientTokenField()
    body = LongTextField(
        label=_("说说遇到的问题"),
        help_text=_("在哪里、从什么时候开始、影响了什么。可以点输入法的话筒说。"),
        min_length=10,
        max_length=2000,
        rows=7,
        missing=_("请写明遇到的问题，一两句话即可"),
    )
    title = TextField(label=_("标题"), help_text=_("不写就用上面的前 30 个字。"), max_length=60, required=False)
    category = forms.TypedChoiceField(
        label=_("是哪一类"),
        help_text=_("选错了不要紧，受理时会再看一遍。"),
        coerce=int,
        empty_value=None,
        required=False,
        error_messages={"invalid_choice": _("请选择事项类别；不确定可选“说不清楚，请帮我分”")},
    )
    impact = forms.TypedChoiceField(
        label=_("有多急"),
        choices=Impact.choices,
        coerce=Impact,
        widget=forms.RadioSelect,
        error_messages={"required": _("请选择有多急"), "invalid_choice": _("请选择有多急")},
    )
    expected = LongTextField(label=_("希望怎么办"), max_length=300, rows=2, required=False)
    town = forms.ModelChoiceField(
        label=_("在哪个镇街"),
        queryset=Place.objects.none(),
        empty_label=_("请选择镇街"),
        error_messages={"required": _("请选择镇街"), "invalid_choice": _("请选择镇街")},
    )
    address = TextField(label=_("详细地点"), help_text=_("村、路、门牌号。"), max_length=120, required=False)
    contact_name = TextField(label=_("联系人"), max_length=30, missing=_("请写明联系人"))
    contact_phone = PhoneField(label=_("手机号"), missing=_("请写明手机号，办理时会打给您"))
    confidential = forms.BooleanField(label=_("请为我保密，不让承办单位看到联系人"), required=False)
    may_publish = forms.BooleanField(label=_("办好后可以公开这件事（不公开企业和联系人）"), required=False)

    def __init__(self, *args: Any, county_id: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        impact: Any = self.fields["impact"]
        impact.choice_hints = {Impact.STOPPED.value: _("有人身危险请先拨打 110、119、120")}
        category: Any = self.fields["category"]
        category.choices = [("", _("说不清楚，请帮我分")), *_grouped(categories_of(county_id))]
        town: Any = self.fields["town"]
        town.queryset = towns_of(county_id)

    def call(self, *, source: Source) -> Call:
        """The cleaned answers as the service takes them."""
        said = self.cleaned_data
        return Call(
            title=said["title"] or title_of(said["body"]),
            town_id=said["town"].pk,
            category_id=said["category"],
            source=source,
            **{name: said[name] for name in _AS_SAID},
        )


_AS_SAID: Final = (
    "body", "impact", "expected", "address", "contact_name", "contact_phone", "confidential", "may_publish",
)  # fmt: skip


def call_form(
    post: Post, *, data: Mapping[str, Any] | None = None, initial: Mapping[str, Any] | None = None
) -> CallForm:
    """The form of this post's firm."""
    return CallForm(data, initial=initial, county_id=post.organisation.county_id)


def presets(firm: Organisation) -> dict[str, Any]:
    """What the register knows already. A landline is left out: the form asks for a mobile."""
    place, profile = firm.place, Firm.objects.filter(organisation=firm).first()
    known: dict[str, Any] = {"town": (place.parent_id or place.pk) if place else None}
    if profile is None:
        return known
    return known | {
        "address": profile.address,
        "contact_name": profile.contact_name,
        "contact_phone": profile.contact_phone if _MOBILE.fullmatch(profile.contact_phone) else "",
    }


def title_of(body: str) -> str:
    """The first 30 characters, on one line, when nobody wrote a title."""
    line = " ".join(body.split())
    return line if len(line) <= TITLE_FROM_BODY else f"{line[: TITLE_FROM_BODY - 1]}…"


def _grouped(categories: QuerySet[Category]) -> list[tuple[str, list[tuple[int, str]]]]:
    """Second level under first level, for a `<select>` with groups."""
    groups: dict[str, list[tuple[int, str]]] = {}
    for category in categories:
        parent = category.parent
        groups.setdefault(parent.name if parent else "", []).append((category.pk, category.name))
    return list(groups.items())
