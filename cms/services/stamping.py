"""Translations are never silently stale: every publication says what it means for the other languages.

Which language was made from which is a tree: the stamp of a translation names the language of its source. A
change goes down the whole tree at once, because a reader of a translation of a translation reads old facts
just as well. On the way back up nothing is skipped: a translation is in step only when its own source is.
"""

from __future__ import annotations

import datetime
import json
from typing import Any

from django.db import models, transaction
from django.db.models.functions import Coalesce
from wagtail.models import Page, Revision
from wagtail_localize.models import StringTranslation, TranslationSource

from cms.models import SourceStamp, TranslatedPage, strings


@transaction.atomic
def mark_as_translation(*, page: Page, source: Page) -> SourceStamp:
    """Write down that a page was made from another one as that is live now. Again: change nothing.

    Made from a page that is outdated itself, it is outdated since the same day. Made from pieces of text that
    are those of an earlier publication, it is outdated since the last one.
    """
    above = SourceStamp.objects.filter(page_id=source.pk).first()
    changed_at = above.source_changed_at if above else None
    since = above.outdated_since if above else None
    revision_id = source.live_revision_id
    taken = TranslationSource.objects.filter(
        object_id=source.translation_key, locale_id=source.locale_id
    ).first()
    if taken is not None and strings.is_behind(taken):
        published_at = Page.objects.values_list("last_published_at", flat=True).get(pk=source.pk)
        revision_id = _revision_of(taken)
        changed_at, since = max(changed_at or published_at, published_at), since or published_at
    stamp, _created = SourceStamp.objects.get_or_create(
        page_id=page.pk,
        defaults={
            "source_language": source.locale.language_code,
            "revision_id": revision_id,
            "machine_made_at": _last_word_of_a_machine(page),
            "source_changed_at": changed_at,
            "outdated_since": since,
        },
    )
    return stamp


def _revision_of(taken: TranslationSource) -> int | None:
    """The revision whose pieces of text these are; None when it is kept no more."""
    number = json.loads(taken.content_json).get("live_revision")
    return Revision.objects.filter(pk=number or 0).values_list("pk", flat=True).first()


def _last_word_of_a_machine(page: Page) -> datetime.datetime | None:
    """When a machine last wrote for a page: wagtail-localize keeps the strings of one that was deleted."""
    by_machine = StringTranslation.objects.filter(
        context__object_id=page.translation_key,
        locale_id=page.locale_id,
        translation_type=StringTranslation.TRANSLATION_TYPE_MACHINE,
    )
    return by_machine.order_by().aggregate(models.Max("updated_at"))["updated_at__max"]


@transaction.atomic
def record_publication(*, page: TranslatedPage, revision: Any) -> None:
    """After a publication: a translation may catch up, and what was made from this page is stale.

    A minor edit (`is_minor`) leaves translations as they are, unless with it the page follows its own source:
    then what was made from it has to follow, too. A translation catches up when its translator says so, or
    when wagtail-localize has a translation for every string of the source as it is live; in both cases only
    with a revision that is younger than the source's last change.
    """
    stamps = _stamps_of(page)
    stamp = next((each for each in stamps if each.page_id == page.pk), None)
    if stamp is None:
        _keep_addresses_equal(page)
    has_followed = stamp is not None and revision is not None and _catch_up(page, stamp, stamps, revision)
    if revision is not None and (has_followed or not is_minor(revision, since=page.live_revision_before_id)):
        _changed(page, stamps)
    type(page).objects.filter(pk=page.pk).update(minor_edit=False, matches_source=False)


def is_minor(revision: Revision, *, since: int | None) -> bool:
    """Whether publishing a revision leaves what the page says as it was in the revision `since`, live before.

    An editor's tick speaks for what she saved with it. Every draft that was saved in between has to be called
    minor, too: a colleague may have changed a fact in one. None of it holds for a page that was not live, nor
    for an old revision that is published again.
    """
    before = Revision.objects.filter(pk=since or 0).first()
    if before is None or revision.created_at < before.created_at:
        return False
    if revision.pk == before.pk:
        return True
    drafts = Revision.objects.filter(
        object_id=revision.object_id,
        base_content_type_id=revision.base_content_type_id,
        created_at__gt=before.created_at,
        created_at__lte=revision.created_at,
    )
    return all(drafts.order_by("pk").values_list("content__minor_edit", flat=True))


@transaction.atomic
def call_minor(*, revisions: models.QuerySet[Revision]) -> None:
    """Write into drafts that nothing but a typo or a nicer word changed with them."""
    for each in revisions.select_for_update().order_by("pk"):
        Revision.objects.filter(pk=each.pk).update(content=each.content | {"minor_edit": True})


def _stamps_of(page: TranslatedPage) -> list[SourceStamp]:
    """The stamps of all languages of a page, locked in a fixed order."""
    stamps = SourceStamp.objects.filter(page__translation_key=page.translation_key)
    return list(stamps.select_for_update(of=("self",)).select_related("page__locale").order_by("pk"))


def _changed(page: TranslatedPage, stamps: list[SourceStamp]) -> None:
    """Every language that was made from this page, or from one that was, is outdated from now on."""
    if page.live_revision_id is None:
        return
    code = page.locale.language_code
    direct = [
        each for each in stamps if each.source_language == code and each.revision_id != page.live_revision_id
    ]
    below = _with_all_below(direct, stamps)
    _mark_outdated([each.pk for each in below], page.last_published_at)


def _with_all_below(some: list[SourceStamp], stamps: list[SourceStamp]) -> list[SourceStamp]:
    found = {each.pk: each for each in some}
    waiting = list(some)
    while waiting:
        code = waiting.pop().page.locale.language_code
        fresh = [each for each in stamps if each.source_language == code and each.pk not in found]
        found |= {each.pk: each for each in fresh}
        waiting += fresh
    return list(found.values())


def _mark_outdated(page_ids: list[int], since: datetime.datetime) -> None:
    SourceStamp.objects.filter(pk__in=page_ids).update(
        source_changed_at=since, outdated_since=Coalesce("outdated_since", since)
    )


def _catch_up(page: TranslatedPage, stamp: SourceStamp, stamps: list[SourceStamp], revision: Any) -> bool:
    """Whether the page was outdated and is no more."""
    if stamp.source_changed_at is not None and revision.created_at < stamp.source_changed_at:
        return False
    above = [each for each in stamps if each.page.locale.language_code == stamp.source_language]
    if any(each.source_changed_at is not None for each in above):
        return False
    translation = strings.translation_of(page)
    if translation is None:
        in_step = page.matches_source
    else:
        in_step = strings.says_all(translation, at=revision.created_at)
    if not in_step:
        return False
    source = Page.objects.filter(
        translation_key=page.translation_key, locale__language_code=stamp.source_language
    ).first()
    stamp.revision_id = source.live_revision_id if source is not None else None
    was_outdated = stamp.source_changed_at is not None
    stamp.source_changed_at = stamp.outdated_since = None
    stamp.save(update_fields=["revision", "source_changed_at", "outdated_since"])
    return was_outdated


def _keep_addresses_equal(page: TranslatedPage) -> None:
    """When an original moves to another slug, its translations move with it, in every language."""
    siblings = Page.objects.filter(translation_key=page.translation_key, source_stamp__isnull=False).exclude(
        slug=page.slug
    )
    for sibling in siblings.order_by("pk"):
        specific = sibling.specific
        specific.slug = page.slug
        specific.save(update_fields=["slug", "url_path"])
