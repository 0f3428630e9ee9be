"""Showing a name, a number or an address in clear: each by itself, with a purpose, once, written down (DOMAIN §4.1)."""

from collections.abc import Mapping
from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from tickets.models import Ticket
from web.forms import Form

PURPOSES: Final = (
    ("contact", _("联系企业了解情况")),
    ("visit", _("约定上门")),
    ("revisit", _("回访")),
    ("check", _("核对信息")),
)


FIELDS: Final = (("name", _("姓名")), ("phone", _("电话")))
DOOR: Final = ("address", _("详细地址"))
"""Offered to whom the page shows the village alone."""


class RevealForm(Form):
    """What somebody needs to read, and why."""

    what = forms.MultipleChoiceField(
        label=_("要看什么"),
        choices=FIELDS,
        initial=["phone"],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("请勾选要看的内容"), "invalid_choice": _("请勾选要看的内容")},
    )
    purpose = forms.ChoiceField(
        label=_("为什么要看"),
        choices=[("", _("请选择用途")), *PURPOSES],
        error_messages={"required": _("请选择用途，会记录在案"), "invalid_choice": _("请选择用途，会记录在案")},
    )

    def __init__(self, data: Mapping[str, Any] | None = None, *, ticket: Ticket) -> None:
        super().__init__(data)
        self.offers_door = bool(ticket.door)
        if self.offers_door:
            what: Any = self.fields["what"]
            what.choices = (*FIELDS, DOOR)
