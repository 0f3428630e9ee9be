"""The call form (提诉求): what happened, and where and how bad. Cleans; the service decides."""

import re
from collections.abc import Mapping
from typing import Any, Final

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from orgs.models import Organisation, Person
from orgs.queries import town_names_of
from tickets.queries.catalogue import names_of
from tickets.queries.units import units_complained_about
from tickets.services.filing import Call
from tickets.statuses import Impact, Source
from web.forms import AskedWhenNeeded, Form, LongTextField, PhoneField, TextField
from web.text import opening

TITLE_FROM_BODY: Final = 30
_MOBILE: Final = re.compile(r"1[3-9][0-9]{9}")


class CountyForm(Form):
    """A form whose lists are a county's."""

    def __init__(self, *args: Any, county_id: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer(county_id)

    def offer(self, county_id: int) -> None:
        """Fill the lists of this county."""


class WhatForm(CountyForm):
    """The first page: what happened. The category is a person's choice among what was suggested, or none."""

    body = LongTextField(
        label=_("说说遇到的问题"),
        help_text=_("在哪里、从什么时候开始、影响了什么。可以点输入法的话筒说。"),
        min_length=10,
        max_length=2000,
        rows=7,
        missing=_("请写明遇到的问题，一两句话即可"),
    )
    category = forms.TypedChoiceField(
        label=_("看着像是这一类，对吗"),
        coerce=int,
        empty_value=None,
        required=False,
        error_messages={"invalid_choice": _("请选择事项类别；不确定可选“说不清楚，请帮我分”")},
    )
    title = TextField(label=_("标题"), help_text=_("不写就用上面的前 30 个字。"), max_length=60, required=False)

    def offer(self, county_id: int) -> None:
        super().offer(county_id)
        category: Any = self.fields["category"]
        category.choices = AskedWhenNeeded(lambda: [("", ""), *names_of(county_id)])


class WhereForm(CountyForm):
    """The second page: danger first, how bad by facts, where, whom to ring. Only one answer is not preset."""

    danger = forms.BooleanField(label=_("有人有危险：起火、触电、漏气、有人受伤"), required=False)
    impact = forms.TypedChoiceField(
        label=_("有多急"),
        choices=Impact.choices,
        coerce=Impact,
        widget=forms.RadioSelect,
        error_messages={"required": _("请选择有多急"), "invalid_choice": _("请选择有多急")},
    )
    town = forms.TypedChoiceField(
        label=_("在哪个镇街"),
        coerce=int,
        error_messages={"required": _("请选择镇街"), "invalid_choice": _("请选择镇街")},
    )
    address = TextField(label=_("详细地点"), help_text=_("村、路、门牌号。"), max_length=120, required=False)
    contact_name = TextField(label=_("联系人"), max_length=30, missing=_("请写明联系人"))
    contact_phone = PhoneField(label=_("手机号"), missing=_("请写明手机号，办理时会打给您"))
    expected = LongTextField(label=_("希望怎么办"), max_length=300, rows=2, required=False)
    about_org = forms.TypedChoiceField(
        label=_("反映的是哪个单位"),
        help_text=_("反映某个单位的作风或处理结果才选。选了以后，这个单位和它的人都看不到这件诉求。"),
        coerce=int,
        empty_value=None,
        required=False,
        error_messages={"invalid_choice": _("请从列表中选择单位，不反映单位的不用选")},
    )
    writer_id = 0  # the person who enters it for somebody else
    confidential = forms.BooleanField(label=_("请为我保密，不让承办单位看到联系人"), required=False)
    may_publish = forms.BooleanField(label=_("办好后可以公开这件事（不公开企业和联系人）"), required=False)

    def offer(self, county_id: int) -> None:
        super().offer(county_id)
        town: Any = self.fields["town"]
        town.choices = AskedWhenNeeded(lambda: [("", _("请选择镇街")), *town_names_of(county_id)])
        about: Any = self.fields["about_org"]
        about.choices = AskedWhenNeeded(
            lambda: [("", _("不反映单位")), *units_complained_about(county_id, writer_id=self.writer_id)]
        )

    @property
    def place_is_known(self) -> bool:
        """Town and address stand there already, rightly: the page only names them."""
        return bool(self["town"].value() and self["address"].value()) and not self.wrong("town", "address")

    @property
    def contact_is_known(self) -> bool:
        """The same for the person to ring."""
        names = ("contact_name", "contact_phone")
        return all(self[name].value() for name in names) and not self.wrong(*names)

    @property
    def place_words(self) -> str:
        """Town and address as they are chosen now; an address that names its town names it once."""
        town: Any = self.fields["town"]
        chosen, address = str(self["town"].value() or ""), str(self["address"].value() or "")
        name = next((name for pk, name in town.choices if chosen and str(pk) == chosen), "")
        return address if address.startswith(name) else f"{name} {address}".strip()

    def wrong(self, *names: str) -> bool:
        """Whether one of these answers was refused."""
        return self.is_bound and any(name in self.errors for name in names)


FORMS: Final[dict[str, type[WhatForm] | type[WhereForm]]] = {"what": WhatForm, "where": WhereForm}
# What a page keeps beside its form's fields: chips may stand on either page; a case that this is not about.
_BESIDE: Final = {"what": ("not_same",), "where": ("category", "not_same")}


def answers_in(step: str, data: QueryDict) -> dict[str, str]:
    """What a page of the form has sent, as typed. A box that is not ticked is an answer; a radio is none."""
    fields = FORMS[step].base_fields
    said = {name: data.get(name, "") for name in (*fields, *_BESIDE[step]) if name in data}
    boxes = [name for name, field in fields.items() if isinstance(field, forms.BooleanField)]
    return {**dict.fromkeys(boxes, ""), **said}


def call_of(what: Mapping[str, Any], where: Mapping[str, Any], *, source: Source) -> Call:
    """The cleaned answers of both pages as the service takes them."""
    return Call(
        title=what["title"] or title_of(what["body"]),
        body=what["body"],
        category_id=what["category"],
        town_id=where["town"],
        source=source,
        about_org_id=where["about_org"],
        **{name: where[name] for name in _AS_SAID},
    )


_AS_SAID: Final = (
    "danger", "impact", "expected", "address", "contact_name", "contact_phone", "confidential", "may_publish",
)  # fmt: skip


def town_of(firm: Organisation) -> int | None:
    """The town that the register knows the firm in."""
    return (firm.place.parent_id or firm.place.pk) if firm.place else None


def presets(firm: Organisation, *, speaker: Person | None = None) -> dict[str, Any]:
    """What the register knows already; where it names nobody to ring, whoever speaks for the firm.

    A landline is left out: the form asks for a mobile.
    """
    profile = getattr(firm, "profile", None)
    names = [profile.contact_name if profile else "", speaker.name if speaker else ""]
    phones = [profile.contact_phone if profile else "", speaker.phone if speaker else ""]
    return {
        "town": town_of(firm),
        "address": profile.address if profile else "",
        "contact_name": next(filter(None, names), ""),
        "contact_phone": next(filter(_MOBILE.fullmatch, phones), ""),
    }


def title_of(body: str) -> str:
    """The first 30 characters, on one line, when nobody wrote a title."""
    return opening(body, TITLE_FROM_BODY)
