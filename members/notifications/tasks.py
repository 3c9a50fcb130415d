"""Ticks and nudges of the two lanes. They carry nothing, and running one twice sends nothing twice."""

from __future__ import annotations

import datetime

from celery import shared_task
from django.utils import timezone

from members.notifications import lanes, services
from members.notifications.queries import alerts_to_fan_out

# A tick works for at most this long; the next one is never far. Well under CELERY_TASK_TIME_LIMIT.
BUDGET = datetime.timedelta(seconds=60)


@shared_task(name=lanes.NOTICES)
def send_notices() -> None:
    """Send the confirmations and other single mails that wait."""
    services.send_waiting(lane=lanes.NOTICES, clock=timezone.now, budget=BUDGET)


@shared_task(name=lanes.ALERTS)
def send_alerts() -> None:
    """Start what is due, give new alerts their deliveries, send what waits, close what is done."""
    services.start_due_alerts(now=timezone.now())
    for alert in alerts_to_fan_out():
        services.fan_out(alert=alert, now=timezone.now())
    services.send_waiting(lane=lanes.ALERTS, clock=timezone.now, budget=BUDGET)
    services.finish_alerts(now=timezone.now())
