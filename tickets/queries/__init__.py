"""Reads. `tickets_for` is the one visibility rule; all lists start from it."""

from tickets.queries.visibility import attachments_for, seen_among, tickets_for

__all__ = ["attachments_for", "seen_among", "tickets_for"]
