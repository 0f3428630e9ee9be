"""Tells both numbers when the number of an account is changed for somebody: whoever asked may be taking it over.

By text message, as the old number reaches its person where the account perhaps no longer does.
"""

from datetime import datetime

from orgs.models import Person
from orgs.services import messages, privacy


def tell(person: Person, *, had: str, signed_in_by: str, now: datetime) -> None:
    """Text the numbers that `person` had before (in the register, and to sign in by) and the one they have now.

    In the transaction of the change. A landline hears nothing.
    """
    for number in {had, signed_in_by} - {person.phone}:
        _text("number_changed" if number == signed_in_by else "number_replaced", number, person, now=now)
    if person.phone not in {had, signed_in_by}:
        _text("number_registered", person.phone, person, now=now)


def _text(key: str, number: str, person: Person, *, now: datetime) -> None:
    if messages.is_mobile(number):
        fields = {"联系电话": privacy.telephone(person.county)}
        messages.queue(key, number=number, fields=fields, county_id=person.county_id, now=now)
