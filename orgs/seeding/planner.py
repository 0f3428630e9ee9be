"""PostgreSQL knows nothing of rows that a transaction has just written until it is told to look."""

from django.db import connection


def tell_the_planner() -> None:
    """Without statistics of a county just written it may join the people for longer than a statement has."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE orgs_post, orgs_person, orgs_organisation")
