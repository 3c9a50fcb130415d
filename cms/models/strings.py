"""The pieces of text that wagtail-localize takes out of a page, and whether they are those that readers see.

A worker takes them some seconds after a publication (`cms.translators.following`). Until then they are those
of the publication before, and nobody may conclude from them that a translation is complete.
"""

from __future__ import annotations

import datetime
import json

from django.db import models
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page
from wagtail_localize.models import StringSegment, StringTranslation, Translation, TranslationSource

NOT_READY = _(
    "The original was published a moment ago. Its pieces of text are being prepared. "
    "Try again in some seconds."
)


def translation_of(page: Page) -> Translation | None:
    """wagtail-localize's translation that makes this page from strings, while it does. One query."""
    return (
        Translation.objects.filter(
            source__object_id=page.translation_key, target_locale_id=page.locale_id, enabled=True
        )
        .select_related("source")
        .first()
    )


def source_page(source: TranslationSource) -> Page | None:
    """The page whose pieces of text these are; None when it has been deleted. One query."""
    return Page.objects.filter(translation_key=source.object_id, locale_id=source.locale_id).first()


def is_behind(source: TranslationSource) -> bool:
    """Whether its page has been published since its pieces of text were taken.

    Asked of the content itself, which names the publication that it is of: the clock would be wrong about a
    page that is published while its pieces are being taken.
    """
    page = source_page(source)
    if page is None or page.last_published_at is None:
        return False
    of = parse_datetime(json.loads(source.content_json).get("last_published_at") or "")
    # JSON has milliseconds. A draft of a page that is not live writes an older day into the page's row.
    last = page.last_published_at
    last = last.replace(microsecond=last.microsecond // 1000 * 1000)
    return of is None or (of != last if page.live else of < last)


def is_waiting(page: Page) -> bool:
    """Whether this translation is made from pieces of text that are not those of its live source.

    At most two queries.
    """
    translation = translation_of(page)
    return translation is not None and is_behind(translation.source)


def missing_string_count(page: Page, *, at: datetime.datetime | None = None) -> int:
    """How many strings wagtail-localize has no translation for; 0 for a page it does not look after.

    `at` is when a draft was saved: what was translated since stands in it in the words of the source. It
    counts the pieces of text that have been taken; ask `is_waiting` whether they are those of today.
    """
    translation = translation_of(page)
    return 0 if translation is None else _missing(translation, at=at)


def says_all(translation: Translation, *, at: datetime.datetime) -> bool:
    """Whether a draft of this moment has a translation for everything that its source says now.

    A draft from before the pieces of text were taken is made of older ones. It could look complete: somebody
    translated the new ones long ago, when the source said the same once before.
    """
    source = translation.source
    return not is_behind(source) and at >= source.last_updated_at and not _missing(translation, at=at)


def _missing(translation: Translation, *, at: datetime.datetime | None) -> int:
    translated = StringTranslation.objects.filter(
        translation_of_id=models.OuterRef("string_id"),
        context_id=models.OuterRef("context_id"),
        locale_id=translation.target_locale_id,
        has_error=False,
    )
    if at is not None:
        translated = translated.filter(created_at__lte=at)
    return StringSegment.objects.filter(~models.Exists(translated), source_id=translation.source_id).count()
