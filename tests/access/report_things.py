"""Reports as things that an address is about: a bulletin, the sheet of a reader's unit, and that of another one."""

from typing import Any, Final

from metrics.models import Report
from metrics.reports.blocks import FORMAT, section
from metrics.reports.kinds import ReportKind
from metrics.services.publishing import digest_of
from orgs.models import Organisation
from tests.access.scene import NOW, Scene

Params = dict[str, Any]
NOWHERE: Final = 987_654_321
_READ_ALL: Final = frozenset({"office", "leader"})


def _reports(scene: Scene) -> dict[str, Params]:
    sheets = {"A": None, "own": scene.post("unit").organisation, "B": scene.post("unit2").organisation}
    found = {label: {"report_id": _report(scene, unit).pk} for label, unit in sheets.items()}
    return {**found, "-": {"report_id": NOWHERE}}


def _report(scene: Scene, unit: Organisation | None) -> Report:
    block = {
        "format": FORMAT, "title": "通报", "label": "2026年", "days": "2026年", "organ": "综合党委办公室",
        "unit": {"id": unit.pk, "name": unit.name} if unit else None, "made_at": NOW.isoformat(),
        "sections": [section("summary", "总体情况", lines=["没有可说的。"])], "notes": ["口径。"],
    }  # fmt: skip
    return Report.objects.create(
        county=scene.world.county, kind=ReportKind.YEARLY, first_day=NOW.date(), last_day=NOW.date(), unit=unit,
        version=1, at=NOW, rule_version=1, figures=block, checkpoint=1, checkpoint_hash=b"seal",
        digest=digest_of(block),
    )  # fmt: skip


KINDS: Final = {
    "report": (_reports, {"A": _READ_ALL, "own": _READ_ALL | {"head"}, "B": _READ_ALL}),
}
BY_NAME: Final = {"report": "report", "report_docx": "report", "report_xlsx": "report"}
