"""Doors for the workers."""

from celery import shared_task
from django.utils import timezone

from campaigns.petitions import services as petitions

BATCH = 50_000


@shared_task(name="petitions.count_signatures")
def count_signatures() -> None:
    """Count what was confirmed; go on while batches are full."""
    while petitions.count_signatures(now=timezone.now(), limit=BATCH) >= BATCH:
        pass
