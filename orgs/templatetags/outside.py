"""What templates ask about ways to sign in that others keep."""

from collections.abc import Collection

from django import template
from django.conf import settings

from orgs.outside.ways import Way

register = template.Library()


@register.simple_tag
def outside_ways() -> Collection[Way]:
    """``{% outside_ways as ways %}``: those that are configured, in the order of their buttons. No query."""
    ways: dict[str, Way] = settings.OUTSIDE
    return ways.values()
