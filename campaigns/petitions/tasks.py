"""Doors for the workers."""

import logging

from celery import shared_task
from django.utils import timezone

from campaigns.petitions import services as petitions

BATCH = 50_000
logger = logging.getLogger(__name__)


@shared_task(name="petitions.count_signatures")
def count_signatures() -> None:
    """Count what was confirmed; go on while batches are full."""
    while petitions.count_signatures(now=timezone.now(), limit=BATCH) >= BATCH:
        pass


@shared_task(name="petitions.work_on_removals")
def work_on_removals() -> None:
    """Try, apply and take back the rules that wait. One that fails does not hold up the next."""
    for pk in petitions.removals_waiting():
        try:
            petitions.work_on_removal(pk=pk)
        except Exception:
            logger.exception("The rule %s was not worked on", pk)


@shared_task(name="petitions.forget_networks")
def forget_networks() -> None:
    """Wipe what stands for the networks of old signatures."""
    petitions.forget_networks(now=timezone.now())


@shared_task(name="petitions.remind_signatories")
def remind_signatories() -> None:
    """Remind those who have not confirmed, and forget those whose time is over."""
    petitions.remind_signatories(now=timezone.now())
    while petitions.forget_unconfirmed(now=timezone.now()):
        pass


@shared_task(name="petitions.audit_counts")
def audit_counts() -> None:
    """Look whether the public count is what the signatures say."""
    petitions.audit_counts()
