"""Form fields whose sentences people understand (UX §1.0). They clean text; what is allowed is decided elsewhere."""

import re
import uuid
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.choices import BaseChoiceIterator
from django.utils.translation import gettext_lazy as _

from web.text import clean_text, one_line

Words = Any  # str or a lazy translation


class Form(forms.Form):
    """The base of our forms: no colon after labels, no ``required`` attribute: the words are ours."""

    use_required_attribute = False
    label_suffix = ""


class SheetField(forms.FileField):
    """A list to be read. One that the disk had no room for is refused whole, never read in part."""

    def clean(self, data: Any, initial: Any = None) -> Any:
        if getattr(data, "unstored", False):
            raise ValidationError(_("暂时存不下这个文件，请过一会儿再试"), code="disk")
        return super().clean(data, initial)


class AskedWhenNeeded(BaseChoiceIterator):
    """The pairs of a list, asked for once, when a page draws them or an answer must be among them.

    Most pages of a form do neither, and Django would look through a list of seventy to see whether it holds groups.
    """

    def __init__(self, ask: Callable[[], Iterable[tuple[Any, Words]]]) -> None:
        self.ask = ask
        self.found: Sequence[tuple[Any, Words]] | None = None

    def __iter__(self) -> Iterator[tuple[Any, Words]]:
        if self.found is None:
            self.found = list(self.ask())
        return iter(self.found)


class TextField(forms.Field):
    """One line of text.

    ``max_length`` and ``min_length`` count characters after cleaning; ``missing`` is the sentence for an empty answer.
    No ``maxlength`` reaches the browser: it would cut pasted text silently.
    """

    widget: Any = forms.TextInput
    lines = False

    def __init__(self, *, max_length: int = 200, min_length: int = 0, missing: Words = None, **kwargs: Any) -> None:
        self.max_length, self.min_length = max_length, min_length
        super().__init__(**kwargs)
        self.error_messages["required"] = missing or (
            _("请填写%(label)s") % {"label": self.label} if self.label else _("请填写这一项")
        )

    def to_python(self, value: Any) -> str:
        text = clean_text(str(value)) if value is not None else ""
        return text if self.lines else one_line(text)

    def validate(self, value: str) -> None:
        super().validate(value)
        if len(value) > self.max_length:
            message = _("最多 %(most)d 字，现在多出 %(over)d 字")
            params = {"most": self.max_length, "over": len(value) - self.max_length}
            raise ValidationError(message, code="max_length", params=params)
        if value and len(value) < self.min_length:
            message = _("请再多写一点：至少 %(least)d 个字，现在 %(now)d 个字")
            raise ValidationError(message, code="min_length", params={"least": self.min_length, "now": len(value)})


class LongTextField(TextField):
    """Several lines; ``count.js`` shows the characters left from nine tenths on."""

    widget = forms.Textarea
    lines = True

    def __init__(self, *, max_length: int = 2000, rows: int = 5, **kwargs: Any) -> None:
        self.rows = rows
        super().__init__(max_length=max_length, **kwargs)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:  # noqa: ARG002 -- Django's signature
        return {"rows": self.rows, "data-max": self.max_length}


class PhoneField(TextField):
    """A Chinese mobile number, given back as 11 digits; blanks, hyphens, +86 and hidden marks come off."""

    widget = forms.TextInput(attrs={"type": "tel", "inputmode": "tel", "autocomplete": "tel"})

    def to_python(self, value: Any) -> str:
        # Address books wrap copied numbers in direction marks; in a number they carry nothing.
        bare = re.sub("[\u200e\u200f\u202a-\u202e\u2066-\u2069\\s()（）\\-－–—]", "", str(value or ""))
        digits = clean_text(bare).translate(str.maketrans("０１２３４５６７８９＋", "0123456789+"))
        return re.sub(r"^(?:\+|00)?86(?=1\d{10}$)", "", digits)

    def validate(self, value: str) -> None:
        forms.Field.validate(self, value)
        if value and not re.fullmatch(r"1[3-9][0-9]{9}", value):
            raise ValidationError(_("手机号应为 11 位数字，例如 138 0000 0000"), code="phone")


class ClientTokenField(forms.UUIDField):
    """Makes a form that is sent twice one act: a fresh token per drawn form, stored with what the first sending made.

    A lost or mangled token never stops a person: a new one takes its place.
    """

    widget = forms.HiddenInput

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, initial=uuid.uuid4, **kwargs)

    def clean(self, value: Any) -> uuid.UUID:
        try:
            return super().clean(value) or uuid.uuid4()
        except ValidationError:
            return uuid.uuid4()
