"""Hundreds of guides in twelve languages, put straight into the tables: saving each takes minutes.

The states are drawn by chance, the same each time; wagtail-localize looks after every translation.
"""

from __future__ import annotations

import datetime
import random
import uuid

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.utils import timezone
from wagtail.models import Page, Workflow, WorkflowState
from wagtail_localize.models import TranslatableObject, Translation, TranslationSource

from cms.models import GuideIndexPage, GuidePage, ReaderReport, SourceStamp
from members.vault.indexes import blind_index

STRINGS_A_GUIDE = 20
BATCH = 1000


def make_guides(count: int, *, like: GuidePage, on: datetime.date, first: int = 0) -> None:
    """Add `count` guides like one that exists: in English all, in each other language seven of ten.

    `first` numbers the first one, where others have been made before.
    """
    chance = random.Random(190 + first)
    pages = _pages(count, like, chance, first)
    _fill_in(pages, like, on)
    english = {page.translation_key: page for page in pages if page.locale_id == like.locale_id}
    others = [page for page in pages if page.locale_id != like.locale_id]
    _stamp(others, chance)
    _look_after(english, others, like)
    _put_in_review(chance.sample(others, len(others) // 50))
    _report(chance.sample(pages, len(pages) // 20))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _pages(count: int, like: GuidePage, chance: random.Random, first: int) -> list[Page]:
    indexes = {index.locale_id: index for index in GuideIndexPage.objects.order_by("pk")}
    pages = []
    for number in range(first, first + count):
        key = uuid.UUID(int=chance.getrandbits(128), version=4)
        for locale_id, index in indexes.items():
            is_original = locale_id == like.locale_id
            if not is_original and chance.random() < 0.3:
                continue
            pages.append(
                Page(
                    title=f"Guide {number}",
                    draft_title=f"Guide {number}",
                    slug=f"many-{number}",
                    url_path=f"{index.url_path}many-{number}/",
                    path=Page._get_path(index.path, index.depth + 1, 1000 + number),
                    depth=index.depth + 1,
                    locale_id=locale_id,
                    translation_key=key,
                    content_type_id=like.content_type_id,
                    live=is_original or chance.random() < 0.8,
                    has_unpublished_changes=chance.random() < 0.05,
                )
            )
    return Page.objects.bulk_create(pages, batch_size=BATCH)


def _fill_in(pages: list[Page], like: GuidePage, on: datetime.date) -> None:
    """The rows of the guides themselves, copied in the database."""
    table = GuidePage._meta.db_table
    columns = [field.column for field in GuidePage._meta.local_fields if not field.primary_key]
    copied = ", ".join(columns)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} (page_ptr_id, {copied}) "  # noqa: S608  names of our own columns
            f"SELECT made.id, {copied} FROM {table}, unnest(%s) AS made(id) WHERE page_ptr_id = %s",
            [[page.pk for page in pages], like.pk],
        )
    ids = [page.pk for page in pages]
    GuidePage.objects.filter(pk__in=ids[::10]).update(
        reviewed_on=None, review_due=on - datetime.timedelta(days=1)
    )
    GuidePage.objects.filter(pk__in=ids[::3]).update(checked_by_speaker=True)


def _stamp(pages: list[Page], chance: random.Random) -> None:
    now = timezone.now()
    stamps = []
    for page in pages:
        outdated = now if page.live and chance.random() < 0.1 else None
        machine = now if not page.live and chance.random() < 0.3 else None
        stamps.append(
            SourceStamp(
                page=page,
                source_language="en",
                source_changed_at=outdated,
                outdated_since=outdated,
                machine_made_at=machine,
            )
        )
    SourceStamp.objects.bulk_create(stamps, batch_size=BATCH)


def _look_after(english: dict[uuid.UUID, Page], others: list[Page], like: GuidePage) -> None:
    """wagtail-localize's sources, strings and translations; of drafts half of the strings are translated."""
    keys = list(english)
    type_of_page = ContentType.objects.get_for_model(Page)
    TranslatableObject.objects.bulk_create(
        [TranslatableObject(translation_key=key, content_type=type_of_page) for key in keys]
    )
    sources = TranslationSource.objects.bulk_create(
        [
            TranslationSource(
                object_id=key,
                specific_content_type_id=like.content_type_id,
                locale_id=like.locale_id,
                object_repr=english[key].title,
                content_json="{}",
                last_updated_at=timezone.now(),
            )
            for key in keys
        ]
    )
    by_key = {source.object_id: source for source in sources}
    Translation.objects.bulk_create(
        [
            Translation(source=by_key[page.translation_key], target_locale_id=page.locale_id)
            for page in others
        ],
        batch_size=BATCH,
    )
    ids = [source.pk for source in sources]
    with connection.cursor() as cursor:
        for statement in STRINGS:
            cursor.execute(statement, {"sources": ids, "each": STRINGS_A_GUIDE, "english": like.locale_id})


# md5 makes the hashes by which wagtail-localize knows a string and a place again.
STRINGS = (
    """
    INSERT INTO wagtail_localize_string (locale_id, data_hash, data)
    SELECT %(english)s, md5(source.id || ' ' || number)::uuid, 'Some text ' || source.id || ' ' || number
    FROM wagtail_localize_translationsource source, generate_series(1, %(each)s) number
    WHERE source.id = ANY(%(sources)s)
    """,
    """
    INSERT INTO wagtail_localize_translationcontext (object_id, path, path_id, field_path)
    SELECT source.object_id, 'body.' || number, md5(source.id || ' ' || number)::uuid, ''
    FROM wagtail_localize_translationsource source, generate_series(1, %(each)s) number
    WHERE source.id = ANY(%(sources)s)
    """,
    """
    INSERT INTO wagtail_localize_stringsegment (source_id, string_id, context_id, "order", attrs)
    SELECT source.id, string.id, context.id, 0, '{}'
    FROM wagtail_localize_translationsource source
    JOIN wagtail_localize_translationcontext context ON context.object_id = source.object_id
    JOIN wagtail_localize_string string
      ON string.data_hash = context.path_id AND string.locale_id = source.locale_id
    WHERE source.id = ANY(%(sources)s)
    """,
    """
    INSERT INTO wagtail_localize_stringtranslation
        (translation_of_id, context_id, locale_id, data, created_at, updated_at, tool_name, translation_type,
         field_error, has_error)
    SELECT segment.string_id, segment.context_id, page.locale_id, repeat('Some text in its language. ', 5),
           now(), now(), '', 'manual', '', false
    FROM wagtail_localize_translationsource source
    JOIN wagtail_localize_stringsegment segment ON segment.source_id = source.id
    JOIN wagtailcore_page page
      ON page.translation_key = source.object_id AND page.locale_id <> source.locale_id
    WHERE source.id = ANY(%(sources)s) AND (page.live OR segment.id %% 2 = 0)
    """,
)


def _put_in_review(pages: list[Page]) -> None:
    workflow = Workflow.objects.order_by("pk").first() or Workflow.objects.create(name="Moderation")
    page_type = ContentType.objects.get_for_model(Page)
    WorkflowState.objects.bulk_create(
        [
            WorkflowState(
                workflow=workflow,
                content_type_id=page.content_type_id,
                base_content_type=page_type,
                object_id=str(page.pk),
            )
            for page in pages
        ]
    )


def _report(pages: list[Page]) -> None:
    codes = dict(settings.LANGUAGES)
    ReaderReport.objects.bulk_create(
        [
            ReaderReport(
                kind="wrong",
                page=page,
                language=next(iter(codes)),
                code_hash=blind_index(uuid.uuid4().hex, kind="exact", scope="many notes"),
                reported_at=timezone.now(),
            )
            for page in pages
        ]
    )
