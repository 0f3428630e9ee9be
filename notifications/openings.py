"""How often sockets may be opened (ASVS V2.4.1): by one address before the database is asked, then by one person.

Only somebody who has been let in is told how long to wait, by the code of the close and its reason: a handshake that is
refused says nothing to a page. The counts are those of `web.rates`; while Valkey is away nobody is refused.
"""

from collections.abc import Awaitable, Callable
from typing import Any, Final

from asgiref.sync import sync_to_async

from web.rates import seconds_to_wait

TOO_OFTEN: Final = 4029
"""The close code, after 429; the reason is the seconds to wait. `static/js/live.js` knows both."""
OF_A_PERSON, OF_AN_ADDRESS = "SOCKETS", "SOCKETS_OF_AN_ADDRESS"

Scope = dict[str, Any]
Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[Any]]


class AddressGate:
    """Before everything that reads a session: one address that opens sockets by the thousand costs no statement."""

    def __init__(self, inner: Application) -> None:
        self.inner = inner

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        wait = await seconds(OF_AN_ADDRESS, f"address {address_of(scope)}")
        if not wait:
            await self.inner(scope, receive, send)
            return
        await receive()  # the wish to connect
        await send({"type": "websocket.accept"})
        await send({"type": "websocket.close", "code": TOO_OFTEN, "reason": str(wait)})


async def seconds(name: str, who: str) -> int:
    """Count one opening of `who`; how long until the next one, 0 for at once."""
    wait: int = await sync_to_async(seconds_to_wait)(name, who)
    return wait


def address_of(scope: Scope) -> str:
    """As `config.proxy` has it: behind our own proxy, on a private socket, the last address that it saw."""
    if peer := scope.get("client"):
        return str(peer[0])
    said: bytes = dict(scope["headers"]).get(b"x-forwarded-for", b"")
    return said.decode("latin-1").rpartition(",")[2].strip()
