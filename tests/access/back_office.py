"""Rows of the back office: for each model that Django's admin knows, one of this county, one of the next, and none."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, Final

from django.db.models import Model

from metrics.models import OutsideFigure
from orgs.models import CalendarDay, Firm, NoticeVersion, Place, SmsTemplate
from orgs.statuses import DayKind, OrganisationKind, PlaceKind
from tests.access.scene import NOW, Scene, unit

READERS: Final = frozenset({"audit", "sysadm"})
"""Who may read the register; of another county's rows nobody here may know."""
KEEPERS: Final = READERS | {"office"}
"""Whom the back office lets in: the office keeps the calendar there."""


def sees(model: str) -> frozenset[str]:
    """Who may know of a row of the county."""
    return KEEPERS if model == "orgs_calendarday" else READERS


def rows(scene: Scene, model: str) -> dict[str, dict[str, Any]]:
    """Label → the parameter of the pages of one row."""
    found = MAKERS[model](scene)
    return {label: {"object_id": str(row.pk)} for label, row in found.items()} | {"-": {"object_id": "987654321"}}


def _firms(scene: Scene) -> Mapping[str, Model]:
    there = unit(scene.next_county, OrganisationKind.FIRM, "邻县店")
    return {"A": scene.post("firm").organisation.profile, "B": Firm.objects.create(organisation=there)}


def _days(scene: Scene) -> Mapping[str, Model]:
    said = {"day": date(2026, 12, 25), "kind": DayKind.REST}
    here, there = scene.world.county, scene.next_county
    return {label: CalendarDay.objects.create(county=home, **said) for label, home in (("A", here), ("B", there))}


def _texts(scene: Scene) -> Mapping[str, Model]:
    said = {"key": "invitation", "words": "请看 {{链接}}"}
    here, there = scene.world.county, scene.next_county
    return {label: SmsTemplate.objects.create(county=home, **said) for label, home in (("A", here), ("B", there))}


def _notices(scene: Scene) -> Mapping[str, Model]:
    here, there = scene.world.county, scene.next_county
    return {
        label: NoticeVersion.objects.create(county=home, version=7, words="我们怎样使用您的信息。", in_force_from=NOW)
        for label, home in (("A", here), ("B", there))
    }


def _figures(scene: Scene) -> Mapping[str, Model]:
    said = {"key": "firms", "value": 7068, "qualifier": "at_least", "as_of": date(2025, 12, 31), "source": "通报"}
    here, there = scene.world.county, scene.next_county
    return {label: OutsideFigure.objects.create(county=home, **said) for label, home in (("A", here), ("B", there))}


def _place(scene: Scene) -> Mapping[str, Model]:
    there = Place.objects.create(county=scene.next_county, kind=PlaceKind.TOWN, name="邻镇")
    return {"A": scene.world.town, "B": there}


MAKERS: Final[Mapping[str, Callable[[Scene], Mapping[str, Model]]]] = {
    "orgs_county": lambda scene: {"A": scene.world.county, "B": scene.next_county},
    "orgs_calendarday": _days,
    "orgs_place": _place,
    "orgs_organisation": lambda scene: {"A": scene.post("unit").organisation, "B": scene.next_keeper.organisation},
    "orgs_firm": _firms,
    "orgs_person": lambda scene: {"A": scene.post("unit").person, "B": scene.next_keeper.person},
    "orgs_post": lambda scene: {"A": scene.post("unit"), "B": scene.next_keeper},
    "orgs_smstemplate": _texts,
    "orgs_noticeversion": _notices,
    "metrics_outsidefigure": _figures,
}
