"""Who signs in, and who a session belongs to: Django's own way, the person read with a statement built once."""

from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.hashers import make_password
from django.db.models import QuerySet

from orgs.models import Person
from web.prepared import prepared


class PersonBackend(ModelBackend):
    """Passwords and rights are Django's; every page reads the person of its session."""

    def authenticate(self, request: Any, username: Any = None, password: Any = None, **other: Any) -> Person | None:
        """The person whose password this is.

        A first password is drawn by us, has a quick hash (`services.people`), and must not tell by it that the account
        is there and waits: whoever is wrong waits as long as for any other account.
        """
        found = super().authenticate(request, username=username, password=password, **other)
        if found is None and password and Person.objects.filter(username=username, must_change_password=True).exists():
            make_password(password)
        return found if isinstance(found, Person) else None

    def get_user(self, user_id: int) -> Person | None:
        """The person, unless disabled since."""
        person = next(iter(_person(pk=user_id)), None)
        return person if person is not None and self.user_can_authenticate(person) else None


@prepared("pk")
def _person(*, pk: int) -> QuerySet[Person]:
    return Person.objects.filter(pk=pk)
