"""Publish a guide or a campaign page in one language from its text."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from django.db import transaction
from wagtail.models import Locale, Page

from cms import bodies
from cms.models import (
    CampaignIndexPage,
    CampaignPage,
    GuideIndexPage,
    GuidePage,
    Jurisdiction,
    SourceStamp,
    TranslatedPage,
)
from cms.services.stamping import mark_as_translation

if TYPE_CHECKING:
    from campaigns.drives.models import Campaign
    from members.users.models import User


class IndexMissing(Exception):
    """The language has no index page to publish under; make the tree first."""


class SourceMissing(Exception):
    """A translation comes after its source, and the source is not there."""


@transaction.atomic
def publish_guide(
    *,
    language: str,
    slug: str,
    title: str,
    summary: str,
    stage: str,
    body: Iterable[Mapping[str, Any]],
    reviewed_by: str,
    reviewed_on: datetime.date | None,
    review_due: datetime.date | None,
    source_language: str,
    by: User | None,
    now: datetime.datetime,
    jurisdiction: str = Jurisdiction.INTERNATIONAL,
    origin_codes: Iterable[str] = (),
    destination_codes: Iterable[str] = (),
    sectors: Iterable[str] = (),
    topics: Iterable[str] = (),
    sources: Iterable[Mapping[str, Any]] = (),
    share_text: str = "",
    tab_title: str = "",
    checked_by_speaker: bool = False,
) -> GuidePage:
    """Publish a guide in one language; the same text again changes nothing.

    `body` is a list of plain blocks (see `cms.bodies`). In another language than the source's the page
    becomes a translation in step with the source as it is live now.

    Raises:
        IndexMissing, SourceMissing: what it stands on is not there.
        cms.bodies.UnknownBlock: a block of an unknown type.
        django.core.exceptions.ValidationError: a field breaks its rule.
    """
    return _publish(
        GuidePage,
        GuideIndexPage,
        language=language,
        slug=slug,
        source_language=source_language,
        by=by,
        fields={
            "title": title,
            "summary": summary,
            "stage": stage,
            "jurisdiction": jurisdiction,
            "origin_codes": list(origin_codes),
            "destination_codes": list(destination_codes),
            "sectors": list(sectors),
            "topics": list(topics),
            "share_text": share_text,
            "seo_title": tab_title,
            "reviewed_by": reviewed_by,
            "reviewed_on": reviewed_on,
            "review_due": review_due,
            "checked_by_speaker": checked_by_speaker,
        },
        streams={
            "body": bodies.stream_of(body, seed=f"guides/{slug}"),
            "sources": bodies.stream_of(
                [{"type": "source", **source} for source in sources], seed=f"guides/{slug}/sources"
            ),
        },
    )


@transaction.atomic
def publish_campaign_page(
    *,
    language: str,
    campaign: Campaign,
    slug: str,
    title: str,
    summary: str,
    body: Iterable[Mapping[str, Any]],
    source_language: str,
    by: User | None,
    now: datetime.datetime,
    notice: str = "",
    checked_by_speaker: bool = False,
) -> CampaignPage:
    """Publish a campaign's page in one language; the same text again changes nothing.

    Raises: as `publish_guide`.
    """
    return _publish(
        CampaignPage,
        CampaignIndexPage,
        language=language,
        slug=slug,
        source_language=source_language,
        by=by,
        fields={
            "title": title,
            "summary": summary,
            "notice": notice,
            "campaign_id": campaign.pk,
            "checked_by_speaker": checked_by_speaker,
        },
        streams={"body": bodies.stream_of(body, seed=f"campaigns/{slug}")},
    )


def _publish(
    model: type[Any],
    index_model: type[TranslatedPage],
    *,
    language: str,
    slug: str,
    source_language: str,
    fields: dict[str, Any],
    streams: dict[str, list[dict[str, Any]]],
    by: User | None,
) -> Any:
    index = _index(index_model, language)
    source = None
    if language != source_language:
        source = (
            model.objects.child_of(_index(index_model, source_language)).filter(slug=slug, live=True).first()
        )
        if source is None:
            raise SourceMissing(f"{slug} in {source_language}")

    page = model.objects.child_of(index).filter(slug=slug).first()
    if page is None:
        page = model(slug=slug, locale=index.locale, owner=by, live=False, **fields)
        _set_streams(page, streams)
        if source is not None:
            page.translation_key = source.translation_key
        page.full_clean(exclude=["path", "depth", "content_type"])
        index.add_child(instance=page)
        if source is not None:
            mark_as_translation(page=page, source=source)
    elif page.live and _is_same(page, fields, streams) and not _is_stale(page):
        return page
    else:
        for name, value in fields.items():
            setattr(page, name, value)
        _set_streams(page, streams)

    page.minor_edit = False
    page.matches_source = source is not None
    page.save_revision(user=by).publish(user=by, skip_permission_checks=True)
    return model.objects.get(pk=page.pk)


def _index(model: type[Any], language: str) -> Any:
    index = model.objects.filter(locale=Locale.objects.filter(language_code=language).first()).first()
    if index is None:
        raise IndexMissing(language)
    return index


def _set_streams(page: Any, streams: dict[str, list[dict[str, Any]]]) -> None:
    for name, stream in streams.items():
        setattr(page, name, _block_of(page, name).to_python(stream))


def _block_of(page: Any, name: str) -> Any:
    return type(page)._meta.get_field(name).stream_block


def _is_same(page: Any, fields: dict[str, Any], streams: dict[str, list[dict[str, Any]]]) -> bool:
    if any(getattr(page, name) != value for name, value in fields.items()):
        return False
    return all(
        _block_of(page, name).get_prep_value(getattr(page, name))
        == _block_of(page, name).get_prep_value(_block_of(page, name).to_python(stream))
        for name, stream in streams.items()
    )


def _is_stale(page: Page) -> bool:
    return SourceStamp.objects.filter(page_id=page.pk, source_changed_at__isnull=False).exists()
