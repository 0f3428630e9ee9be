"""What the database knows of a case: one module per subject."""

from tickets.models.catalogue import Catalogue, Category
from tickets.models.deadlines import Deadline
from tickets.models.drafts import Device, Draft
from tickets.models.files import Attachment
from tickets.models.legs import Leg
from tickets.models.lists import ExportJob, ExternalFacts, ImportBatch, ImportRow
from tickets.models.records import Contact, InfoRequest, Note, Rejection, Reminder
from tickets.models.replies import Reply, ReplyReview, Revisit
from tickets.models.returns import Candidate, Return
from tickets.models.tickets import NumberCounter, Ticket, TrackingAttempt

__all__ = [
    "Attachment",
    "Candidate",
    "Catalogue",
    "Category",
    "Contact",
    "Deadline",
    "Device",
    "Draft",
    "ExportJob",
    "ExternalFacts",
    "ImportBatch",
    "ImportRow",
    "InfoRequest",
    "Leg",
    "Note",
    "NumberCounter",
    "Rejection",
    "Reminder",
    "Reply",
    "ReplyReview",
    "Return",
    "Revisit",
    "Ticket",
    "TrackingAttempt",
]
