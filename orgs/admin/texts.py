"""The county's own words: text messages and the privacy notice."""

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from orgs.admin.register import ModelForm, RegisterAdmin, acting
from orgs.models import NoticeVersion, SmsTemplate
from orgs.services import messages, privacy
from orgs.sms import templates


class SmsTemplateForm(ModelForm):
    """Words with `{{字段}}` from a short list; anything else in braces is refused by name."""

    key = forms.ChoiceField(label=_("短信"), choices=[(key, row.label) for key, row in templates.TEMPLATES.items()])
    words = forms.CharField(
        label=_("内容"),
        max_length=templates.LONGEST,
        widget=forms.Textarea(attrs={"rows": 4, "data-max": templates.PART}),
        help_text=_("只替换这条短信自己的字段，例如验证码；每 70 字算一条。"),
    )

    class Meta:
        model = SmsTemplate
        fields = ("key", "words", "gateway_code")

    def clean(self) -> dict[str, Any]:
        """Strip what could begin a line of its own, and ask for exactly the fields that there are."""
        cleaned: dict[str, Any] = super().clean() or {}
        key = cleaned.get("key") or self.instance.key
        if key and "words" in cleaned:
            cleaned["words"] = templates.one_line(cleaned["words"])
            try:
                templates.check(key, cleaned["words"])
            except ValidationError as problem:
                self.add_error("words", problem)
        return cleaned


@admin.register(SmsTemplate)
class SmsTemplateAdmin(RegisterAdmin):
    """One row a message; without one our own words are sent."""

    form = SmsTemplateForm
    list_display = ("label", "words", "length", "gateway_code")
    readonly_fields = ("length",)
    fields = ("key", "words", "length", "gateway_code")

    @admin.display(description=_("短信"))
    def label(self, row: SmsTemplate) -> str:
        return str(templates.TEMPLATES[row.key].label) if row.key in templates.TEMPLATES else row.key

    @admin.display(description=_("长度"))
    def length(self, row: SmsTemplate) -> str:
        """How long the words are before their fields are filled in, and how many parts that makes."""
        return _("%(length)d 字，%(parts)d 条") % {"length": len(row.words), "parts": templates.parts(row.words)}

    def save_model(self, request: HttpRequest, obj: SmsTemplate, form: ModelForm, change: bool) -> None:  # noqa: ARG002, FBT001 -- Django's signature
        post = acting(request)
        said = {name: form.cleaned_data[name] for name in ("key", "words", "gateway_code")}
        obj.pk = messages.word(post.county_id, **said, actor=post).pk


@admin.register(NoticeVersion)
class NoticeVersionAdmin(RegisterAdmin):
    """Versions of the privacy notice: another wording is another version, none is ever changed."""

    list_display = ("version", "in_force_from")
    fields = ("words",)

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:  # noqa: ARG002 -- as above
        return False

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """Begin with the version in force."""
        return {"words": privacy.in_force(acting(request).organisation.county).words}

    def save_model(self, request: HttpRequest, obj: NoticeVersion, form: ModelForm, change: bool) -> None:  # noqa: ARG002, FBT001 -- as above
        post = acting(request)
        made = privacy.publish(post.county_id, words=form.cleaned_data["words"], actor=post)
        obj.pk, obj.version = made.pk, made.version
