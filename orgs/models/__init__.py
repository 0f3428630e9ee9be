"""Facts of the county: one module a subject. Constraints carry the names of what must hold."""

from orgs.models.county import County
from orgs.models.duty import DutyShift, DutySwap
from orgs.models.imports import RegisterSheet
from orgs.models.organisations import AllianceMember, Firm, MemberUnit, Organisation
from orgs.models.people import Person
from orgs.models.places import Place, ServiceSite
from orgs.models.posts import Post
from orgs.models.working_days import CalendarDay

__all__ = [
    "AllianceMember",
    "CalendarDay",
    "County",
    "DutyShift",
    "DutySwap",
    "Firm",
    "MemberUnit",
    "Organisation",
    "Person",
    "Place",
    "Post",
    "RegisterSheet",
    "ServiceSite",
]
