"""What editors change, and what follows it: stored pages at once, the search index, packs and prints soon.

Whoever changes something calls `record`. The row is the queue: the nudge after the commit and the tick every
five seconds both call `follow`, and a row goes when everything has followed.
"""

from __future__ import annotations

import datetime
import logging
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager

import redis
from django.db import connection, transaction
from django.utils import timezone
from kombu.exceptions import OperationalError
from wagtail.models import Site

from cms.models import ContentChange
from frontend import stored_pages

logger = logging.getLogger(__name__)

Follower = Callable[[list[ContentChange], datetime.datetime], None]
"""Takes changes, each thing once, and the present instant. Running it twice over them must do no harm."""

# Any fixed number: PostgreSQL's advisory locks are named by integers.
FOLLOWING_LOCK = 720_002
BATCH = 10_000
"""How many are followed in one go: a pack is built once for all of them, not once for each of its guides."""
SHORTEST_WAIT = datetime.timedelta(seconds=5)
LONGEST_WAIT = datetime.timedelta(hours=1)

_followers: list[Follower] = []
_waits_until: dict[int, datetime.datetime] = {}
"""When changes that a follower could not take are tried again. Lost with the process: then sooner."""


class _OfThisThread(threading.local):
    is_waiting_for_commit = False
    is_following = False


_here = _OfThisThread()


def register_follower(follower: Follower) -> None:
    """Have `follower` told of every change. Called from `CmsConfig.ready()`; a second time does nothing."""
    if follower not in _followers:
        _followers.append(follower)


def record(kind: ContentChange.Kind, object_id: int | None = None) -> None:
    """Write down that readers will see something else: `object_id` of this kind, or all of them.

    When the transaction commits, stored pages are forgotten and a worker is nudged; both once for a
    transaction, however much it changed.
    """
    record_all(kind, [object_id])


def record_all(kind: ContentChange.Kind, object_ids: Iterable[int | None]) -> None:
    """As `record`, for many things of one kind. One query; none without ids."""
    now = timezone.now()
    rows = [ContentChange(kind=kind, object_id=each, happened_at=now) for each in object_ids]
    if rows:
        ContentChange.objects.bulk_create(rows)
        _here.is_waiting_for_commit = True
        transaction.on_commit(_after_commit)


def _after_commit() -> None:
    if not _here.is_waiting_for_commit:  # another callback of the same commit has done it
        return
    _here.is_waiting_for_commit = False
    try:
        forget()
    except redis.RedisError as problem:
        logger.warning("Stored pages are forgotten later: %s", type(problem).__name__)
    from cms import tasks  # the task imports this module

    try:
        tasks.follow_changes.apply_async(retry=False)
    except (OperationalError, redis.RedisError, OSError) as problem:
        logger.warning("No nudge for what follows a change: %s", type(problem).__name__)


def forget() -> None:
    """Forget every stored page, and where Wagtail believes the home pages to be.

    Wagtail clears its own note of the home pages before the commit, so that another process may write the old
    state into it again.

    Raises redis.RedisError when Valkey does not answer.
    """
    Site.clear_site_root_paths_cache()
    stored_pages.forget_all()


def follow(*, now: datetime.datetime) -> int:
    """Let everything follow what has changed; returns how many rows are done with.

    One process follows at a time; a second one returns 0 at once. A follower that raises keeps the changes it
    raises on, and only those, for another time: after five seconds, then after as long as they have waited
    already, at most an hour. Only the class of its error is logged: its words could hold what a page says.
    """
    done = 0
    with _alone() as is_alone:
        while is_alone and (waiting := _due(now)):
            finished = _follow(waiting, now)
            if finished is None:
                break
            done += ContentChange.objects.filter(pk__in=finished).delete()[0]
    return done


@contextmanager
def _alone() -> Iterator[bool]:
    """Whether nobody else follows now; nobody else does while this is open."""
    if _here.is_following:  # a follower that changed something nudged this very thread
        yield False
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [FOLLOWING_LOCK])
        is_alone = bool(cursor.fetchone()[0])
    if not is_alone:
        yield False
        return
    _here.is_following = True
    try:
        yield True
    finally:
        _here.is_following = False
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [FOLLOWING_LOCK])


def _due(now: datetime.datetime) -> list[ContentChange]:
    for pk in [pk for pk, until in _waits_until.items() if until <= now]:
        del _waits_until[pk]
    return list(ContentChange.objects.exclude(pk__in=_waits_until).order_by("pk")[:BATCH])


def _follow(rows: list[ContentChange], now: datetime.datetime) -> list[int] | None:
    """The rows that every follower took; None when stored pages cannot be forgotten now."""
    things = {(row.kind, row.object_id): row for row in rows}
    failed: set[tuple[str, int | None]] = set()
    try:
        forget()  # the nudge may have been lost
        for follower in _followers:
            failed |= {(row.kind, row.object_id) for row in _refused(follower, list(things.values()), now)}
            forget()  # pages show what followed; a picture that is drawn does not wait for the packs
    except redis.RedisError as problem:
        logger.warning("Stored pages are forgotten later: %s", type(problem).__name__)
        return None
    for row in rows:
        if (row.kind, row.object_id) in failed:
            _waits_until[row.pk] = now + min(max(now - row.happened_at, SHORTEST_WAIT), LONGEST_WAIT)
    return [row.pk for row in rows if (row.kind, row.object_id) not in failed]


def _refused(follower: Follower, changes: list[ContentChange], now: datetime.datetime) -> list[ContentChange]:
    """Tells a follower; returns the changes that it stumbles over, found by halving."""
    if _told(follower, changes, now):
        return []
    if len(changes) == 1:
        return changes
    middle = len(changes) // 2
    return _refused(follower, changes[:middle], now) + _refused(follower, changes[middle:], now)


def _told(follower: Follower, changes: list[ContentChange], now: datetime.datetime) -> bool:
    try:
        follower(changes, now)
    except Exception as problem:  # whatever one follower stumbles over, the others go on
        logger.error("%s stumbled: %s", follower.__module__, type(problem).__name__)
        return False
    return True
