"""What figures are counted from, what is kept of the counting, by which rules, what is published, what is quoted."""

from metrics.models.cubes import Cube, Dirt
from metrics.models.facts import CaseFact, DispatchFact
from metrics.models.outside import OutsideFigure
from metrics.models.publications import Publication
from metrics.models.reports import Report, ReportRun, ReportSubscription
from metrics.models.rules import FigureRule

__all__ = [
    "CaseFact",
    "Cube",
    "Dirt",
    "DispatchFact",
    "FigureRule",
    "OutsideFigure",
    "Publication",
    "Report",
    "ReportRun",
    "ReportSubscription",
]
