"""What a unit has recorded of reaching the firm."""

from tickets.models import Contact, Leg


def last_contact(leg: Leg, round_: int) -> Contact | None:
    """The last contact of this leg in this round; nothing is asked where it never had one."""
    if leg.contacted_at is None:
        return None
    return Contact.objects.filter(leg=leg, round=round_).order_by("-at").first()
