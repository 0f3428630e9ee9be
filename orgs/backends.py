"""Who signs in, and who a session belongs to: Django's own way, the person read with a statement built once."""

from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.hashers import make_password
from django.db.models import QuerySet

from journal import clock
from orgs.models import Person
from orgs.services import people
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
        if not isinstance(found, Person):
            return None
        # It reads like a wrong one: whoever draws it again says so to the person.
        over = found.must_change_password and people.first_password_is_over(found, now=clock.now())
        return None if over else found

    def get_user(self, user_id: int) -> Person | None:
        """The person, unless disabled since."""
        person = next(iter(_person(pk=user_id)), None)
        return person if person is not None and self.user_can_authenticate(person) else None


@prepared("pk")
def _person(*, pk: int) -> QuerySet[Person]:
    return Person.objects.filter(pk=pk)
