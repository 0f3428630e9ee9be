"""From where the back office and the questions of an operator can be reached: named networks, or everywhere (V13.4.5).

Elsewhere such an address is one that there is not: the same page and status as any other unknown one, for everybody.
"""

import re
from collections.abc import Callable, Collection
from ipaddress import IPv4Network, IPv6Address, IPv6Network, ip_address
from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse

Network = IPv4Network | IPv6Network

_KEPT_IN: Final = re.compile(r"/admin(/|$)|/health/")
NOWHERE: Final = "/nowhere/"


class NetworksMiddleware:
    """Behind `ClientAddressMiddleware`, before whatever reads the path. Sets `request.from_elsewhere`."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        elsewhere = not reaches(str(request.META.get("REMOTE_ADDR", "")), settings.ADMIN_NETWORKS)
        request.from_elsewhere = elsewhere  # type: ignore[attr-defined]  # Django requests carry what middleware adds
        if elsewhere and _KEPT_IN.match(request.path_info):
            request.path_info = NOWHERE  # no view, no slash to append, no sign-in to be sent to
        return self.get_response(request)


def reaches(address: str, networks: Collection[Network]) -> bool:
    """Whether somebody at this address is within one of the networks; without any everybody is."""
    if not networks:
        return True
    try:
        found = ip_address(address)
    except ValueError:
        return False
    mapped = found.ipv4_mapped if isinstance(found, IPv6Address) else None
    return any((mapped or found) in network for network in networks)
