"""Forms about lists: which list comes in from where, which results go back."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tickets.export_kinds import TableFormat
from tickets.statuses import NUMBERED_SOURCES, Source
from web.forms import Form, SheetField

_SOURCES = [(source.value, source.label) for source in NUMBERED_SOURCES]
LONGEST_SPAN = timedelta(days=366)


class ImportForm(Form):
    """Source and file. What is wrong with the file is said by `web.sheets`."""

    source = forms.TypedChoiceField(
        label=_("从哪里来"),
        choices=[("", _("请选择来源")), *_SOURCES],
        coerce=Source,
        error_messages={"required": _("请选择来源"), "invalid_choice": _("请选择来源")},
    )
    file = SheetField(
        label=_("来件表格"),
        help_text=_(".xlsx 或 .csv，不超过 10 MB、5,000 行。先预览，再导入。"),
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv"}),
        error_messages={"required": _("请选择文件"), "invalid": _("请选择文件")},
    )


class ExportForm(Form):
    """Which source's results, of which days, in which format."""

    source = forms.TypedChoiceField(
        label=_("回传给"),
        choices=[("", _("请选择来源")), *_SOURCES],
        coerce=Source,
        error_messages={"required": _("请选择来源"), "invalid_choice": _("请选择来源")},
    )
    since = forms.DateField(
        label=_("从哪天来的件"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": _("请选择日期"), "invalid": _("日期写成 2026-11-18 这样")},
    )
    until = forms.DateField(
        label=_("到哪天为止"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": _("请选择日期"), "invalid": _("日期写成 2026-11-18 这样")},
    )
    answered = forms.BooleanField(label=_("只要答复已审核通过的"), required=False, initial=True)
    table = forms.TypedChoiceField(
        label=_("格式"),
        choices=TableFormat.choices,
        coerce=TableFormat,
        initial=TableFormat.XLSX,
        error_messages={"required": _("请选择格式"), "invalid_choice": _("请选择格式")},
    )

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        since, until = said.get("since"), said.get("until")
        if since and until and until < since:
            self.add_error("until", _("结束日期不能早于开始日期"))
        elif since and until and until - since > LONGEST_SPAN:
            self.add_error("until", _("一次最多一年，请分几次导出"))
        return said


def this_month(today: date) -> dict[str, Any]:
    """From the first of the month to today."""
    return {"since": today.replace(day=1), "until": today}
