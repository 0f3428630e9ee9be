"""Reads. `tickets_for` is the one visibility rule; all lists start from it."""

from tickets.queries.visibility import attachments_for, tickets_for

__all__ = ["attachments_for", "tickets_for"]
