"""Entering a call for somebody (帮办代办, 电话登记): the call form's questions, whose call it is, the notice."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from orgs.models import Organisation, Post
from orgs.models.organisations import PHONE
from tickets.call_forms import WhatForm, WhereForm, call_of, presets
from tickets.models import Category
from tickets.queries.catalogue import categories_of
from tickets.queries.firms import firms_like, firms_of
from tickets.services.filing import Call
from tickets.statuses import NUMBERED_SOURCES, Source
from web.forms import ClientTokenField, PhoneField, TextField

MOST_FOUND: Final = 8
_PERSONAL: Final = ("contact_name", "contact_phone", "address")
NEW: Final = "new"  # the answer "none of these": the desk notes the firm


class DialField(PhoneField):
    """A mobile number or a fixed one with its area code: whoever calls a desk may have only that."""

    def validate(self, value: str) -> None:
        forms.Field.validate(self, value)
        if value and not re.fullmatch(PHONE, value):
            raise ValidationError(_("请填 11 位手机号，或带区号的座机号"), code="phone")


class EntryForm(WhatForm, WhereForm):
    """What a clerk of a station or point types while the firm stands before them: the call's pages on one."""

    client_token = ClientTokenField()
    category = forms.TypedChoiceField(
        label=_("是哪一类"),
        help_text=_("选错了不要紧，受理时会再看一遍。"),
        coerce=int,
        empty_value=None,
        required=False,
        error_messages={"invalid_choice": _("请选择事项类别；不确定可选“说不清楚，请帮我分”")},
    )
    find = TextField(
        label=_("是哪家企业"),
        help_text=_("输入名称、拼音首字母、手机号或统一社会信用代码，再按“查找”。"),
        max_length=60,
        missing=_("请先查找并选定企业"),
    )
    firm = forms.ChoiceField(
        label=_("选定企业"),
        widget=forms.RadioSelect,
        error_messages={"required": _("请选择企业"), "invalid_choice": _("请在查到的企业里选一家")},
    )
    brought = forms.CharField(widget=forms.HiddenInput, required=False)
    contact_phone = DialField(label=_("联系电话"), missing=_("请写明电话，办理时会打给他"))
    read_out = forms.BooleanField(
        label=_("已向企业宣读"),
        error_messages={"required": _("请先把告知读给企业听，再勾选")},
    )

    def __init__(self, data: Mapping[str, Any] | None = None, *, post: Post, **kwargs: Any) -> None:
        self.writer_id = post.person_id
        super().__init__(data, county_id=post.county_id, **kwargs)
        self.firms = firms_of(post)
        words, picked = self._words(), self._typed("firm")
        self.found = self._found(words, picked)
        self.more = len(self.found) > MOST_FOUND
        self.found = self.found[:MOST_FOUND]
        choice: Any = self.fields["firm"]
        choice.choices = [(str(firm.pk), _described(firm)) for firm in self.found] + self._none_of_these(words)
        self.fields["find"].required = not (words or picked)
        choice.required = bool(choice.choices) and not self.is_new
        if self._meant and not picked:
            self.initial["firm"] = self._meant

    def offer(self, county_id: int) -> None:
        super().offer(county_id)
        category: Any = self.fields["category"]
        category.choices = [("", _("说不清楚，请帮我分")), *_grouped(categories_of(county_id))]

    def call(self, *, source: Source) -> Call:
        """The cleaned answers as the service takes them."""
        return call_of(self.cleaned_data, self.cleaned_data, source=source)

    @property
    def is_new(self) -> bool:
        """Whether a firm is meant that the register lacks, though nobody ticked so. A station only picks."""
        return False

    @property
    def _meant(self) -> str:
        """The only firm that was found. A new name means none of them, however much it resembles one."""
        return str(self.found[0].pk) if len(self.found) == 1 and not self._typed("new_name") else ""

    def _words(self) -> list[str]:
        """What the register is asked for."""
        return [typed] if (typed := self._typed("find")) else []

    def _none_of_these(self, words: Sequence[str]) -> list[tuple[str, Promise]]:
        del words
        return []

    def _typed(self, name: str) -> str:
        value = self.data.get(name) if self.is_bound else self.initial.get(name)
        return str(value or "").replace("\0", "").strip()

    def _found(self, words: Sequence[str], picked: str) -> list[Organisation]:
        """Whom the typed words mean, and whoever was picked before."""
        meant = {firm.pk: firm for each in words for firm in firms_like(self.firms, each)[: MOST_FOUND + 1]}
        found = list(meant.values())
        if picked.isascii() and picked.isdigit() and all(str(firm.pk) != picked for firm in found):
            found = [*self.firms.filter(pk=int(picked[:18])), *found]
        return found

    @property
    def chosen(self) -> Organisation | None:
        """The firm that is picked, or the only one that was found."""
        picked = self._typed("firm") or self._meant
        return next((firm for firm in self.found if str(firm.pk) == picked), None)

    def fill(self) -> Organisation | None:
        """Bring what the register knows of the chosen firm into what nobody has typed yet.

        Returns the firm where that shows a contact or an address which the page did not have: such a look is noted.
        """
        if (firm := self.chosen) is None:
            return None
        known, had = presets(firm), {name: self._typed(name) for name in _PERSONAL}
        before = self._brought()
        typed = {
            name: value
            for name, value in self.initial.items()
            if value not in {"", None} and str(before.get(name, "")) != str(value)
        }
        self.initial = {**self.initial, **known, **typed, "firm": str(firm.pk), "brought": str(firm.pk)}
        shows = any(known[name] and self.initial[name] == known[name] != had[name] for name in _PERSONAL)
        return firm if shows else None

    def _brought(self) -> dict[str, Any]:
        """What an earlier look brought of another firm: nobody typed it, so it goes when the firm changes."""
        earlier = self._typed("brought")
        if not (earlier.isascii() and earlier.isdigit()):
            return {}
        firm = self.firms.filter(pk=int(earlier[:18])).first()
        return presets(firm) if firm else {}

    @property
    def nobody_to_speak_for(self) -> bool:
        """The register has no firm for this post at all."""
        return not self.found and not self.firms.exists()

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if not said.get("firm") and self.is_new:
            said["firm"] = NEW
        elif not said.get("firm") and not {"find", "firm"} & self.errors.keys():
            self.add_error("find", _("没有查到，请换名称里的几个字、拼音首字母或电话再查"))
        return said


