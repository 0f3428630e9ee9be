"""Firms of a sheet: checked one by one, entered by the hundred."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from django.utils.translation import gettext as _

from orgs.exceptions import Refused
from orgs.importing.knowing import Places, phone, yes
from orgs.importing.results import BAD, NEW, THERE, Result
from orgs.models import Firm, Organisation, Post
from orgs.models.organisations import CREDIT_CODE
from orgs.services import firms
from orgs.services.firms import NewFirm
from orgs.statuses import OrganisationKind

BATCH: Final = 500
_LONGEST_NAME: Final = 100
_LONGEST_CONTACT: Final = 50


@dataclass(slots=True)
class Known:
    """What is registered already, read once; grows with the sheet, so that a sheet may not repeat itself."""

    county_id: int
    places: Places
    codes: dict[str, int] = field(default_factory=dict)
    named: set[tuple[str, int | None]] = field(default_factory=set)
    branches: dict[str, int] = field(default_factory=dict)

    @classmethod
    def of(cls, county_id: int) -> "Known":
        bodies = Organisation.objects.filter(county=county_id, active=True)
        return cls(
            county_id,
            Places(county_id),
            dict(Firm.objects.exclude(credit_code="").values_list("credit_code", "organisation__county")),
            set(bodies.filter(kind=OrganisationKind.FIRM).values_list("name", "place")),
            dict(bodies.filter(kind=OrganisationKind.BRANCH).values_list("name", "pk")),
        )


def enter(rows: Sequence[tuple[int, Mapping[str, str]]], *, county_id: int, actor: Post | None) -> list[Result]:
    """Enter the firms that can be and are not there yet; a result for each row, in order."""
    known, results, fresh = Known.of(county_id), dict[int, Result](), list[tuple[int, NewFirm]]()
    for line, cells in rows:
        try:
            firm = _read(cells, known)
        except Refused as problem:
            results[line] = Result(line, BAD, str(problem))
            continue
        if firm is None:
            results[line] = Result(line, THERE)
        else:
            fresh.append((line, firm))
    for start in range(0, len(fresh), BATCH):
        batch = fresh[start : start + BATCH]
        results |= {result.line: result for result in _batch(batch, county_id=county_id, actor=actor)}
    return [results[line] for line, _cells in rows]


def _batch(batch: Sequence[tuple[int, NewFirm]], *, county_id: int, actor: Post | None) -> Iterator[Result]:
    """All at once; one by one when somebody registered one of them meanwhile."""
    try:
        firms.create_many(county_id, firms=[firm for _line, firm in batch], actor=actor)
    except Refused:
        for line, firm in batch:
            try:
                firms.create_many(county_id, firms=[firm], actor=actor)
            except Refused as problem:
                yield Result(line, BAD, str(problem))
            else:
                yield Result(line, NEW)
    else:
        yield from (Result(line, NEW) for line, _firm in batch)


def _read(cells: Mapping[str, str], known: Known) -> NewFirm | None:
    """The firm of a row; None when it is registered already. Raises Refused with the sentence for the row."""
    name, code = cells["name"], cells.get("credit_code", "").replace(" ", "").upper()
    contact = cells.get("contact_name", "")
    if not name or len(name) > _LONGEST_NAME or len(contact) > _LONGEST_CONTACT:
        raise Refused(_("请填企业名称；名称不超过 100 字，联系人不超过 50 字"))
    if code and not re.fullmatch(CREDIT_CODE, code):
        raise Refused(_("统一社会信用代码是 18 位数字和大写字母。"))
    place = known.places.find(cells["town"], cells.get("village", ""))
    firm = NewFirm(
        name=name,
        place_id=place,
        credit_code=code,
        is_person=yes(cells.get("is_person", ""), what="个体工商户"),
        contact_name=contact,
        contact_phone=phone(cells.get("contact_phone", "")),
        branch_id=_branch(cells.get("branch", ""), known),
    )
    return None if _is_there(firm, known) else firm


def _is_there(firm: NewFirm, known: Known) -> bool:
    """Known by its credit code, or without one by its name and place; remembers a new one."""
    here = (firm.name, firm.place_id)
    owner = known.codes.get(firm.credit_code) if firm.credit_code else None
    if owner is not None and owner != known.county_id:
        raise Refused(_("这个统一社会信用代码已经登记过。"))
    if owner is None and firm.credit_code and here in known.named:
        raise Refused(_("这里已有同名企业：请核对，是同一家就在“企业资料”里补信用代码"))
    there = owner is not None if firm.credit_code else here in known.named
    known.named.add(here)
    if firm.credit_code:
        known.codes[firm.credit_code] = known.county_id
    return there


def _branch(name: str, known: Known) -> int | None:
    if name and name not in known.branches:
        raise Refused(_("组织“%s”还没有登记") % name)
    return known.branches.get(name)
