"""Translations are never silently stale: every publication says what it means for the other languages."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from wagtail.models import Page
from wagtail_localize.models import Translation, TranslationSource

from cms.models import SourceStamp, TranslatedPage
from cms.models.base import missing_string_count


@transaction.atomic
def mark_as_translation(*, page: Page, source: Page) -> SourceStamp:
    """Write down that a page was made from another one as that is live now. Again: change nothing."""
    stamp, _created = SourceStamp.objects.get_or_create(
        page_id=page.pk,
        defaults={"source_language": source.locale.language_code, "revision_id": source.live_revision_id},
    )
    return stamp


@transaction.atomic
def record_publication(*, page: TranslatedPage, revision: Any) -> None:
    """After a publication: an original makes its translations stale, a translation may catch up.

    An edit that the editor calls minor leaves translations as they are. A translation catches up when its
    translator says so, or when wagtail-localize has a translation for every string of the source; in both
    cases only with a revision that is younger than the source's last change.
    """
    stamp = SourceStamp.objects.select_for_update().filter(page_id=page.pk).first()
    if stamp is None:
        if not page.minor_edit and revision is not None:
            _source_changed(page)
        _keep_addresses_equal(page)
    elif revision is not None:
        _catch_up(page, stamp, revision)
    type(page).objects.filter(pk=page.pk).update(minor_edit=False, matches_source=False)


def _source_changed(page: TranslatedPage) -> None:
    if page.live_revision_id is None:
        return
    code = page.locale.language_code
    SourceStamp.objects.filter(page__translation_key=page.translation_key, source_language=code).exclude(
        revision_id=page.live_revision_id
    ).update(source_changed_at=page.last_published_at)
    for source in TranslationSource.objects.filter(
        object_id=page.translation_key, locale_id=page.locale_id
    ).order_by("pk"):
        source.update_from_db()


def _catch_up(page: TranslatedPage, stamp: SourceStamp, revision: Any) -> None:
    if stamp.source_changed_at is not None and revision.created_at < stamp.source_changed_at:
        return
    in_step = missing_string_count(page) == 0 if _is_looked_after(page) else page.matches_source
    if not in_step:
        return
    source = Page.objects.filter(
        translation_key=page.translation_key, locale__language_code=stamp.source_language
    ).first()
    stamp.revision_id = source.live_revision_id if source is not None else None
    stamp.source_changed_at = None
    stamp.save(update_fields=["revision", "source_changed_at"])


def _is_looked_after(page: TranslatedPage) -> bool:
    """Whether wagtail-localize makes this page from strings."""
    return Translation.objects.filter(
        source__object_id=page.translation_key, target_locale_id=page.locale_id, enabled=True
    ).exists()


def _keep_addresses_equal(page: TranslatedPage) -> None:
    """When an original moves to another slug, its translations move with it."""
    siblings = Page.objects.filter(
        translation_key=page.translation_key, source_stamp__source_language=page.locale.language_code
    ).exclude(slug=page.slug)
    for sibling in siblings.order_by("pk"):
        specific = sibling.specific
        specific.slug = page.slug
        specific.save()
