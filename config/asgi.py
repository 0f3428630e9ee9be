"""Sockets under /ws/, for uvicorn. Pages are gunicorn's; a page that comes here is answered all the same."""

import os
from concurrent.futures import ThreadPoolExecutor

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
pages = get_asgi_application()

from channels.auth import AuthMiddlewareStack  # noqa: E402 -- needs the apps to be loaded
from channels.routing import ProtocolTypeRouter, URLRouter  # noqa: E402 -- needs the apps to be loaded
from channels.security.websocket import AllowedHostsOriginValidator  # noqa: E402 -- needs the apps to be loaded

from config.checks import look_for_keys, refuse_unsafe  # noqa: E402 -- as above
from notifications.openings import AddressGate  # noqa: E402 -- as above
from notifications.routing import websocket_urlpatterns  # noqa: E402 -- needs the apps to be loaded

refuse_unsafe()
with ThreadPoolExecutor(max_workers=1) as apart:  # uvicorn reads this within its event loop, where no query may be made
    apart.submit(look_for_keys).result()
sockets = AllowedHostsOriginValidator(AddressGate(AuthMiddlewareStack(URLRouter(websocket_urlpatterns))))
application = ProtocolTypeRouter({"http": pages, "websocket": sockets})
