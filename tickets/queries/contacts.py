"""What a unit has recorded of reaching the firm."""

from django.db.models import QuerySet

from tickets.models import Contact, Leg
from web.prepared import prepared


def last_contact(leg: Leg, round_: int) -> Contact | None:
    """The last contact of this leg in this round; nothing is asked where it never had one."""
    if leg.contacted_at is None:
        return None
    return next(iter(_last(leg=leg.pk, round_=round_)), None)


@prepared("leg", "round_")
def _last(*, leg: int, round_: int) -> QuerySet[Contact]:
    return Contact.objects.filter(leg=leg, round=round_).order_by("-at")[:1]
