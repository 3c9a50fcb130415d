"""The sample world's pages: homes and the guides that come with Corridor in twelve languages, campaigns."""

from __future__ import annotations

import datetime

from campaigns.drives.models import Campaign
from cms import services as cms
from cms.guides import services as guides
from config.demo import texts
from members.users.models import User

SOURCE_LANGUAGE = "en"


def make_pages(campaigns: dict[str, Campaign], people: dict[str, User], *, now: datetime.datetime) -> None:
    """Publish every text as a page; a page that is there with the same words stays as it is."""
    editor = people["editor"]
    homes = {
        language: cms.SiteTexts(
            home_title=words["home"]["title"],
            home_intro=words["home"]["intro"],
            guides_title=words["guides"]["title"],
            guides_intro=words["guides"]["intro"],
            campaigns_title=words["campaigns"]["title"],
            campaigns_intro=words["campaigns"]["intro"],
        )
        for language, words in texts.translations("home").items()
    }
    cms.ensure_site_tree(texts=homes, by=editor, now=now)
    guides.load_guides(now=now)
    for name, campaign in campaigns.items():
        for language, words in texts.translations(name).items():
            cms.publish_campaign_page(
                language=language,
                campaign=campaign,
                slug=words["slug"],
                title=words["title"],
                summary=words["summary"],
                body=words["body"],
                source_language=SOURCE_LANGUAGE,
                by=editor,
                now=now,
                notice=words["notice"],
                checked_by_speaker=words.get("checked_by_speaker", False),
            )