class DeskEntryForm(EntryForm):
    """The same at a desk: by telephone, or from another channel with its number; the firm may be new."""

    source = forms.TypedChoiceField(
        label=_("从哪里来"),
        choices=[(source.value, source.label) for source in (Source.PHONE, *NUMBERED_SOURCES)],
        coerce=Source,
        initial=Source.PHONE,
        error_messages={"required": _("请选择来源"), "invalid_choice": _("请选择来源")},
    )
    external_no = TextField(label=_("对方的编号"), help_text=_("电话来的不用填。"), max_length=60, required=False)
    new_name = TextField(
        label=_("新登记的名称"),
        help_text=_("库里查不到时填。没有店名的填本人姓名。"),
        max_length=100,
        required=False,
    )
    new_is_person = forms.BooleanField(label=_("没有营业执照，用本人姓名登记"), required=False)

    @property
    def is_new(self) -> bool:
        return bool(self._typed("new_name")) and not self._typed("firm") and not self.found

    def _words(self) -> list[str]:
        """A new name is looked up as well: the register may have it."""
        return [*super()._words(), *([named] if (named := self._typed("new_name")) else [])]

    def _none_of_these(self, words: Sequence[str]) -> list[tuple[str, Promise]]:
        return [(NEW, _("都不是，新登记"))] if words or self._typed("firm") else []

    def clean(self) -> dict[str, Any]:
        said = super().clean()
        if said.get("firm") == NEW and not said.get("new_name"):
            self.add_error("new_name", _("请写明企业、店铺或本人的名称"))
        source, number = said.get("source"), said.get("external_no")
        if source in NUMBERED_SOURCES and not number:
            self.add_error("external_no", _("请填对方的编号，查重和回传都要用"))
        if source == Source.PHONE and number:
            self.add_error("external_no", _("电话来的没有对方编号，请核对来源"))
        return said


def _grouped(categories: Iterable[Category]) -> list[tuple[str, list[tuple[int, str]]]]:
    """Second level under first level, for a `<select>` with groups."""
    groups: dict[str, list[tuple[int, str]]] = {}
    for category in categories:
        groups.setdefault(category.parent.name if category.parent else "", []).append((category.pk, category.name))
    return list(groups.items())


def _described(firm: Organisation) -> str:
    """Name, place, and the end of the credit code: enough to tell two shops apart, no telephone number."""
    code = firm.profile.credit_code
    parts = [
        firm.place.name if firm.place else "",
        f"…{code[-4:]}" if code else "",
        str(_("待认领")) if firm.profile.noted else "",
    ]
    about = " · ".join(part for part in parts if part)
    return f"{firm.name}（{about}）" if about else firm.name
