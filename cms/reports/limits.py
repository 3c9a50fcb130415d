"""What one network may do before it has to wait. Counted in the cache under a keyed hash of the network that
is another one every day; no address is kept.

A network is up to 256 addresses: a dormitory, an office. Nobody in it is locked out: codes wait ten minutes,
and a number beyond the day's few waits for an editor instead of being folded at once. Where no network is
known, or the cache does not answer, nothing is limited.
"""

from __future__ import annotations

import logging
from typing import Final

import redis
from django.core.cache import cache
from django.http import HttpRequest

from members.users import client

logger = logging.getLogger(__name__)

WRONG_CODES: Final = 120
WRONG_CODES_SECONDS: Final = 600
"""So many codes that nobody has, from one network in ten minutes; then that network waits."""
FOLDED_NUMBERS: Final = 5
"""So many numbers that work go behind a notice by the word of one network in a day."""
A_DAY: Final = 24 * 60 * 60


def may_try_code(request: HttpRequest) -> bool:
    """Whether this network has tried few wrong codes of late. Changes nothing."""
    return _read(_name(request, "reports.codes")) < WRONG_CODES


def count_wrong_code(request: HttpRequest) -> None:
    """Somebody tried a code that nobody has."""
    _add_one(_name(request, "reports.codes"), WRONG_CODES_SECONDS)


def take_folding(request: HttpRequest) -> bool:
    """Use one of the numbers that this network may fold today; False when none is left."""
    return _add_one(_name(request, "reports.numbers"), A_DAY) <= FOLDED_NUMBERS


def _name(request: HttpRequest, purpose: str) -> str:
    """What is counted under; "" without a known network, so that all of those are not one."""
    return f"{purpose}:{client.bucket(request, purpose=purpose)}" if client.address_of(request) else ""


def _read(name: str) -> int:
    try:
        return int(cache.get(name, 0)) if name else 0
    except redis.RedisError:
        return 0


def _add_one(name: str, seconds: int) -> int:
    """How many it is now; 0 when nobody can count. The time runs from the first one."""
    if not name:
        return 0
    try:
        cache.add(name, 0, timeout=seconds)
        return int(cache.incr(name))
    except ValueError:  # it ran out between the two
        return 1
    except redis.RedisError:
        logger.warning("The cache does not answer: notes from readers are not limited.")
        return 0
