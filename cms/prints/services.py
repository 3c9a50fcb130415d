"""Making the papers of guides, and taking them away. Called by workers, never in a request."""

from __future__ import annotations

import datetime
import hashlib
import json
import logging
import time
from collections.abc import Callable, Iterable
from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from cms.models import ContentChange, GuidePage, Print
from cms.prints import document, fonts, prose, typesetting

logger = logging.getLogger(__name__)

MOST_BYTES = 150_000
"""What a paper may weigh: a reader pays for it. Above this it is made again without pictures."""
FIRST_WAIT = datetime.timedelta(minutes=1)
LONGEST_WAIT = datetime.timedelta(hours=6)

_DATA: dict[str, Callable[..., dict[str, Any]]] = {
    Print.Kind.BOOKLET: document.booklet,
    Print.Kind.CARD: document.card,
}


@transaction.atomic
def ask_for_prints(*, page_ids: Iterable[int], now: datetime.datetime) -> int:
    """Have the papers of these guides made, or made anew; returns of how many guides. Two queries.

    What is not a live guide is left out.
    """
    found = list(
        GuidePage.objects.filter(pk__in=set(page_ids), live=True, alias_of__isnull=True)
        .order_by("pk")
        .values_list("pk", flat=True)
    )
    Print.objects.bulk_create(
        [Print(page_id=pk, kind=kind, due_at=now) for pk in found for kind in Print.Kind.values],
        update_conflicts=True,
        unique_fields=["page", "kind"],
        update_fields=["due_at"],
    )
    return len(found)


@transaction.atomic
def delete_prints(*, page_ids: Iterable[int]) -> int:
    """Take the papers of these pages away, rows and files; returns how many there were."""
    rows = Print.objects.filter(page_id__in=set(page_ids)).order_by("pk")
    count = 0
    for each in rows:
        each.delete()  # one by one: the file goes with the row
        count += 1
    return count


def follow(changes: list[ContentChange], now: datetime.datetime) -> None:
    """What changed pages, contacts and the site mean for paper. Safe to run twice; makes nothing itself."""
    kinds = ContentChange.Kind
    pages = {each.object_id for each in changes if each.kind == kinds.PAGE}
    guides = GuidePage.objects.filter(live=True, alias_of__isnull=True).order_by("pk")
    if None in pages or any(each.kind == kinds.SITE for each in changes):
        wanted = set(guides.values_list("pk", flat=True))
    else:
        wanted = set(guides.filter(pk__in=pages).values_list("pk", flat=True))
        if any(each.kind == kinds.CONTACT for each in changes):
            wanted |= set(guides.values_list("pk", flat=True))
    ask_for_prints(page_ids=wanted, now=now)
    gone = Print.objects.exclude(page__live=True).values_list("page_id", flat=True)
    delete_prints(page_ids=set(gone))


def make_prints(*, page: GuidePage, now: datetime.datetime) -> list[Print]:
    """Make booklet and card of one guide now; those that say the same already are left as they are.

    Raises: as `make_print`.
    """
    ask_for_prints(page_ids=[page.pk], now=now)
    with transaction.atomic():
        rows = list(Print.objects.select_for_update().filter(page_id=page.pk).order_by("kind"))
        for row in rows:
            make_print(row=row, page=page, now=now)
    return rows


def make_due_prints(*, now: datetime.datetime, seconds: float = 4) -> int:
    """Make what is due for at most `seconds`; returns how many papers are new.

    Each row is locked while it is made, so that several workers share the work. One that cannot be made is
    named in the log by the id of its page and waits: a minute, then twice as long each time.
    """
    began, made = time.monotonic(), 0
    while time.monotonic() - began < seconds:
        outcome = _make_next(now)
        if outcome is None:
            break
        made += outcome
    return made


