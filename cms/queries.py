"""Reading pages for readers. Each function says how many SQL queries it makes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib.contenttypes.models import ContentType
from django.db.models import Q
from django.http import HttpRequest
from wagtail.models import Page

from cms import addresses
from cms.models import CampaignPage, GuidePage, Stage, TranslatedPage
from frontend import languages


@dataclass(frozen=True)
class Link:
    """A page in a list; `language` is the language it is written in."""

    language: str
    title: str
    url: str
    note: str = ""

    @property
    def lang(self) -> str:
        return self.language

    @property
    def dir(self) -> str:
        return languages.direction(self.language)

    @property
    def endonym(self) -> str:
        return languages.endonym(self.language)


def find_page(request: HttpRequest, language: str, path: str) -> Page | None:
    """The live page at a path of a language, of its own model. Two queries, one where there is none.

    The first asks for two columns: a page of the general model would be thrown away.
    """
    root = addresses.home_paths(request).get(language)
    if root is None:
        return None
    found = _live_at([root + path]).order_by("pk").values_list("pk", "content_type_id").first()
    if found is None:
        return None
    pk, content_type_id = found
    model = ContentType.objects.get_for_id(content_type_id).model_class() or Page
    pages = model._base_manager.select_related("locale", "source_stamp")
    return pages.filter(pk=pk, live=True).order_by("pk").first()


def same_path_elsewhere(request: HttpRequest, language: str, path: str) -> list[Page]:
    """Live pages at this path in other languages, best for a reader of `language` first. One query."""
    homes = addresses.home_paths(request)
    pages = _live_at([root + path for code, root in homes.items() if code != language])
    pages = pages.select_related("locale", "content_type").order_by("locale__language_code")
    return sorted(pages, key=lambda page: language_rank(language)(page.locale.language_code))


def _live_at(url_paths: list[str]):  # type: ignore[no-untyped-def]  # Wagtail has no types
    slugs = {url_path.rstrip("/").rsplit("/", 1)[-1] for url_path in url_paths}
    return Page.objects.filter(url_path__in=url_paths, slug__in=slugs, live=True, alias_of__isnull=True)


def path_of_code(code: str, request: HttpRequest) -> str | None:
    """The path below every language of the page with a short code; None when none is live. One query."""
    keys = addresses.keys_of_code(code)
    if keys is None:
        return None
    page = (
        Page.objects.filter(translation_key__range=keys, live=True, alias_of__isnull=True)
        .order_by("pk")
        .first()
    )
    return addresses.path_below_home(page, request) if page is not None else None


def translations_of(page: Page, request: HttpRequest | None = None) -> list[Link]:
    """Links to the live pages that say the same, this one among them, by language. One query."""
    found = (
        Page.objects.filter(translation_key=page.translation_key, live=True, alias_of__isnull=True)
        .order_by("locale__language_code")
        .values_list("locale__language_code", "title", "url_path")
    )
    return [link(language, title, url_path, request) for language, title, url_path in found]


def link(language: str, title: str, url_path: str, request: HttpRequest | None = None) -> Link:
    """A link to the page at a path in the tree. No query."""
    return Link(
        language=language,
        title=title,
        url=addresses.address(language, addresses.below_home(url_path, request) or ""),
    )


def language_rank(language: str):  # type: ignore[no-untyped-def]  # returns a sort key
    """A sort key for language codes: what a reader of `language` reads best comes first."""
    order = {code: place for place, code in enumerate(languages.fallback_chain(language))}
    return lambda code: (order.get(code, len(order)), code)


def links_to(pages: Iterable[Page], request: HttpRequest | None = None) -> list[Link]:
    """Links to pages in their own languages. No query."""
    return [link(page.locale.language_code, page.title, page.url_path, request) for page in pages]


@dataclass(frozen=True)
class StageGroup:
    """The guides of one stage of the way."""

    stage: str
    label: str
    guides: list[GuidePage]


@dataclass(frozen=True)
class Shelf:
    """Pages that exist in the reader's language, and the best other language for those that do not."""

    own: list[TranslatedPage]
    other: list[TranslatedPage]


def shelf(model: type[TranslatedPage], *conditions: Q, language: str, **filters: object) -> Shelf:
    """All live pages of a model, each in the best language for the reader. One query."""
    pages = (
        model.objects.filter(*conditions, live=True, alias_of__isnull=True, **filters)
        .select_related("locale")
        .defer("body")
        .order_by("path")
    )
    rank = language_rank(language)
    best: dict[object, TranslatedPage] = {}
    for page in pages:
        known = best.get(page.translation_key)
        if known is None or rank(page.locale.language_code) < rank(known.locale.language_code):
            best[page.translation_key] = page
    own = [page for page in best.values() if page.locale.language_code == language]
    other = [page for page in best.values() if page.locale.language_code != language]
    return Shelf(own=own, other=sorted(other, key=lambda page: page.title))


def guides_by_stage(guides: Iterable[GuidePage]) -> list[StageGroup]:
    """Guides in the order of the way; stages without guides are left out. No query."""
    groups: dict[str, list[GuidePage]] = {}
    for guide in guides:
        groups.setdefault(guide.stage, []).append(guide)
    return [
        StageGroup(stage=stage.value, label=str(stage.label), guides=groups[stage.value])
        for stage in Stage
        if stage.value in groups
    ]


def guide_shelf(*, language: str) -> Shelf:
    """All guides. One query."""
    return shelf(GuidePage, language=language)


def campaign_shelf(*, language: str) -> Shelf:
    """Pages of all campaigns that are public. One query."""
    return shelf(CampaignPage, language=language, campaign__state__in=["running", "won", "ended"])
