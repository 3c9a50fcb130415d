"""Doors for the workers."""

from celery import shared_task
from django.core.management import call_command


@shared_task(name="users.clear_sessions")
def clear_sessions() -> None:
    """Delete sessions that have ended: what nobody needs is not kept."""
    call_command("clearsessions")
