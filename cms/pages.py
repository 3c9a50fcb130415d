"""What the template of each page needs besides the page itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language

from campaigns.drives import queries as drives
from campaigns.drives.queries import CampaignView
from cms import addresses, differences, queries, reading, renditions, sharing
from cms.editing import keepers
from cms.models import (
    CampaignIndexPage,
    CampaignPage,
    GuideIndexPage,
    GuidePage,
    HomePage,
    TranslatedPage,
)
from cms.prints import queries as prints
from cms.search import finder
from cms.search.forms import FinderForm, SearchForm
from frontend import languages
from members.notifications import queries as notifications
from organising.records import progress

SIZE_MARK = "\N{INVISIBLE SEPARATOR}size\N{INVISIBLE SEPARATOR}"
"""Stands in the HTML where its own size is written once it is known."""


@dataclass(frozen=True)
class CampaignCard:
    """A campaign in a list."""

    page: CampaignPage
    view: CampaignView
    url: str
    language: str

    @property
    def dir(self) -> str:
        return languages.direction(self.language)


def common(page: TranslatedPage, request: HttpRequest) -> dict[str, Any]:
    """Languages, canonical address and why a translation is outdated. One query, three when it is."""
    language = page.locale.language_code
    path = addresses.path_below_home(page, request) or ""
    translations = queries.translations_of(page, request)
    return {
        "language": language,
        "language_links": [
            {"code": link.language, "name": link.endonym, "dir": link.dir, "url": link.url}
            for link in translations
        ],
        "alternates": [{"code": link.language, "url": settings.SITE_URL + link.url} for link in translations],
        "canonical_url": addresses.full_address(language, path),
        "outdated": differences.outdated(page),
        "page_size": SIZE_MARK,
    }


def guide(page: GuidePage, request: HttpRequest) -> dict[str, Any]:
    renditions.read_all(page)
    return common(page, request) | {
        "overdue": page.is_overdue(on=timezone.localdate()),
        "kept_by": keepers.keeper_of(page),
        "index_url": addresses.address(page.locale.language_code, "guides/"),
        "help_url": addresses.address(page.locale.language_code, "help/"),
        "facts": reading.facts_of(page),
        "contents": reading.contents_of(page),
        "is_read_aloud": reading.is_read_aloud(page),
        "names_who_helps": reading.has_block(page, "contacts"),
        "next_guide": reading.next_guide(page, request),
        "prints": prints.prints_of(page),
        "share_message": sharing.message_of(page),
        "share_url": addresses.short_address(page),
        "wrong_url": reverse("reports:page", args=[addresses.code_of(page)]),
    }


def guide_index(page: GuideIndexPage, request: HttpRequest) -> dict[str, Any]:
    language = page.locale.language_code
    form = FinderForm(request.GET, choices=finder.choices())
    wish = form.wish()
    found = finder.fitting(wish, language=language)
    return common(page, request) | {
        "form": form,
        "search_form": SearchForm(),
        "wish": wish,
        "count": len(found.own) + len(found.other),
        "groups": queries.guides_by_stage(found.own),
        "elsewhere": queries.links_to(found.other, request),
        "pack": finder.pack_for(wish, language=language),
        "here": addresses.address(language, "guides/"),
    }


def campaign(page: CampaignPage, request: HttpRequest) -> dict[str, Any]:
    language = page.locale.language_code
    view = drives.campaign_views([page.campaign_id], language=language, now=timezone.now()).get(
        page.campaign_id
    )
    return common(page, request) | {
        "view": view,
        "kept_by": keepers.keeper_of(page),
        "index_url": addresses.address(language, "campaigns/"),
        "follow": follow_links(view),
    }


def follow_links(view: CampaignView | None) -> dict[str, str]:
    """What the alerts component needs for the campaign's topic; empty when it has none. No query."""
    if view is None or view.topic is None:
        return {}
    topic = view.topic.topic
    return notifications.push_component(topic, view.topic.name) | {
        "email_url": reverse("notifications:topic", args=[topic.slug])
    }


def campaign_index(page: CampaignIndexPage, request: HttpRequest) -> dict[str, Any]:
    return common(page, request) | campaign_cards(page.locale.language_code, request)


def campaign_cards(language: str, request: HttpRequest) -> dict[str, list[CampaignCard]]:
    """Running campaigns and those that are over, each in the best language for the reader."""
    found = queries.campaign_shelf(language=language)
    pages: list[Any] = [*found.own, *found.other]
    views = drives.campaign_views([page.campaign_id for page in pages], language=language, now=timezone.now())
    cards = [
        CampaignCard(page=page, view=views[page.campaign_id], url=link.url, language=link.language)
        for page, link in zip(pages, queries.links_to(pages, request), strict=True)
        if page.campaign_id in views
    ]
    return {
        "running": [card for card in cards if card.view.campaign.state == "running"],
        "over": [card for card in cards if card.view.campaign.state != "running"],
    }


def home(page: HomePage, request: HttpRequest) -> dict[str, Any]:
    language = page.locale.language_code
    guides = queries.guide_shelf(language=language)
    best = [*guides.own, *guides.other][:4]
    return (
        common(page, request)
        | campaign_cards(language, request)
        | {
            "guides": queries.links_to(best, request),
            "guides_url": addresses.address(language, "guides/"),
            "campaigns_url": addresses.address(language, "campaigns/"),
            "all_languages": languages.links_for(request),
            "progress": progress.progress_of_all(timezone.now()),
        }
    )


def active_language() -> str:
    return get_language() or settings.LANGUAGE_CODE
