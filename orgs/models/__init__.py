"""Facts of the county: one module a subject. Constraints carry the names of what must hold."""

from orgs.models.codes import CountedAct, PhoneCode
from orgs.models.county import County
from orgs.models.duty import DutyShift, DutySwap
from orgs.models.imports import RegisterSheet
from orgs.models.joining import Claim, Invitation
from orgs.models.messages import SmsMessage, SmsTemplate
from orgs.models.organisations import AllianceMember, Firm, MemberUnit, Organisation
from orgs.models.oversight import Oversight
from orgs.models.people import Person
from orgs.models.places import Place, ServiceSite
from orgs.models.posts import Post
from orgs.models.privacy import Consent, NoticeRecord, NoticeVersion
from orgs.models.staff import StaffInvitation
from orgs.models.working_days import CalendarDay

__all__ = [
    "AllianceMember",
    "CalendarDay",
    "Claim",
    "Consent",
    "CountedAct",
    "County",
    "DutyShift",
    "DutySwap",
    "Firm",
    "Invitation",
    "MemberUnit",
    "NoticeRecord",
    "NoticeVersion",
    "Organisation",
    "Oversight",
    "Person",
    "PhoneCode",
    "Place",
    "Post",
    "RegisterSheet",
    "ServiceSite",
    "SmsMessage",
    "SmsTemplate",
    "StaffInvitation",
]
