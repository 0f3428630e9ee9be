"""Reads of the catalogue in force."""

from functools import lru_cache

from django.db.models import Max, QuerySet, Subquery

from orgs.models import County
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


def in_force(county: County) -> tuple[Category, ...]:
    """The same with their catalogue, out of memory while the county's row says that nothing has changed.

    A catalogue's rows never change, and a new one adds to the county's chain (`services.catalogue`). Never save them:
    other requests have them too.
    """
    return _kept(county.pk, bytes(county.chain_head or b""))


@lru_cache(maxsize=64)
def _kept(county_id: int, _chain_head: bytes) -> tuple[Category, ...]:
    found = tuple(categories_of(county_id).select_related("parent", "catalogue"))
    for each in found:
        each.catalogue = found[0].catalogue  # one for all: its time limits are a page of JSON
    return found


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
