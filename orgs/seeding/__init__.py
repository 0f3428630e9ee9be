"""The fictional county 泽丰县 for demonstrations and tests. Nothing in it is real."""

from orgs.queries import resolve_unit
from orgs.seeding.county import build_county, firm_named
from orgs.seeding.logins import DEMO_PASSWORD, demo_logins

__all__ = ["DEMO_PASSWORD", "build_county", "demo_logins", "firm_named", "resolve_unit"]
