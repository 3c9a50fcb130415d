"""The two lanes of the queue, and how to wake the workers of one.

A nudge carries nothing: the rows are the queue, and a tick every five seconds finds what a nudge lost.
"""

from __future__ import annotations

import logging
import time

from celery import current_app
from django.conf import settings
from django.db import transaction
from kombu.exceptions import OperationalError

NOTICES = "notifications.send_notices"
ALERTS = "notifications.send_alerts"
logger = logging.getLogger(__name__)


def nudge(task: str) -> None:
    """Wake the workers of a lane once this transaction commits. Without a broker, the tick does it."""
    transaction.on_commit(lambda: _send(task), robust=True)


NUDGE_SECONDS = 0.5
"""A process wakes a lane at most this often: in a rush its worker is awake, and the tick is never far."""
_nudged: dict[str, float] = {}


def _send(task: str) -> None:
    last, now = _nudged.get(task), time.monotonic()
    if last is not None and now - last < NUDGE_SECONDS and not settings.CELERY_TASK_ALWAYS_EAGER:
        return
    _nudged[task] = now
    if current_app.conf.task_always_eager:
        current_app.loader.import_default_modules()
        current_app.tasks[task].apply()
        return
    try:
        current_app.send_task(task, retry=False, expires=60)
    except OperationalError:
        logger.warning("The broker does not answer; the next tick sends what waits.")
