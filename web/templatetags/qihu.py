"""``{% load qihu %}``: icons, deadline chips, fields, error summaries, dates and masks in our look."""

from collections.abc import Sequence
from datetime import date, datetime
from functools import lru_cache
from typing import Any, Protocol

from django import forms, template
from django.forms import BoundField
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext

from web import counting, masks, moments
from web.frame import Frame, rows_of
from web.look import Look

register = template.Library()


class Chip(Protocol):
    """A deadline as a page shows it."""

    @property
    def kind(self) -> str:
        """Its shape: ok soon over pause moved done late, or sup (督办)."""

    @property
    def words(self) -> str:
        """剩 3 天 2 小时."""

    @property
    def wall(self) -> str:
        """11月30日（周一）18:00, or nothing."""

    @property
    def sum(self) -> Sequence[tuple[str, str]]:
        """How it was reckoned, line by line; may be empty."""


@register.simple_tag(takes_context=True)
def frame(context: template.Context) -> Frame:
    """``{% frame as frame %}`` in base.html: look, county and telephone of the page's frame, also without a request."""
    return Frame.of(context.get("request"))


@register.simple_tag
def look_rows(look: Look) -> SafeString:
    """``{% look_rows frame.look %}``: the buttons of the look settings, drawn once for each look and language."""
    return _look_rows(look, get_language() or "")


@lru_cache(maxsize=256)
def _look_rows(look: Look, _language: str) -> SafeString:
    return mark_safe(render_to_string("components/look_rows.html", {"rows": rows_of(look)}))  # noqa: S308 -- our template


@register.simple_tag
def icon(name: str, css: str = "i") -> SafeString:
    """``{% icon "bell" %}``: an outline from ``icons.svg``, hidden from screen readers; always put a word beside it."""
    return _icon(name, css)


@lru_cache(maxsize=256)
def _icon(name: str, css: str) -> SafeString:
    return format_html(
        '<svg class="{}" aria-hidden="true" focusable="false"><use href="{}#{}"/></svg>',
        css,
        static("look/icons.svg"),
        name,
    )


@register.simple_tag
def due(chip: Chip | None, *, big: bool = False) -> SafeString:
    """``{% due row.chip %}`` in lists: shape, words, colour. ``{% due chip big=True %}`` adds wall date and sum."""
    if not chip:
        return mark_safe("")
    shape = _icon("flag" if chip.kind == "sup" else f"d-{chip.kind}", "d")
    title = format_html(' title="{}"', chip.wall) if chip.wall and not big else ""
    tag = format_html(
        '<span class="q-due q-due-{}{}"{}>{}{}</span>', chip.kind, " q-due-big" if big else "", title, shape, chip.words
    )
    if not big:
        return tag
    wall = format_html('<p class="q-wall">{}</p>', chip.wall) if chip.wall else ""
    return format_html("{}{}{}", tag, wall, _sum(chip.sum))


def _sum(lines: Sequence[tuple[str, str]]) -> SafeString:
    if not lines:
        return mark_safe("")
    rows = format_html_join("", "<div><dt>{}</dt><dd>{}</dd></div>", lines)
    words = gettext("怎么算的")
    return format_html('<details class="q-sum"><summary>{}</summary><dl class="q-calc">{}</dl></details>', words, rows)


@register.inclusion_tag("components/field.html")
def field(bound: BoundField, *, style: str = "", rows: int = 0, autofocus: bool = False) -> dict[str, Any]:
    """``{% field form.title %}``: label, hint, error, control, in this order (govuk-frontend's contract).

    ``style="chips"`` draws radios and checkboxes as chips. A form field may carry ``choice_hints = {value: sentence}``,
    and ``sometimes``: its label says when it is needed, so that it is not called optional.
    """
    widget = bound.field.widget
    group = isinstance(widget, forms.RadioSelect | forms.CheckboxSelectMultiple)
    attrs: dict[str, Any] = {"class": _control_class(widget)}
    if rows:
        attrs["rows"] = rows
    if autofocus:
        attrs["autofocus"] = True
    return {
        "bound": bound,
        "hidden": bound.is_hidden,
        "group": group,
        "single": isinstance(widget, forms.CheckboxInput),
        "chips": style == "chips",
        "several": isinstance(widget, forms.CheckboxSelectMultiple),
        "control": "" if group else bound.as_widget(attrs=attrs),
        "options": _options(bound) if group else (),
        "optional": not bound.field.required and not getattr(bound.field, "sometimes", False),
        "most": widget.attrs.get("data-max"),
    }


def _control_class(widget: forms.Widget) -> str:
    own = widget.attrs.get("class", "")
    if isinstance(widget, forms.CheckboxInput):
        base = "form-check-input"
    elif isinstance(widget, forms.Select):
        base = "form-select"
    else:
        base = "form-control"
    return f"{base} {own}".strip()


def _options(bound: BoundField) -> list[dict[str, Any]]:
    hints = getattr(bound.field, "choice_hints", {})
    return [
        {
            "id": option.id_for_label,
            "value": option.data["value"],
            "label": option.choice_label,
            "checked": option.data["selected"],
            "hint": hints.get(str(option.data["value"]), ""),
        }
        for option in bound.subwidgets
    ]


@register.inclusion_tag("components/errors.html")
def errors(*some: object) -> dict[str, Any]:
    """``{% errors form other_form %}``: the error summary, first in ``main``; takes focus. Nothing when all is well."""
    found: list[tuple[str, str]] = []
    for form in some:
        if not isinstance(form, forms.BaseForm):
            continue
        found += [("", str(message)) for message in form.non_field_errors()]
        found += [(_target(bound), str(message)) for bound in form for message in bound.errors]
    return {"errors": found, "count": len(found)}


def _target(bound: BoundField) -> str:
    """The id that a link in the summary leads to: of a group, its first control."""
    if isinstance(bound.field.widget, forms.RadioSelect | forms.CheckboxSelectMultiple):
        return f"{bound.auto_id}_0"
    return bound.id_for_label or bound.auto_id


@register.filter
def moment(at: datetime | None, now: datetime | str = "") -> str:
    """``{{ event.at|moment:now }}``: 今天 10:31. Without ``now`` the whole date; nothing for nothing."""
    if not at:
        return ""
    return moments.moment(at, now=now if isinstance(now, datetime) else None)


@register.filter
def on_day(on: date | None, form: str = "") -> str:
    """``{{ record.until|on_day }}``: 12月7日; ``on_day:"year"`` where it may be months ahead: 2027年5月14日."""
    return moments.day(on, year=form == "year") if on else ""


@register.filter
def counted(count: int) -> str:
    """``{{ item.count|counted }}``: 17, or 999+."""
    return counting.in_words(count)


@register.filter
def mask_phone(phone: str | None) -> str:
    return masks.mask_phone(phone or "")


@register.filter
def mask_name(name: str | None) -> str:
    return masks.mask_name(name or "")
