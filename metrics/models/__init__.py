"""What the figures are counted from, and what is kept of the counting."""

from metrics.models.cubes import Cube, Dirt
from metrics.models.facts import CaseFact, DispatchFact

__all__ = ["CaseFact", "Cube", "Dirt", "DispatchFact"]
