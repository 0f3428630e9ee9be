"""What is asked about personal data, and what is answered."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tickets.data_kinds import BY_ONESELF, FOR_A_CALLER, Wish
from tickets.entry_forms import DialField
from tickets.services.data_desk import Said
from web.forms import ClientTokenField, Form, LongTextField, PhoneField, TextField

_HINTS = {
    Wish.COPY: _("办好后由党委办公室把副本交给本人"),
    Wish.CORRECT: _("姓名、手机号写错了，或者换了"),
    Wish.CLOSE: _("没有办结的诉求要先办结；已办结的，联系方式清除，档案按规定保存"),
    Wish.WITHDRAW: _("以后不再公开、不再另作他用"),
    Wish.EXPLAIN: _("想知道用了哪些信息、给谁看过、为什么"),
}


def _wish(allowed: frozenset[Wish]) -> forms.ChoiceField:
    choices = [(wish.value, wish.label) for wish in Wish if wish in allowed]
    said = {"required": _("请选一项"), "invalid_choice": _("请选一项")}
    asked = forms.ChoiceField(label=_("要求什么"), choices=choices, widget=forms.RadioSelect, error_messages=said)
    asked.choice_hints = {wish.value: words for wish, words in _HINTS.items()}  # type: ignore[attr-defined]  # read by the template tag
    return asked


class DataForm(Form):
    """What somebody asks for themselves."""

    client_token = ClientTokenField()
    wish = _wish(BY_ONESELF)
    words = LongTextField(
        label=_("说明"), help_text=_("写清哪里不对，或想知道什么"), max_length=500, rows=3, required=False
    )
    new_name = TextField(label=_("正确的姓名"), help_text=_("只在更正时填，没错的留空"), max_length=30, required=False)
    new_phone = PhoneField(label=_("正确的手机号"), required=False)
    new_email = forms.EmailField(
        label=_("正确的邮箱"), required=False, error_messages={"invalid": _("邮箱写法不对，例如 name@example.com")}
    )

    def clean(self) -> dict[str, Any]:
        """A correction says what is right, a question what is asked."""
        said: dict[str, Any] = super().clean() or {}
        named = any(said.get(name) for name in ("words", "new_name", "new_phone", "new_email"))
        if said.get("wish") in {Wish.CORRECT, Wish.EXPLAIN} and not named:
            self.add_error("words", ValidationError(gettext("请写明哪里不对，或想知道什么")))
        return said

    @property
    def said(self) -> Said:
        """What the service is told. Only a correction changes anything."""
        given = self.cleaned_data
        new = ("new_name", "new_phone", "new_email") if given["wish"] == Wish.CORRECT else ()
        return Said(
            wish=Wish(given["wish"]), words=given["words"], **{name: given[name] for name in new if name in given}
        )


class CallerForm(DataForm):
    """The same, written down by whoever the person has come to or called."""

    name = TextField(label=_("姓名"), help_text=_("和提诉求时留的一样"), max_length=30, missing=_("请写明是谁"))
    phone = DialField(
        label=_("电话"),
        help_text=_("提诉求时留的号码；请打回去或看证件，确认是本人"),
        missing=_("请写明提诉求时留的号码"),
    )
    wish = _wish(FOR_A_CALLER)
    known = forms.BooleanField(label=_("已确认是本人"), error_messages={"required": _("请先确认是本人，再勾选")})
    new_email = None  # type: ignore[assignment]  # Django's way to leave a field out
    field_order = ("name", "phone", "known", "wish")


class AnswerForm(Form):
    """Yes or no, with the words that whoever asked reads."""

    ruling = forms.ChoiceField(
        label=_("您的答复"),
        choices=(("grant", _("办理")), ("refuse", _("不予办理"))),
        widget=forms.RadioSelect,
        error_messages={"required": _("请选一项"), "invalid_choice": _("请选一项")},
    )
    answer = LongTextField(
        label=_("给对方的话"), help_text=_("不予办理要写明理由"), max_length=500, rows=3, required=False
    )

    def __init__(self, data: Any = None, *, wish: Wish) -> None:
        super().__init__(data)
        self.wish = wish

    def clean(self) -> dict[str, Any]:
        """A refusal and an explanation are words."""
        said: dict[str, Any] = super().clean() or {}
        if "answer" in said and not said["answer"]:
            if said.get("ruling") == "refuse":
                self.add_error("answer", ValidationError(gettext("请写明不予办理的理由")))
            elif self.wish == Wish.EXPLAIN:
                self.add_error("answer", ValidationError(gettext("请写明怎么处理他的信息")))
        return said
