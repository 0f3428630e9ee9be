"""Whom public words give away: numbers, names of firms of the county, persons of the item. It finds; people write."""

import re
from collections.abc import Sequence
from typing import Final

from django.db.models import F, Q, TextField, Value
from django.utils.translation import gettext as _

from orgs.models import Organisation, Post
from orgs.statuses import OrganisationKind
from roundtable.models import AgendaItem, Named
from roundtable.queries.cases import cases_of
from web import redacting

CASE_NUMBER: Final = re.compile(r"\d{6}-\d{4}-\d")


def named_in(text: str, item: AgendaItem, *, county_id: int, people: Sequence[str] | None = None) -> str:
    """Whom the text gives away, in a sentence; empty for nobody. `people`: `people_of` the item, if in hand."""
    if redacting.find(text):
        return _("里面有电话、证件一类的号码，公开前请删掉。")
    if CASE_NUMBER.search(text):
        return _("里面有诉求编号，公开前请删掉。")
    plain = re.sub(r"\s", "", text)
    for name in (*firms_in(plain, county_id=county_id), *(people_of(item) if people is None else people)):
        if name in plain:
            return _("里面有“%(name)s”，公开的内容不能写企业和个人的名字，请改成“一家企业”。") % {"name": name}
    return ""


def firms_in(text: str, *, county_id: int) -> list[str]:
    """The names of the county's firms that a text has in it, the longest first."""
    firms = Organisation.objects.filter(county=county_id, kind=OrganisationKind.FIRM)
    said = firms.annotate(said=Value(text, output_field=TextField()))
    found = said.filter(Q(said__contains=F("name")) | ~Q(short_name="") & Q(said__contains=F("short_name")))
    names = {name for pair in found.values_list("name", "short_name") for name in pair if name and name in text}
    return sorted(names, key=lambda name: (-len(name), name))


def people_of(item: AgendaItem) -> list[str]:
    """The persons that the item's rows name: who raised it, answers for it, sat there, and its firms' people."""
    seats = item.meeting.seats.values_list("name", "came_name")
    names = {name for pair in seats for name in pair}
    names |= {item.topic.raised_by.person.name, *item.decisions.values_list("person", flat=True)}
    cases = cases_of(item.topic)
    names |= {case.contact_name for case in cases}
    # In hand, not as a subquery: joined by "or" to it, every post of the county would be looked at.
    firms = {
        *Named.objects.filter(decision__item=item).values_list("firm", flat=True),
        *(case.firm_id for case in cases),
    }
    of_firms = Post.objects.filter(organisation__in=firms, organisation__kind=OrganisationKind.FIRM)
    names |= set(of_firms.values_list("person__name", flat=True))
    return sorted(name for name in names if len(name) > 1)
