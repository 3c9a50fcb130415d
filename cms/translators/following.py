"""After a publication: wagtail-localize's pieces of text are taken anew, by a worker."""

from __future__ import annotations

import datetime
from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone
from wagtail.models import Page
from wagtail_localize.models import TranslationSource

from cms.models import ContentChange, strings

KINDS = {ContentChange.Kind.PAGE, ContentChange.Kind.SITE}


def follow(changes: Iterable[ContentChange], now: datetime.datetime) -> None:
    """Take the pieces of text of every page that was published since they were taken.

    A page that cannot be taken keeps no other waiting; its error is raised when all have had their turn, so
    that its change stays in the queue.
    """
    problems: list[Exception] = []
    for source_id in _sources([each for each in changes if each.kind in KINDS]):
        try:
            bring_up_to_date(source_id=source_id)
        except Exception as problem:  # whatever one page stumbles over, the others go on
            problems.append(problem)
    if problems:
        raise problems[0]


def _sources(changes: list[ContentChange]) -> list[int]:
    """Ids of what wagtail-localize translates from the pages that changed; of all when the site did."""
    if not changes:
        return []
    sources = TranslationSource.objects.order_by("pk")
    if any(each.kind == ContentChange.Kind.SITE or each.object_id is None for each in changes):
        return list(sources.values_list("pk", flat=True))
    pages = Page.objects.filter(pk__in=[each.object_id for each in changes])
    changed = set(pages.order_by("pk").values_list("translation_key", "locale_id"))
    rows = sources.filter(object_id__in={key for key, _locale in changed})
    return [
        pk
        for pk, key, locale_id in rows.values_list("pk", "object_id", "locale_id")
        if (key, locale_id) in changed
    ]


@transaction.atomic
def bring_up_to_date(*, source_id: int) -> bool:
    """Take the pieces of text of a page as it is live; answers whether there was need.

    There is none when nobody has published it since and its model is what it was. The day that it keeps is
    that of the end of the work: a draft that is made meanwhile is made of the pieces of before.
    """
    source = TranslationSource.objects.select_for_update(of=("self",)).filter(pk=source_id).first()
    if source is None or strings.source_page(source) is None:
        return False
    if not (strings.is_behind(source) or source.schema_out_of_date()):
        return False
    source.update_from_db()
    TranslationSource.objects.filter(pk=source.pk).update(last_updated_at=timezone.now())
    return True
