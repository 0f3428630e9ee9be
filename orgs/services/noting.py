"""Noting a firm on somebody's word (代为登记): a caller's or a list's. The same one twice is one firm."""

from django.db import transaction

from orgs.models import Organisation, Place, Post
from orgs.services import organisations
from orgs.statuses import OrganisationKind


def note(
    county_id: int,
    *,
    name: str,
    phone: str,
    place_id: int,
    actor: Post,
    credit_code: str = "",
    is_person: bool = False,
) -> Organisation:
    """The firm of this name, number and town, entered now if the register has none. It waits to be claimed.

    Raises Refused when the credit code or the number cannot be one, or the code is taken.
    """
    with transaction.atomic():
        # Two who note the same firm at once meet at its town; firms elsewhere are not held up.
        Place.objects.select_for_update(no_key=True).get(pk=place_id, county=county_id)
        known = Organisation.objects.filter(
            county=county_id,
            kind=OrganisationKind.FIRM,
            active=True,
            place=place_id,
            name=name,
            profile__contact_phone=phone,
            profile__credit_code=credit_code,
        ).first()
        return known or organisations.create_firm(
            county_id,
            name=name,
            place_id=place_id,
            actor=actor,
            credit_code=credit_code,
            is_person=is_person,
            contact_name=name if is_person else "",
            contact_phone=phone,
            noted=True,
        )
