"""Bringing a version of the catalogue into force. A version is never edited, only followed."""

import json
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from django.db import transaction

from journal.events import record
from orgs.models import County, Post
from tickets.models import Catalogue, Category
from tickets.statuses import Urgency

SHIPPED: Final = Path(__file__).resolve().parent.parent / "data" / "catalogue.json"
_URGENCY: Final = {"一般": Urgency.NORMAL, "紧急": Urgency.URGENT, "特急": Urgency.CRITICAL}
_LIMITS: Final = (
    "sign_minutes", "sign_wd", "sign_clock", "contact_minutes", "contact_wd", "contact_clock",
    "resolve_wd", "resolve_hours",
)  # fmt: skip


def shipped() -> dict[str, Any]:
    """The catalogue that comes with the project: 12 first-level, 66 second-level categories."""
    content: dict[str, Any] = json.loads(SHIPPED.read_text(encoding="utf-8"))
    return content


def adapted(content: Mapping[str, Any], *, leads: Mapping[str, str]) -> dict[str, Any]:
    """The content with the second-level categories of `leads` alone, each led by the unit named there."""
    categories = [
        whole | {"children": [row | {"lead": leads[row["code"]]} for row in whole["children"] if row["code"] in leads]}
        for whole in content["categories"]
    ]
    return {**content, "categories": [whole for whole in categories if whole["children"]]}


def bring_into_force(
    county_id: int, content: Mapping[str, Any], *, now: datetime, actor: Post | None = None
) -> Catalogue:
    """Write the next version for a county. Cases under way keep theirs (ASKS 20).

    The first one comes with nobody acting: there is nobody yet.
    """
    with transaction.atomic():
        county = County.objects.select_for_update().get(pk=county_id)
        version = Catalogue.objects.filter(county=county).count() + 1
        catalogue = Catalogue.objects.create(county=county, version=version, tiers=content["tiers"], in_force_from=now)
        parents = Category.objects.bulk_create(
            _first_level(catalogue, row, order) for order, row in enumerate(content["categories"])
        )
        children = [
            _second_level(parent, row, parent.order + place)
            for parent, whole in zip(parents, content["categories"], strict=True)
            for place, row in enumerate(whole["children"], start=1)
        ]
        Category.objects.bulk_create(children)
        record(
            "catalogue.in_force",
            county,
            actor=actor,
            at=now,
            data={"catalogue": catalogue.pk, "version": version, "categories": len(children)},
        )
    return catalogue


def _first_level(catalogue: Catalogue, row: Mapping[str, Any], order: int) -> Category:
    return Category(
        catalogue=catalogue,
        code=row["code"],
        name=row["zh"],
        english_name=row["en"],
        order=(order + 1) * 100,
    )


def _second_level(parent: Category, row: Mapping[str, Any], order: int) -> Category:
    return Category(
        catalogue=parent.catalogue,
        parent=parent,
        code=row["code"],
        name=row["zh"],
        english_name=row["en"],
        order=order,
        lead=row["lead"],
        assists=row["assist"],
        urgency=_URGENCY[row["default_urgency"]],
        tier=row["tier"],
        limits={key: row[key] for key in _LIMITS if row.get(key) is not None},
        statutory=row.get("statutory", []),
        note=row["note"],
    )
