"""Where the banner of the next page waits: in a signed cookie while it fits, else in the session.

A sentence that is shown once costs no write of the session then, and no wait for a disk. It is signed for the person it
was said to: whoever signs in next on the same phone, before it was shown, never reads it.
"""

from typing import Any, ClassVar

from django.contrib.messages.storage.cookie import CookieStorage
from django.contrib.messages.storage.fallback import FallbackStorage
from django.contrib.messages.storage.session import SessionStorage
from django.core import signing


class PersonsCookie(CookieStorage):
    """Django's own; another person's is a broken one, of which nothing is read."""

    def _get(self, *args: Any, **kwargs: Any) -> Any:
        if self.cookie_name in self.request.COOKIES:
            self._sign_for_the_person()
        return super()._get(*args, **kwargs)  # type: ignore[misc]  # the stubs leave it out

    def _store(self, *args: Any, **kwargs: Any) -> Any:
        self._sign_for_the_person()  # as who they are now: somebody may have signed in or out meanwhile
        return super()._store(*args, **kwargs)  # type: ignore[misc]  # as above

    def _sign_for_the_person(self) -> None:
        person = getattr(getattr(self.request, "user", None), "pk", None)
        self.signer = signing.get_cookie_signer(salt=f"{self.key_salt} {person or ''}")


class Banners(FallbackStorage):
    """A cookie, then the session."""

    storage_classes: ClassVar[tuple[Any, ...]] = (PersonsCookie, SessionStorage)  # type: ignore[misc]  # as Django's
