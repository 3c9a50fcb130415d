"""Background work of the CMS. Arguments are ids; running a task twice does no harm."""

from celery import shared_task
from django.core.management import call_command
from django.utils import timezone

from cms import changes, services
from cms.drafts import services as drafts
from cms.packs import services as packs
from cms.prints import services as prints
from cms.reports import services as reports
from cms.translators import services as translators

LONGEST_FOLLOWING = 3600
"""Seconds. A new release builds every pack again; one change takes a second or two."""


@shared_task(name="cms.translate_subtree")
def translate_subtree(page_id: int, languages: list[str], user_id: str) -> None:
    """Make drafts of everything below a page in the given languages."""
    services.translate_subtree(page_id=page_id, languages=languages, user_id=user_id or None)


@shared_task(name="cms.publish_scheduled")
def publish_scheduled() -> None:
    """Publish what is due, and take down what has expired: Wagtail keeps both in its rows."""
    now = timezone.now()
    translators.hold_back_what_may_not_be_published(now=now)
    drafts.hold_back_what_breaks_a_rule(now=now)
    call_command("publish_scheduled")


@shared_task(name="cms.follow_changes", time_limit=LONGEST_FOLLOWING)
def follow_changes() -> None:
    """Let search, packs, prints and stored pages follow what editors changed.

    A worker that is killed in the middle begins anew, so nothing may cut off what is only long.
    """
    changes.follow(now=timezone.now())


@shared_task(name="cms.make_prints")
def make_prints() -> None:
    """Make the booklets and cards that are due; pages then show their weight."""
    if prints.make_due_prints(now=timezone.now()):
        changes.forget()


@shared_task(name="cms.tend_packs")
def tend_packs() -> None:
    """Once a day: guides may be due for a check since midnight, and files may have become useless."""
    now = timezone.now()
    if packs.build_all(now=now):
        changes.forget()
    packs.delete_unused_files(now=now)


@shared_task(name="cms.open_chores")
def open_chores() -> None:
    """Every hour: what is due becomes a chore, what is done is closed."""
    reports.open_chores(now=timezone.now())


@shared_task(name="cms.delete_old_notes")
def delete_old_notes() -> None:
    """Once a day: notes from readers are closed after a year without an answer, and go half a year later."""
    now = timezone.now()
    reports.close_unanswered_notes(now=now)
    reports.delete_old_notes(now=now)
