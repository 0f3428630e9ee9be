"""Who signs in, and who a session belongs to: Django's own way, the person read with a statement built once."""

from django.contrib.auth.backends import ModelBackend
from django.db.models import QuerySet

from orgs.models import Person
from web.prepared import prepared


class PersonBackend(ModelBackend):
    """Passwords and rights are Django's; every page reads the person of its session."""

    def get_user(self, user_id: int) -> Person | None:
        """The person, unless disabled since."""
        person = next(iter(_person(pk=user_id)), None)
        return person if person is not None and self.user_can_authenticate(person) else None


@prepared("pk")
def _person(*, pk: int) -> QuerySet[Person]:
    return Person.objects.filter(pk=pk)
