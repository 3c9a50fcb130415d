"""The models of the CMS, a noun a module."""

from cms.models.base import (
    AliasRefused,
    MachineWordsUnsigned,
    SourceStamp,
    TextsNotReady,
    TranslatedPage,
    TranslationIncomplete,
)
from cms.models.campaigns import CampaignIndexPage, CampaignPage
from cms.models.changes import ContentChange
from cms.models.chores import Chore, ChoreKind
from cms.models.contacts import (
    Contact,
    ContactHours,
    ContactKind,
    ContactPhone,
    ContactText,
    Need,
    PhoneKind,
    Weekday,
)
from cms.models.drafts import Drafted, DraftRefused
from cms.models.fees import FeeLimit, FeeRule, FeeRuleText, FeeSide
from cms.models.guides import GuideIndexPage, GuidePage
from cms.models.home import HomePage
from cms.models.media import CustomDocument, CustomImage, CustomRendition
from cms.models.owners import PageOwner
from cms.models.packs import Pack, PackFile
from cms.models.prints import Print
from cms.models.recordings import Recording
from cms.models.reports import ReaderReport, ReportKind
from cms.models.search import SearchEntry, SearchHit, SearchWord
from cms.models.vocabulary import Jurisdiction, Sector, Stage, Topic

__all__ = [
    "AliasRefused",
    "CampaignIndexPage",
    "CampaignPage",
    "Chore",
    "ChoreKind",
    "Contact",
    "ContactHours",
    "ContactKind",
    "ContactPhone",
    "ContactText",
    "ContentChange",
    "CustomDocument",
    "CustomImage",
    "CustomRendition",
    "DraftRefused",
    "Drafted",
    "FeeLimit",
    "FeeRule",
    "FeeRuleText",
    "FeeSide",
    "GuideIndexPage",
    "GuidePage",
    "HomePage",
    "Jurisdiction",
    "MachineWordsUnsigned",
    "Need",
    "PageOwner",
    "Pack",
    "PackFile",
    "PhoneKind",
    "Print",
    "ReaderReport",
    "Recording",
    "ReportKind",
    "SearchEntry",
    "SearchHit",
    "SearchWord",
    "Sector",
    "SourceStamp",
    "Stage",
    "TextsNotReady",
    "Topic",
    "TranslatedPage",
    "TranslationIncomplete",
    "Weekday",
]
