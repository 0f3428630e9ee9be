"""Reads of the catalogue in force."""

from functools import lru_cache

from django.db.models import Max, QuerySet, Subquery

from tickets.models import Catalogue, Category
from web.prepared import prepared


def categories_of(county_id: int) -> QuerySet[Category]:
    """Second-level categories of the county's newest catalogue, in its order, with their parents."""
    newest = Catalogue.objects.filter(county=county_id).values("county").annotate(newest=Max("version"))
    return Category.objects.filter(
        catalogue__county=county_id,
        catalogue__version=Subquery(newest.values("newest")),
        parent__isnull=False,
    ).select_related("parent")


def names_of(county_id: int) -> list[tuple[int, str]]:
    """Their ids and names, for a form's list."""
    return _names_of(county=county_id)


@lru_cache(maxsize=64)
def entries_of(catalogue_id: int) -> tuple[tuple[int, str], ...]:
    """Ids and names of one catalogue's second-level categories; its rows never change, so they are kept."""
    rows = Category.objects.filter(catalogue=catalogue_id, parent__isnull=False)
    return tuple(rows.values_list("pk", "name"))


@prepared("county")
def _names_of(*, county: int) -> QuerySet[Category, tuple[int, str]]:
    return categories_of(county).values_list("pk", "name")
