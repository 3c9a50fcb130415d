"""Acts on pages: make the tree, publish a text, keep translations honest."""

from cms.services.publishing import (
    IndexMissing,
    SourceMissing,
    publish_campaign_page,
    publish_guide,
)
from cms.services.stamping import call_minor, is_minor, mark_as_translation, record_publication
from cms.services.translating import translate_subtree
from cms.services.tree import SiteTexts, default_texts, ensure_site_tree

__all__ = [
    "IndexMissing",
    "SiteTexts",
    "SourceMissing",
    "call_minor",
    "default_texts",
    "ensure_site_tree",
    "is_minor",
    "mark_as_translation",
    "publish_campaign_page",
    "publish_guide",
    "record_publication",
    "translate_subtree",
]
