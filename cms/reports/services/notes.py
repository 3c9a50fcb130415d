"""Notes from readers on pages, and their answers."""

from __future__ import annotations

import datetime
import logging
from typing import Any, Final

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext
from django.views.decorators.debug import sensitive_variables
from wagtail.models import Page

from cms.models import ReaderReport, ReportKind
from cms.reports import codes
from members.users.models import User

logger = logging.getLogger(__name__)

MOST_A_DAY: Final = 20
"""So many open notes of one kind on one page or number are taken in 24 hours."""
KEPT_FOR: Final = datetime.timedelta(days=180)
"""How long an answer waits for its reader."""
UNANSWERED_FOR: Final = datetime.timedelta(days=365)
"""After so long without an answer a note is closed, and its reader is told so."""


class AlreadyAnswered(Exception):
    """Somebody has answered this note before; the first answer stands."""


class NumberIsCheckedByCalling(Exception):
    """A note on a number is closed by saying whether the number works."""


@sensitive_variables("words", "code")
@transaction.atomic
def report_page(*, page: Page, kind: str, words: str, language: str, now: datetime.datetime) -> str:
    """Take a reader's note on a page; returns the code for the answer, "" when the day is full.

    A note above the limit leaves a line in the log that holds the kind and the page and nothing else. The
    page is locked meanwhile, so that many notes at once are counted one after the other.
    """
    if kind not in ReportKind.values or kind == ReportKind.DEAD_NUMBER:
        raise ValueError(f"{kind!r} is no note on a page.")
    Page.objects.select_for_update(of=("self",), no_key=True).get(pk=page.pk)
    if is_full(kind=kind, now=now, page_id=page.pk):
        return ""
    code = codes.new_code()
    ReaderReport.objects.create(
        page_id=page.pk,
        kind=kind,
        words=words,
        language=language,
        code_hash=codes.index_of(code),
        reported_at=now,
    )
    return code


def is_full(*, kind: str, now: datetime.datetime, **about: Any) -> bool:
    """Whether no more notes of this kind are taken about something for now. One query."""
    recent = ReaderReport.objects.filter(
        kind=kind, answered_at__isnull=True, reported_at__gt=now - datetime.timedelta(days=1), **about
    )
    if recent.count() < MOST_A_DAY:
        return False
    logger.info("A reader's note was thanked for and not kept: %s %s", kind, sorted(about.items())[0])
    return True


@transaction.atomic
def answer_note(*, note: ReaderReport, answer: str, by: User, now: datetime.datetime) -> None:
    """Close a note on a page with an answer for whoever has its code; "" closes it without words.

    Raises:
        AlreadyAnswered: somebody was faster.
        NumberIsCheckedByCalling: the note is about a telephone number.
    """
    if note.kind == ReportKind.DEAD_NUMBER:
        raise NumberIsCheckedByCalling
    if ReaderReport.objects.select_for_update(of=("self",)).get(pk=note.pk).answered_at is not None:
        raise AlreadyAnswered
    note.answer, note.answered_at, note.answered_by = answer, now, by
    note.save(update_fields=["answer", "answered_at", "answered_by"])


@transaction.atomic
def close_unanswered_notes(*, now: datetime.datetime) -> int:
    """Close notes that nobody has answered within a year; returns how many. Safe to run twice.

    Whoever has the code of a note on a page reads so in the language she wrote in. A note on a number has no
    such reader; the number itself stays as it is and goes on waiting for somebody to call it.
    """
    forgotten = ReaderReport.objects.filter(answered_at=None, reported_at__lt=now - UNANSWERED_FOR).order_by()
    closed = forgotten.filter(kind=ReportKind.DEAD_NUMBER).update(answered_at=now)
    for language in set(forgotten.values_list("language", flat=True)):
        with translation.override(language):
            answer = gettext("Nobody has answered this within a year. We are sorry. It is closed now.")
        closed += forgotten.filter(language=language).update(answered_at=now, answer=answer)
    return closed


@transaction.atomic
def delete_old_notes(*, now: datetime.datetime) -> int:
    """Delete notes that were answered or closed more than 180 days ago; returns how many. Safe to run
    twice."""
    return ReaderReport.objects.filter(answered_at__lt=now - KEPT_FOR).delete()[0]
