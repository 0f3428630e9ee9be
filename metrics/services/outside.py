"""Entering, replacing and removing figures from outside. The county is the subject; who may, the pages ask."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from journal import clock, events
from journal.canonical import Data
from journal.models import Event
from metrics.models import OutsideFigure
from metrics.outside_kinds import KINDS, Qualifier, Scale
from orgs.exceptions import Refused
from orgs.models import County, Post
from orgs.queries import today


@dataclass(frozen=True, slots=True)
class Stated:
    """What a source says of one figure; without a `unit` it is the usual one."""

    key: str
    value: Decimal
    qualifier: Qualifier
    as_of: date
    source: str
    scale: Scale = Scale.ONE
    unit: str = ""


def state(county_id: int, stated: Stated, *, actor: Post | None) -> OutsideFigure:
    """Enter a figure, or put it in the place of the one before. Raises Refused for what no source can say.

    The event carries what was said before and now; of the source, typed by somebody, only what proves it.
    """
    _check(stated)
    with transaction.atomic():
        county, now = County.objects.select_for_update(of=("self",)).get(pk=county_id), clock.now()
        if stated.as_of > today(now):
            raise Refused(_("截至日期不能晚于今天。"))
        before = OutsideFigure.objects.filter(county=county, key=stated.key).first()
        data: Data = {"key": stated.key, "from": _facts(before), "to": _facts(stated)}
        row, _made = OutsideFigure.objects.update_or_create(
            county=county,
            key=stated.key,
            defaults={
                "value": stated.value, "qualifier": stated.qualifier, "scale": stated.scale, "unit": stated.unit,
                "as_of": stated.as_of, "source": stated.source.strip(),
            },
        )  # fmt: skip
        said = {"source": row.source}
        events.record("county.outside_figure_stated", county, actor=actor, at=now, data=data, erasable=said)
    return row


def remove(county_id: int, *, key: str, actor: Post | None) -> Event:
    """Take a figure off the pages. Raises Refused when there is none."""
    with transaction.atomic():
        county = County.objects.select_for_update(of=("self",)).get(pk=county_id)
        row = OutsideFigure.objects.filter(county=county, key=key).first()
        if row is None:
            raise Refused(_("没有这一项数据。"))
        data: Data = {"key": key, "from": _facts(row), "to": None}
        row.delete()
        return events.record("county.outside_figure_removed", county, actor=actor, at=clock.now(), data=data)


def _check(stated: Stated) -> None:
    if stated.key not in KINDS:
        raise Refused(_("不认识这一项数据。"))
    if stated.value < 0:
        raise Refused(_("数值不能是负数。"))
    if not stated.source.strip():
        raise Refused(_("请写资料来源。"))


def _facts(figure: OutsideFigure | Stated | None) -> Data | None:
    if figure is None:
        return None
    return {
        "value": f"{figure.value.normalize():f}",
        "qualifier": str(figure.qualifier),
        "scale": int(figure.scale),
        "unit": figure.unit,
        "as_of": figure.as_of.isoformat(),
    }
