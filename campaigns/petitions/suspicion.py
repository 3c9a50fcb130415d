"""Why a signature is kept aside when it is sent. Whoever sends it gets the same answer as everybody.

Nothing here asks the database or anybody outside. What is counted is counted in Valkey under a keyed hash of
the network that is another one every day and for every petition. A dormitory behind one address is one
network: what is kept aside is not refused, and a moderator can let it in again.
"""

from __future__ import annotations

import logging
import threading
import time
from functools import lru_cache
from typing import Final, cast

import redis
from django.conf import settings
from django.http import HttpRequest
from redis.backoff import NoBackoff
from redis.retry import Retry

from campaigns.petitions.models import Quarantine
from members.users import client

logger = logging.getLogger(__name__)

HASTE_SECONDS: Final = 2
"""Nobody reads a petition and types a name and an address in less."""
AT_ONCE: Final = 60
"""So many people of one network may sign one petition in the same moment: a dormitory, a meeting."""
REFILL_SECONDS: Final = 600
"""So long until an empty bucket is full again: six more people a minute."""
RARE: Final = 5
"""So many of one network are taken by each process without asking the bucket."""
MOST_NETWORKS: Final = 50_000
VALKEY_SECONDS: Final = 0.25
REST_SECONDS: Final = 1.0

# A token bucket by Valkey's own clock, so that many web processes agree. One round trip, all or nothing.
_TAKE_ONE: Final = """
local now = redis.call('TIME')
local at = tonumber(now[1]) + tonumber(now[2]) / 1000000
local size, refill = tonumber(ARGV[1]), tonumber(ARGV[2])
local held = redis.call('HMGET', KEYS[1], 'left', 'at')
local left = size
if held[1] then left = math.min(size, tonumber(held[1]) + (at - tonumber(held[2])) * size / refill) end
local may = 0
if left >= 1 then left = left - 1; may = 1 end
redis.call('HSET', KEYS[1], 'left', tostring(left), 'at', string.format('%.6f', at))
redis.call('EXPIRE', KEYS[1], refill)
return may
"""


def network_of(request: HttpRequest, *, slug: str) -> str:
    """What stands for the sender's network today at this petition; "" when no address is known."""
    return client.bucket(request, purpose=f"petitions.sign:{slug}") if client.address_of(request) else ""


def reason_to_keep_aside(request: HttpRequest, *, network: str) -> Quarantine | None:
    """Why this signature goes into quarantine; None for nearly everybody.

    The view must be guarded by `anonymous_form`. Uses up one place of the network's bucket.
    """
    if request.form_guard_suspicious:  # type: ignore[attr-defined]
        return Quarantine.TRAP
    age = request.form_guard_age  # type: ignore[attr-defined]
    if age is not None and age < HASTE_SECONDS:
        return Quarantine.HASTE
    if network and not _is_rare(network) and not _take_place(network):
        return Quarantine.RUSH
    return None


def _is_rare(network: str) -> bool:
    """Whether this process has seen few from this network lately: then it need not ask what all have seen.

    Nearly everybody who signs is one of these, and asking takes as long as half of the signing. Each process
    lets a few more through than the bucket would.
    """
    now = time.monotonic()
    with _seen.lock:
        if now - _seen.since > REFILL_SECONDS or len(_seen.counts) >= MOST_NETWORKS:
            _seen.counts, _seen.since = {}, now
        count = _seen.counts[network] = _seen.counts.get(network, 0) + 1
    return count <= RARE


def _take_place(network: str) -> bool:
    """Whether the bucket of this network had a place left. When Valkey does not answer, it had."""
    if time.monotonic() < _resting.until:
        return True
    name = f"{settings.CACHES['default'].get('KEY_PREFIX', '')}:petitions:rush:{network}"
    try:
        return bool(cast(int, _valkey().eval(_TAKE_ONE, 1, name, str(AT_ONCE), str(REFILL_SECONDS))))
    except redis.RedisError as problem:
        _resting.until = time.monotonic() + REST_SECONDS
        logger.warning("Signatures are taken without a limit: %s", type(problem).__name__)
        return True


class _Seen:
    """How many signatures came from each network through this process since an instant."""

    def __init__(self) -> None:
        self.lock, self.since = threading.Lock(), 0.0
        self.counts: dict[str, int] = {}


class _Resting:
    """After Valkey gave no answer it is left alone for a second: not everybody who signs waits for it."""

    until = 0.0


_resting = _Resting()
_seen = _Seen()


@lru_cache(maxsize=1)
def _valkey() -> redis.Redis:
    return redis.Redis.from_url(
        settings.CACHES["default"]["LOCATION"],
        socket_timeout=VALKEY_SECONDS,
        socket_connect_timeout=VALKEY_SECONDS,
        retry=Retry(NoBackoff(), 1),  # once more, because Valkey may have closed an idle connection
    )
