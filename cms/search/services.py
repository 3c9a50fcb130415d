"""Keeping the index in step with what is published."""

from __future__ import annotations

import datetime
import uuid
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.db import transaction
from wagtail.models import Page

from campaigns.drives.models import CampaignState
from cms import addresses
from cms.models import (
    CampaignPage,
    Contact,
    ContentChange,
    GuidePage,
    SearchEntry,
    SearchHit,
    SearchWord,
    TranslatedPage,
)
from cms.search import prose, sound, terms

CONTACT_FAMILIES = uuid.UUID("5e0a5f0c-7d0e-5a0b-8f5d-2f1f6a6f6a01")
IN_TITLE, IN_SUMMARY, IN_BODY = 3.0, 1.6, 1.0
PUBLIC_STATES = {CampaignState.RUNNING, CampaignState.WON, CampaignState.ENDED}
BATCH = 100


@dataclass(frozen=True)
class Found:
    """What is to be found: an entry and its texts by how much they count."""

    entry: SearchEntry
    title: str
    summary: str = ""
    body: Sequence[str] = field(default_factory=list)


def index_page(page_id: int) -> None:
    """Bring the entry of a page in step with it; a page that is no longer public loses its entry."""
    page = _public_pages().filter(pk=page_id).first()
    kinds = [SearchEntry.Kind.GUIDE, SearchEntry.Kind.CAMPAIGN]
    _replace(
        SearchEntry.objects.filter(kind__in=kinds, object_id=page_id),
        [] if page is None else _of_page(page.specific),
    )


def index_contact(contact_id: int) -> None:
    """Bring the entries of a contact in step with it: one for each language it has a text in."""
    contact = Contact.objects.filter(pk=contact_id, live=True).prefetch_related("texts").first()
    _replace(
        SearchEntry.objects.filter(kind=SearchEntry.Kind.CONTACT, object_id=contact_id),
        [] if contact is None else _of_contact(contact),
    )


def reindex_all() -> int:
    """Make the whole index anew, and forget words that occur nowhere; returns the number of entries.

    Readers search the old entries until each has been replaced.
    """
    kept: list[int] = []
    for pages in _batches(_public_pages().order_by("pk").values_list("pk", flat=True)):
        found = [each for page in _public_pages().filter(pk__in=pages).specific() for each in _of_page(page)]
        kept += save_entries(found)
    for ids in _batches(Contact.objects.filter(live=True).order_by("pk").values_list("pk", flat=True)):
        contacts = Contact.objects.filter(pk__in=ids).prefetch_related("texts").order_by("pk")
        kept += save_entries([each for contact in contacts for each in _of_contact(contact)])
    SearchEntry.objects.exclude(pk__in=kept).delete()
    SearchWord.objects.filter(hits__isnull=True).delete()
    _refresh_sounds()
    return len(kept)


def follow(changes: list[ContentChange], now: datetime.datetime) -> None:
    """Bring the index in step with what was changed. Safe to run twice."""
    of_pages, of_contacts = {ContentChange.Kind.PAGE}, {ContentChange.Kind.CONTACT}
    pages = {change.object_id for change in changes if change.kind in of_pages}
    contacts = {change.object_id for change in changes if change.kind in of_contacts}
    if None in pages or None in contacts:
        reindex_all()
        return
    if any(change.kind == ContentChange.Kind.CAMPAIGN for change in changes):
        pages |= set(CampaignPage.objects.order_by().values_list("pk", flat=True))
    if any(change.kind == ContentChange.Kind.SITE for change in changes):
        pages |= _out_of_step()
    for page_id in sorted(each for each in pages if each is not None):
        index_page(page_id)
    for contact_id in sorted(each for each in contacts if each is not None):
        index_contact(contact_id)


def _out_of_step() -> set[int | None]:
    """Pages without an entry, or with one that leads elsewhere, and entries without a page. Two queries."""
    public = _public_pages().order_by().only("id", "url_path")
    paths = {page.pk: addresses.path_below_home(page) for page in public}
    entries = SearchEntry.objects.exclude(kind=SearchEntry.Kind.CONTACT).order_by()
    known = dict(entries.values_list("object_id", "path"))
    return {pk for pk in paths.keys() | known.keys() if paths.get(pk) != known.get(pk)}


def _batches(ids: Iterable[int]) -> Iterable[list[int]]:
    known = list(ids)
    return (known[start : start + BATCH] for start in range(0, len(known), BATCH))


