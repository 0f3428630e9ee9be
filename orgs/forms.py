"""What people send to this app's own pages."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from orgs.models import Post
from web.forms import Form, PhoneField


class SwitchPostForm(Form):
    """The post to act in from now on: one of the person's own."""

    post = forms.IntegerField()

    def __init__(self, data: Mapping[str, Any] | None = None, *, posts: Sequence[Post]) -> None:
        super().__init__(data)
        self._posts = {post.pk: post for post in posts}

    def clean_post(self) -> Post:
        """Give the post itself; ValidationError for one that ended or is not theirs."""
        post = self._posts.get(self.cleaned_data["post"])
        if post is None:
            raise forms.ValidationError("not yours")
        return post


class InviteForm(Form):
    """A number, and as what it is invited."""

    phone = PhoneField(label=_("对方手机号"), missing=_("请填写手机号"))
    clerk = forms.ChoiceField(
        label=_("请对方当"),
        choices=(("1", _("员工")), ("0", _("负责人"))),
        initial="1",
        widget=forms.RadioSelect,
        error_messages={"required": _("请选择"), "invalid_choice": _("请选择")},
    )
    fields_hints = {"1": _("能提诉求、补充、评价"), "0": _("还能撤回诉求、管员工、改企业资料")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["clerk"].choice_hints = self.fields_hints  # type: ignore[attr-defined]  # read by the template tag

    @property
    def said(self) -> dict[str, Any]:
        """What the service is told."""
        return {"phone": self.cleaned_data["phone"], "clerk": self.cleaned_data["clerk"] == "1"}
