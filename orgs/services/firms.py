"""Entering many firms at once: the same rows and events as one by one, in a handful of statements."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from journal import clock, events
from orgs.exceptions import Refused
from orgs.models import Firm, Organisation, Post
from orgs.names import name_keys
from orgs.statuses import OrganisationKind

NOBODY_TOLD: tuple[str, ...] = ()
"""Nobody waits for the news of a firm in a sheet; the journal has each all the same."""


@dataclass(frozen=True, kw_only=True, slots=True)
class NewFirm:
    """What a sheet says of a firm."""

    name: str
    place_id: int
    credit_code: str = ""
    is_person: bool = False
    contact_name: str = ""
    contact_phone: str = ""
    branch_id: int | None = None


def create_many(county_id: int, *, firms: Sequence[NewFirm], actor: Post | None) -> list[Organisation]:
    """Enter firms, all or none. Raises Refused when one of them breaks a rule of the register."""
    now = clock.now()
    try:
        with transaction.atomic():
            made = Organisation.objects.bulk_create(_organisation(county_id, firm) for firm in firms)
            Firm.objects.bulk_create(_profile(body, firm) for body, firm in zip(made, firms, strict=True))
            kind = str(OrganisationKind.FIRM)
            events.record_many(
                [
                    events.Draft(
                        verb="organisation.created",
                        subject=body,
                        actor=actor,
                        at=now,
                        data={"kind": kind, "name": body.name, "parent": None},
                    )
                    for body in made
                ],
                consumers=NOBODY_TOLD,
            )
    except (IntegrityError, ValidationError) as problem:
        raise Refused(_("这样登记不符合组织规则，请检查后再试。")) from problem
    return made


def _organisation(county_id: int, firm: NewFirm) -> Organisation:
    return Organisation(
        county_id=county_id,
        kind=OrganisationKind.FIRM,
        name=firm.name,
        place_id=firm.place_id,
        **name_keys(firm.name),
    )


def _profile(body: Organisation, firm: NewFirm) -> Firm:
    return Firm(
        organisation=body,
        credit_code=firm.credit_code,
        is_person=firm.is_person,
        contact_name=firm.contact_name,
        contact_phone=firm.contact_phone,
        branch_id=firm.branch_id,
    )
