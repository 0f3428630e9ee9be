"""What the database knows of a case: one module per subject."""

from tickets.models.assignments import Assignment
from tickets.models.catalogue import Catalogue, Category
from tickets.models.data_requests import DataRequest
from tickets.models.deadlines import Deadline
from tickets.models.drafts import Device, Draft
from tickets.models.erasures import Erasure
from tickets.models.exclusions import Exclusion
from tickets.models.extensions import Extension
from tickets.models.files import UNSENT, Attachment
from tickets.models.holds import Hold
from tickets.models.impasses import Impasse
from tickets.models.instructions import Instruction
from tickets.models.joined import Member
from tickets.models.ledger import LedgerItem, LedgerReport, LedgerReview, StrikeOff
from tickets.models.legs import Leg
from tickets.models.lists import ExportJob, ExportPart, ExternalFacts, ImportBatch, ImportRow
from tickets.models.numbers import NumberCounter, TrackingAttempt
from tickets.models.objections import Objection
from tickets.models.pauses import Pause
from tickets.models.records import Contact, InfoRequest, Note, Rejection, Reminder
from tickets.models.reopenings import Reopening
from tickets.models.replies import Reply, ReplyReview, Revisit
from tickets.models.returns import Candidate, Return
from tickets.models.supervision import Card, SupervisionOrder
from tickets.models.tickets import Ticket
from tickets.models.whistles import CheckIn, Whistle, WhistleRating
from tickets.models.withdrawals import Withdrawal, WithdrawalCheck

__all__ = [
    "UNSENT",
    "Assignment",
    "Attachment",
    "Candidate",
    "Card",
    "Catalogue",
    "Category",
    "CheckIn",
    "Contact",
    "DataRequest",
    "Deadline",
    "Device",
    "Draft",
    "Erasure",
    "Exclusion",
    "ExportJob",
    "ExportPart",
    "Extension",
    "ExternalFacts",
    "Hold",
    "Impasse",
    "ImportBatch",
    "ImportRow",
    "InfoRequest",
    "Instruction",
    "LedgerItem",
    "LedgerReport",
    "LedgerReview",
    "Leg",
    "Member",
    "Note",
    "NumberCounter",
    "Objection",
    "Pause",
    "Rejection",
    "Reminder",
    "Reopening",
    "Reply",
    "ReplyReview",
    "Return",
    "Revisit",
    "StrikeOff",
    "SupervisionOrder",
    "Ticket",
    "TrackingAttempt",
    "Whistle",
    "WhistleRating",
    "Withdrawal",
    "WithdrawalCheck",
]
