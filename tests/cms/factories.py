"""Pages in the languages that tests talk about."""

from __future__ import annotations

import datetime
from typing import Any

from campaigns.drives.models import Campaign, CampaignKind
from cms import services
from cms.models import CampaignPage, ContentChange, GuidePage
from cms.translators import following
from tests.campaigns.drives.factories import CampaignFactory

NOW = datetime.datetime(2026, 11, 20, 12, 0, tzinfo=datetime.UTC)
TITLES = {
    "en": "You should not pay",
    "ar": "لا تدفع مقابل العمل",
    "ne": "कामका लागि पैसा नतिर्नुहोस्",
    "ur": "نوکری کے پیسے نہ دیں",
    "bn": "কাজের জন্য টাকা দেবেন না",
}
BODY = [
    {"type": "paragraph", "heading": "Who pays", "text": "The employer pays, **not you**."},
    {"type": "steps", "heading": "What you do", "steps": [{"title": "Ask", "text": "Ask in writing."}]},
    {"type": "warning", "text": "Never sign an empty page."},
    {
        "type": "law",
        "text": "No fee.",
        "source": "ILO Convention No. 181 (1997)",
        "article": "Article 7",
        "url": "https://normlex.ilo.org/c181",
    },
    {"type": "phrase", "text": "एउटा रसिद दिनुहोस्।", "english": "Give me a receipt, please."},
    {
        "type": "figure",
        "value": "3700",
        "unit": "states",
        "date": datetime.date(2023, 3, 1),
        "source": "A list",
    },
]


def publish_guide(language: str = "en", slug: str = "fees", **changes: Any) -> GuidePage:
    """A guide in one language; in another than English a translation of the English one."""
    texts: dict[str, Any] = {
        "title": TITLES.get(language, f"No fees [{language}]"),
        "summary": f"The employer pays. [{language}]",
        "stage": "recruitment",
        "body": BODY,
        "reviewed_by": "Sample reviewer",
        "reviewed_on": datetime.date(2026, 11, 2),
        "review_due": datetime.date(2027, 5, 2),
        "source_language": "en",
    }
    return services.publish_guide(language=language, slug=slug, by=None, now=NOW, **(texts | changes))


def publish_campaign(language: str = "en", campaign: Campaign | None = None, **changes: Any) -> CampaignPage:
    """A campaign's page in one language."""
    campaign = campaign or CampaignFactory(running=True, kind=CampaignKind.RATIFICATION)
    texts: dict[str, Any] = {
        "title": f"Ratify Convention 189 [{language}]",
        "summary": f"We ask the government to ratify. [{language}]",
        "body": BODY[:1],
        "source_language": "en",
    }
    return services.publish_campaign_page(
        language=language, campaign=campaign, slug=campaign.slug, by=None, now=NOW, **(texts | changes)
    )


def take_texts() -> None:
    """What a worker does some seconds after a publication: pieces of text are taken anew."""
    following.follow(list(ContentChange.objects.order_by("pk")), NOW)
