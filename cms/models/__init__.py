"""The models of the CMS, a noun a module."""

from cms.models.base import AliasRefused, SourceStamp, TranslatedPage, TranslationIncomplete
from cms.models.campaigns import CampaignIndexPage, CampaignPage
from cms.models.guides import GuideIndexPage, GuidePage, Jurisdiction, Stage
from cms.models.home import HomePage
from cms.models.media import CustomDocument, CustomImage, CustomRendition

__all__ = [
    "AliasRefused",
    "CampaignIndexPage",
    "CampaignPage",
    "CustomDocument",
    "CustomImage",
    "CustomRendition",
    "GuideIndexPage",
    "GuidePage",
    "HomePage",
    "Jurisdiction",
    "SourceStamp",
    "Stage",
    "TranslatedPage",
    "TranslationIncomplete",
]
