"""Reads of the catalogue in force."""

from django.db.models import Max, QuerySet, Subquery

from tickets.models import Catalogue, Category


def categories_of(county_id: int) -> QuerySet[Category]:
    """Second-level categories of the county's newest catalogue, in its order, with their parents."""
    newest = Catalogue.objects.filter(county=county_id).values("county").annotate(newest=Max("version"))
    return Category.objects.filter(
        catalogue__county=county_id,
        catalogue__version=Subquery(newest.values("newest")),
        parent__isnull=False,
    ).select_related("parent")
