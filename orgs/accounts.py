"""How people sign in: accounts are given by the county; every sign-in, failure and sign-out is noted.

allauth's own hooks carry the notes, so that they are written where the act happens, and once.
"""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest

from journal import access
from journal.models import AccessKind
from orgs.models import Person


class CountyAccounts(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """Nobody opens an account alone. What a person typed as user name is never kept: it may be a password."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002 -- allauth's signature
        """Refuse: a firm's or an official's account is opened by the county office."""
        return False

    def login(self, request: HttpRequest, user: Person) -> None:
        """Sign in and note it."""
        super().login(request, user)
        _note(AccessKind.SIGN_IN, request, person=user)

    def logout(self, request: HttpRequest) -> None:
        """Note who leaves, then sign out."""
        if isinstance(request.user, Person):
            _note(AccessKind.SIGN_OUT, request, person=request.user)
        super().logout(request)

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """Note a failure, with the person whose account was tried when there is one."""
        super().authentication_failed(request, **credentials)
        tried = str(credentials.get("username", "")).lower()
        _note(AccessKind.SIGN_IN_FAILED, request, person=Person.objects.filter(username=tried).first())


def _note(kind: AccessKind, request: HttpRequest, *, person: Person | None) -> None:
    access.note(
        kind,
        actor=None,
        person_id=person.pk if person else None,
        county=person.county_id if person else None,
        origin=access.origin(request),
    )
