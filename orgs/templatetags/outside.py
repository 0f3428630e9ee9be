"""What templates ask about ways to sign in that others keep."""

from collections.abc import Sequence
from typing import Any

from django import template

from orgs.outside.browsers import offered
from orgs.outside.ways import Way

register = template.Library()


@register.simple_tag(takes_context=True)
def outside_ways(context: dict[str, Any]) -> Sequence[Way]:
    """``{% outside_ways as ways %}``: those that lead somewhere from this browser, in the order of their buttons."""
    return offered(context["request"])
