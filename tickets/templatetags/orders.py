"""``{% load orders %}``: the long lists of a dispatch form.

Eighty units, seventy kinds: templates took a third of the page for them (docs/performance.md).
"""

from collections.abc import Iterable
from itertools import groupby

from django import template
from django.utils.html import format_html_join
from django.utils.safestring import SafeString, mark_safe

from tickets.queries.orders import Choice, Order
from web.templatetags.qihu import icon

register = template.Library()
_OPTION = '<option value="{}"{}>{}</option>'
_CHIP = (
    '<div class="q-chip"><input type="checkbox" name="assists" value="{}" id="{}_{}"{}>'
    '<label for="{}_{}">{}{}</label></div>'
)


@register.simple_tag
def category_options(order: Order) -> SafeString:
    """``{% category_options order %}``: second level under first level."""
    families = groupby(order.categories, key=lambda each: each.parent.name if each.parent else "")
    return format_html_join(
        "",
        '<optgroup label="{}">{}</optgroup>',
        (
            (name, _options((each.pk, each.name, str(each.pk) == order.category) for each in ours))
            for name, ours in families
        ),
    )


@register.simple_tag
def lead_options(order: Order) -> SafeString:
    """``{% lead_options order %}``: every unit, for a lead that the catalogue does not name."""
    return _options((each.unit.pk, each.unit.name, each.chosen and order.other) for each in order.units)


@register.simple_tag
def assist_chips(choices: Iterable[Choice], name: str) -> SafeString:
    """``{% assist_chips order.assists "dispatch-assists" %}``: units to tick; `name` begins their ids."""
    tick = icon("check")
    return format_html_join(
        "",
        _CHIP,
        (
            (each.unit.pk, name, place, _when(each.chosen, " checked"), name, place, tick, each.unit.display_name)
            for place, each in enumerate(choices)
        ),
    )


def _options(rows: Iterable[tuple[int, str, bool]]) -> SafeString:
    return format_html_join("", _OPTION, ((key, _when(chosen, " selected"), words) for key, words, chosen in rows))


def _when(chosen: bool, said: str) -> SafeString:  # noqa: FBT001 -- what it is asked
    return mark_safe(said if chosen else "")  # noqa: S308 -- ours