def _make_next(now: datetime.datetime) -> bool | None:
    """Whether the next one is new paper; None when nothing is due.

    The attempt is on record before it begins: a guide over which a process dies does not come first again.
    """
    claimed = _claim_next(now)
    return None if claimed is None else _make_claimed(claimed, now)


@transaction.atomic
def _claim_next(now: datetime.datetime) -> int | None:
    """Put off the next paper that is due, as if it had failed; returns its id, None when nothing is due."""
    row = (
        Print.objects.select_for_update(skip_locked=True, of=("self",))
        .filter(due_at__lte=now)
        .order_by("due_at", "pk")
        .first()
    )
    if row is None:
        return None
    _try_later(row, now)
    return int(row.pk)


def _try_later(row: Print, now: datetime.datetime) -> None:
    wait = min(FIRST_WAIT * 2 ** min(row.failure_count, 12), LONGEST_WAIT)
    row.failure_count = min(row.failure_count + 1, 1000)
    row.due_at = now + wait
    row.save(update_fields=["failure_count", "due_at"])


@transaction.atomic
def _make_claimed(pk: int, now: datetime.datetime) -> bool:
    row = Print.objects.select_for_update(skip_locked=True, of=("self",)).filter(pk=pk).first()
    if row is None:  # gone, or in other hands
        return False
    page = GuidePage.objects.filter(pk=row.page_id, live=True).select_related("locale").first()
    if page is None:
        row.delete()
        return False
    try:
        with transaction.atomic():
            return make_print(row=row, page=page, now=now)
    except Exception as problem:  # whatever is wrong with one guide, the others are printed
        told = (fonts.FontsMissing, fonts.LettersMissing, document.TooLong)
        said = f": {problem}" if isinstance(problem, told) else ""
        logger.error("No %s of page %s: %s%s", row.kind, row.page_id, type(problem).__name__, said)
        return False


@transaction.atomic
def make_print(*, row: Print, page: GuidePage, now: datetime.datetime) -> bool:
    """Make one paper, unless the one there says the same; returns whether it is new.

    Raises:
        fonts.FontsMissing, fonts.LettersMissing, document.TooLong, typesetting.NotSet: why it cannot be made.
    """
    data = _DATA[row.kind](page)
    made_from = _digest(row.kind, data)
    is_there = bool(row.file.name) and row.file.storage.exists(str(row.file.name))
    is_new = made_from != row.made_from or not is_there
    if is_new:
        pdf = _light_enough(row.kind, page, data, now)
        before = row.file.name
        row.file.save(f"{page.pk}-{row.kind}-{made_from[:12]}.pdf", ContentFile(pdf), save=False)
        row.byte_count, row.made_from, row.made_at = len(pdf), made_from, now
        if before and before != row.file.name:
            storage = row.file.storage
            transaction.on_commit(lambda: storage.delete(before))
    row.due_at, row.failure_count = None, 0
    row.save()
    return is_new


def _digest(kind: str, data: dict[str, Any]) -> str:
    """What was printed: the words and the layout, not the day."""
    said = json.dumps(data, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256("\0".join([said, *typesetting.layout_texts(kind)]).encode()).hexdigest()[:32]


def _light_enough(kind: str, page: GuidePage, data: dict[str, Any], now: datetime.datetime) -> bytes:
    """The PDF; when it weighs too much, without pictures."""
    pdf = _typeset(kind, page, data, now)
    if len(pdf) <= MOST_BYTES:
        return pdf
    lighter = _typeset(kind, page, _DATA[kind](page, is_light=True), now)
    if len(lighter) > MOST_BYTES:
        logger.warning("The %s of page %s weighs %s bytes.", kind, page.pk, len(lighter))
    return lighter


def _typeset(kind: str, page: GuidePage, data: dict[str, Any], now: datetime.datetime) -> bytes:
    with translation.override(page.locale.language_code):
        made = _("Printed on %(day)s.") % {"day": prose.day_in_words(now)}
    return typesetting.typeset(kind, data | {"made": made}, at=now)