def _public_pages():  # type: ignore[no-untyped-def]  # Wagtail has no types
    return Page.objects.type(GuidePage, CampaignPage).filter(live=True, alias_of__isnull=True)


def _of_page(page: TranslatedPage) -> list[Found]:
    path = addresses.path_below_home(page)
    is_draft = isinstance(page, CampaignPage) and page.campaign.state not in PUBLIC_STATES
    if path is None or is_draft:
        return []
    kind = SearchEntry.Kind.GUIDE if isinstance(page, GuidePage) else SearchEntry.Kind.CAMPAIGN
    entry = SearchEntry(
        kind=kind,
        object_id=page.pk,
        language=page.locale.language_code,
        family=page.translation_key,
        title=page.title[:255],
        summary=page.summary,
        path=path,
    )
    return [Found(entry, title=page.title, summary=page.summary, body=prose.of_stream(page.body))]


def _of_contact(contact: Contact) -> list[Found]:
    family = uuid.uuid5(CONTACT_FAMILIES, str(contact.pk))
    return [
        Found(
            SearchEntry(
                kind=SearchEntry.Kind.CONTACT,
                object_id=contact.pk,
                language=text.language,
                family=family,
                title=(text.name or contact.name)[:255],
                summary=text.does,
                path=f"help/{contact.slug}/",
            ),
            title=f"{text.name} {contact.name}",
            summary=text.does,
            body=[text.helps, text.reach, contact.address],
        )
        for text in contact.texts.all()
    ]


@transaction.atomic
def _replace(old, found: list[Found]) -> None:  # type: ignore[no-untyped-def]
    kept = save_entries(found)
    old.exclude(pk__in=kept).delete()


@transaction.atomic
def save_entries(found: Sequence[Found]) -> list[int]:
    """Write entries with their words in place of what they held before; returns their ids."""
    if not found:
        return []
    entries = SearchEntry.objects.bulk_create(
        [each.entry for each in found],
        update_conflicts=True,
        unique_fields=["kind", "object_id", "language"],
        update_fields=["family", "title", "summary", "path"],
    )
    weights = {entry.pk: _weights(each) for entry, each in zip(entries, found, strict=True)}
    known = _words({(e.language, word) for e in entries for word in weights[e.pk]})
    SearchHit.objects.filter(entry__in=weights).delete()
    SearchHit.objects.bulk_create(
        [
            SearchHit(entry_id=entry.pk, word_id=known[entry.language, word], weight=weight)
            for entry in entries
            for word, weight in weights[entry.pk].items()
        ],
        batch_size=2000,
    )
    return list(weights)


def _weights(found: Found) -> dict[str, float]:
    """How much each word says about an entry: by the weightiest place it stands in, a little by how often."""
    counts: Counter[str] = Counter()
    heaviest: dict[str, float] = {}
    for weight, texts in ((IN_TITLE, [found.title]), (IN_SUMMARY, [found.summary]), (IN_BODY, found.body)):
        for text in texts:
            for word in terms.words_of(text):
                counts[word] += 1
                heaviest.setdefault(word, weight)
    return {word: weight + 0.2 * min(counts[word] - 1, 4) for word, weight in heaviest.items()}


def _words(wanted: set[tuple[str, str]]) -> dict[tuple[str, str], int]:
    """Ids of words by language and word; words that are new are written down."""
    known = _known(wanted)
    missing = sorted(wanted - known.keys())
    if missing:
        SearchWord.objects.bulk_create(
            [SearchWord(language=code, word=word, sound=sound.sound(word)) for code, word in missing],
            ignore_conflicts=True,
            batch_size=2000,
        )
        known |= _known(set(missing))
    return known


def _known(wanted: set[tuple[str, str]]) -> dict[tuple[str, str], int]:
    found: dict[tuple[str, str], int] = {}
    for language in sorted({code for code, _word in wanted}):
        words = [word for code, word in wanted if code == language]
        rows = SearchWord.objects.filter(language=language, word__in=words).values_list("word", "pk")
        found |= {(language, word): pk for word, pk in rows.order_by()}
    return found


def _refresh_sounds() -> None:
    changed = []
    for row in SearchWord.objects.order_by("pk").iterator():
        heard = sound.sound(row.word)
        if heard != row.sound:
            row.sound = heard
            changed.append(row)
    SearchWord.objects.bulk_update(changed, ["sound"], batch_size=1000)
