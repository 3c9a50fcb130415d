"""Where a request comes from, as far as a limit needs to know: a keyed hash of the network, for one day."""

from __future__ import annotations

import ipaddress

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone

from members.vault import tokens


def _as_address(text: str) -> str:
    """The IP address in this text, without port; "" when there is none."""
    bare = text.strip()
    if bare.startswith("["):
        bare = bare[1:].partition("]")[0]
    elif bare.count(":") == 1:
        bare = bare.partition(":")[0]
    try:
        return str(ipaddress.ip_address(bare))
    except ValueError:
        return ""


def address_of(request: HttpRequest) -> str:
    """The address of the client; "" when none is known (a Unix socket). Never store or log it.

    `X-Forwarded-For` counts only with `TRUSTED_PROXY_COUNT`: then the address that the outermost of our
    proxies saw, which is that many places from the right. Everything left of it was written by the client.
    """
    proxies = settings.ALLAUTH_TRUSTED_PROXY_COUNT
    if proxies > 0:
        seen = request.headers.get("x-forwarded-for", "").split(",")
        if len(seen) >= proxies and (address := _as_address(seen[-proxies])):
            return address
    return _as_address(request.META.get("REMOTE_ADDR", ""))


def bucket(request: HttpRequest, *, purpose: str = "accounts") -> str:
    """A name for the network (/24 or /48) of the client that means nothing tomorrow."""
    return tokens.daily_bucket(address_of(request), day=timezone.now().date(), purpose=purpose)
