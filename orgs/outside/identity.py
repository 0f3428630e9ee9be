"""What every way has in common: where people come back to, and how little is kept of who they are there."""

import hashlib
from abc import ABC, abstractmethod
from typing import Any, Final

from allauth.account.models import EmailAddress
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from orgs.outside.ways import Way

_LONGEST_NAME: Final = 60


def identifier(way: Way, subject: str) -> str:
    """What is kept of an account elsewhere: a hash, within its realm, so that a subject of another one is nobody's."""
    return hashlib.sha256(f"{way.realm}\n{subject}".encode()).hexdigest()


def configured_way(key: str) -> Way:
    """Raises KeyError for one that is not configured."""
    way: Way = settings.OUTSIDE[key]
    return way


class Back:
    """Beside allauth's adapters: one address to come back to for each way, so that no answer is taken for another's."""

    provider_id: str

    @property
    def way(self) -> Way:
        """As configured."""
        return configured_way(self.provider_id)

    def get_callback_url(self, request: HttpRequest, app: Any) -> str:  # noqa: ARG002 -- allauth's signature
        """This site as the browser calls it; `QIHU_HOSTS` says which names that may be."""
        return request.build_absolute_uri(reverse("outside_back", args=[self.provider_id]))


class Ours(ABC):
    """Beside allauth's providers: `subject` says who it is there, `shown` their name; nothing else is read."""

    key: str
    has_nonce = False

    @property
    def way(self) -> Way:
        """As configured."""
        return configured_way(self.key)

    @abstractmethod
    def subject(self, said: dict[str, Any]) -> str:
        """Whom the answer names. Raises KeyError when it names nobody."""

    @abstractmethod
    def shown(self, said: dict[str, Any]) -> object:
        """A name to tell one's accounts apart by; anything false for none."""

    def extract_uid(self, data: dict[str, Any]) -> str:
        """Never the subject itself. Raises ValueError for an empty one."""
        if not (subject := self.subject(data)):
            raise ValueError("the answer names nobody")
        return identifier(self.way, subject)

    def extract_extra_data(self, data: dict[str, Any]) -> dict[str, str]:
        """The name alone."""
        return {"name": str(self.shown(data) or "")[:_LONGEST_NAME]}

    def extract_common_fields(self, data: dict[str, Any]) -> dict[str, str]:  # noqa: ARG002 -- allauth's signature
        """Nothing from elsewhere enters the register."""
        return {}

    def extract_email_addresses(self, data: dict[str, Any]) -> list[EmailAddress]:  # noqa: ARG002 -- as above
        """An address that is the same links nobody."""
        return []
