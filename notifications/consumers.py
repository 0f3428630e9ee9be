"""The socket of an open page: knows whose page it is and passes hints on. It takes no orders and no content."""

import asyncio
import json
import logging
from contextlib import suppress
from typing import Any, Final

from channels.auth import get_user
from channels.db import database_sync_to_async
from channels.generic.websocket import AsyncWebsocketConsumer
from django.conf import settings
from django.utils.module_loading import import_string

from notifications import openings
from notifications.live import organisation_group, person_group
from orgs import second_factor
from orgs.middleware import PostRequest, load_posts
from orgs.models import Person
from orgs.statuses import ADMIN_ROLES

logger = logging.getLogger(__name__)

RECHECK: Final = 20.0  # seconds; a disabled account loses its sockets well within 30
PATIENCE: Final = 3.0  # seconds for the channel layer to answer
LONGEST: Final = 200  # characters that a page may say
GOODBYE: Final = 4001
TRY_LATER: Final = 1013


class Hints(AsyncWebsocketConsumer):  # type: ignore[misc]  # channels has no types
    """Joins the groups of the person and of the organisation they act in, as long as that stays true.

    At most once and without content: {"kind": "case", "key": …, "version": …}, {"kind": "list"}, {"kind": "notices"}.
    """

    groups_joined: frozenset[str] = frozenset()
    watch: asyncio.Task[None] | None = None

    async def connect(self) -> None:
        """Refuse strangers before the handshake is done; the Origin was checked before (config/asgi.py)."""
        wanted = await groups_of(self.scope)
        if not wanted:
            await self.close()
            return
        if wait := await openings.seconds(openings.OF_A_PERSON, f"person {self.scope['user'].pk}"):
            await self.accept()
            await self.close(code=openings.TOO_OFTEN, reason=str(wait))
            return
        try:
            for group in sorted(wanted):
                await self.channel_layer.group_add(group, self.channel_name)
        except Exception as error:  # noqa: BLE001 -- without Valkey there are no hints; the page polls
            logger.warning("a socket is refused, the channel layer does not answer: %s", type(error).__name__)
            await self.close(code=TRY_LATER)
            return
        self.groups_joined = wanted
        await self.accept()
        self.watch = asyncio.create_task(self._keep_watch())

    async def disconnect(self, code: int) -> None:  # noqa: ARG002 -- channels' signature
        """Leave everything behind. A layer that is gone forgets groups by itself."""
        if self.watch is not None:
            self.watch.cancel()
        with suppress(Exception):
            for group in self.groups_joined:
                await self.channel_layer.group_discard(group, self.channel_name)

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        """Answer a ping. Anything else is not for us."""
        if bytes_data is None and text_data is not None and len(text_data) <= LONGEST and '"ping"' in text_data:
            await self.send(json.dumps({"kind": "pong"}))

    async def hint(self, message: dict[str, Any]) -> None:
        """Pass a hint on, but to whoever just made the change of the list themselves or is barred from the case."""
        if self.scope["user"].pk not in message.get("never", ()):
            await self.send(json.dumps(message["hint"]))

    async def recheck(self, _message: dict[str, Any]) -> None:
        """Something about the person changed: may this socket stay?"""
        await self._leave_unless_unchanged()

    async def _keep_watch(self) -> None:
        while True:
            await asyncio.sleep(RECHECK)
            await self._leave_unless_unchanged()
            await self._leave_unless_hints_can_come()

    async def _leave_unless_unchanged(self) -> None:
        """Close when account, session or post is no longer what it was. A page that may will come back by itself."""
        if await groups_of(self.scope) != self.groups_joined:
            await self.close(code=GOODBYE)

    async def _leave_unless_hints_can_come(self) -> None:
        """Close when Valkey is gone: a page without a socket polls, one with a deaf socket would not."""
        try:
            async with asyncio.timeout(PATIENCE):
                await self.channel_layer.send(self.channel_name, {"type": "echo"})
        except Exception:  # noqa: BLE001 -- whatever the client raises, the page is better off polling
            await self.close(code=TRY_LATER)

    async def echo(self, _message: dict[str, Any]) -> None:
        """The channel layer carries."""


async def groups_of(scope: dict[str, Any]) -> frozenset[str]:
    """The groups that the person behind a scope belongs to by what the database says now; none for strangers."""
    session = _fresh_session(scope)
    user = await get_user({"session": session})
    if not isinstance(user, Person) or not user.is_active:
        return frozenset()
    groups: frozenset[str] = await database_sync_to_async(_groups)(user, session)
    return groups


def _fresh_session(scope: dict[str, Any]) -> Any:
    """The session as it is stored now, read when it is asked: one that has ended since is empty."""
    store = import_string(f"{settings.SESSION_ENGINE}.SessionStore")
    return store(scope["session"].session_key)


def _groups(person: Person, session: Any) -> frozenset[str]:
    """The person's own group, and the organisation's unless they administer: administrators see no case."""
    request = PostRequest()
    request.user, request.session = person, session
    load_posts(request)
    if second_factor.stands_between(session, person, request.person_posts):
        return frozenset()
    own = {person_group(person.pk)}
    if request.post is not None and request.post.role not in ADMIN_ROLES:
        own.add(organisation_group(request.post.organisation_id))
    return frozenset(own)
