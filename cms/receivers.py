"""What follows when something that readers see changes: stamps of translations, and a change on record."""

from __future__ import annotations

from typing import Any

from django.db.models.signals import post_delete, post_save, pre_delete
from django.dispatch import receiver
from wagtail.models import Locale, Page, ReferenceIndex, Site
from wagtail.signals import (
    copy_for_translation_done,
    page_published,
    page_slug_changed,
    page_unpublished,
    post_page_move,
    unpublished,
)

from campaigns.drives.models import Campaign
from campaigns.petitions.models import Petition, PetitionText
from cms import changes, services
from cms.editing import services as editing
from cms.models import (
    CampaignIndexPage,
    CampaignPage,
    Contact,
    ContactHours,
    ContactPhone,
    ContactText,
    CustomDocument,
    CustomImage,
    FeeRule,
    FeeRuleText,
    GuideIndexPage,
    GuidePage,
    HomePage,
    Recording,
    SourceStamp,
    TranslatedPage,
)
from cms.models.changes import ContentChange
from organising.pairings.models import Corridor
from organising.unions.models import Union

Kind = ContentChange.Kind
PAGES = (Page, HomePage, GuideIndexPage, GuidePage, CampaignIndexPage, CampaignPage)
DRAFT_FIELDS = {
    "latest_revision",
    "latest_revision_created_at",
    "draft_title",
    "has_unpublished_changes",
    "live_revision",
    "locked",
    "locked_at",
    "locked_by",
}
"""What Wagtail writes into a live row when somebody saves a draft or locks it. No reader sees it."""
DRAFTED = (Contact, FeeRule)
PARENTS = {ContactText: Contact, ContactPhone: Contact, ContactHours: Contact, FeeRuleText: FeeRule}


@receiver(page_published, dispatch_uid="cms.record_publication")
def on_published(instance: Page, revision: Any = None, **kwargs: Any) -> None:
    if isinstance(instance, TranslatedPage):
        services.record_publication(page=instance, revision=revision)
        _changed(instance, *_translations_from(instance))


@receiver(copy_for_translation_done, dispatch_uid="cms.mark_as_translation")
def on_copied_for_translation(source_obj: Any, target_obj: Any, **kwargs: Any) -> None:
    """A copy made for translation is a translation, and nobody has checked it yet."""
    if isinstance(target_obj, TranslatedPage):
        services.mark_as_translation(page=target_obj, source=source_obj)
        editing.keep_translation(page=target_obj)
        target_obj.minor_edit = target_obj.matches_source = target_obj.checked_by_speaker = False
        type(target_obj).objects.filter(pk=target_obj.pk).update(
            minor_edit=False, matches_source=False, checked_by_speaker=False
        )


def on_page_saved(instance: Page, update_fields: Any = None, **kwargs: Any) -> None:
    """A page that is live was written, by publishing it or otherwise."""
    if instance.live and not (update_fields and set(update_fields) <= DRAFT_FIELDS):
        changes.record(Kind.PAGE, instance.pk)


for _model in PAGES:
    post_save.connect(on_page_saved, sender=_model, dispatch_uid=f"cms.page_saved.{_model.__name__}")


@receiver(page_unpublished, dispatch_uid="cms.page_unpublished")
@receiver(page_slug_changed, dispatch_uid="cms.page_slug_changed")
@receiver(post_page_move, dispatch_uid="cms.page_moved")
def on_address_changed(instance: Page, **kwargs: Any) -> None:
    """Pages that link here say something else as well, and all below it have another address."""
    _changed(instance, *_pages_with(instance), *instance.get_descendants().values_list("pk", flat=True))


@receiver(pre_delete, sender=Page, dispatch_uid="cms.page_deleted")
def on_page_deleted(instance: Page, **kwargs: Any) -> None:
    if instance.live:
        _changed(instance, *_pages_with(instance))


def _changed(page: Page, *others: int) -> None:
    changes.record_all(Kind.PAGE, dict.fromkeys([page.pk, *others]))


def _translations_from(page: Page) -> list[int]:
    """Ids of the page in the languages that were made from another: they may be outdated from now on."""
    stamps = SourceStamp.objects.filter(page__translation_key=page.translation_key)
    return list(stamps.order_by("pk").values_list("pk", flat=True))


def _pages_with(thing: Page | CustomImage | CustomDocument) -> list[int]:
    """Ids of the pages that link to a page or a document, or show an image."""
    references = ReferenceIndex.get_references_to(thing).order_by("pk").select_related("base_content_type")
    return [int(each.object_id) for each in references if each.base_content_type.model_class() is Page]


@receiver(post_save, sender=SourceStamp, dispatch_uid="cms.stamp_saved")
def on_stamp_saved(instance: SourceStamp, **kwargs: Any) -> None:
    changes.record(Kind.PAGE, instance.page_id)


@receiver(post_save, sender=CustomImage, dispatch_uid="cms.image_saved")
@receiver(pre_delete, sender=CustomImage, dispatch_uid="cms.image_deleted")
@receiver(post_save, sender=CustomDocument, dispatch_uid="cms.document_saved")
@receiver(pre_delete, sender=CustomDocument, dispatch_uid="cms.document_deleted")
def on_file_changed(instance: CustomImage | CustomDocument, created: bool = False, **kwargs: Any) -> None:
    if not created:  # nothing can show a new one yet
        changes.record_all(Kind.PAGE, dict.fromkeys(_pages_with(instance)))


def on_row_changed(sender: type[Any], instance: Any, raw: bool = False, **kwargs: Any) -> None:
    kind, id_field = ROWS[sender]
    object_id = getattr(instance, id_field) if id_field else None
    if _is_shown(sender, instance, object_id, kwargs.get("update_fields")):
        changes.record(kind, object_id)


def _is_shown(sender: type[Any], instance: Any, object_id: int | None, update_fields: Any) -> bool:
    """Whether readers may see what was written. One query for a part of a contact or a fee rule."""
    if sender in PARENTS:
        return bool(PARENTS[sender].objects.filter(pk=object_id, live=True).exists())
    if sender in DRAFTED:
        return instance.live and not (update_fields and set(update_fields) <= DRAFT_FIELDS)
    return True


def on_taken_down(sender: type[Any], instance: Any, **kwargs: Any) -> None:
    changes.record(ROWS[sender][0], instance.pk)


for _model in DRAFTED:
    unpublished.connect(on_taken_down, sender=_model, dispatch_uid=f"cms.taken_down.{_model.__name__}")


ROWS: dict[type[Any], tuple[ContentChange.Kind, str]] = {
    Contact: (Kind.CONTACT, "pk"),
    ContactText: (Kind.CONTACT, "contact_id"),
    ContactPhone: (Kind.CONTACT, "contact_id"),
    ContactHours: (Kind.CONTACT, "contact_id"),
    FeeRule: (Kind.FEE_RULE, "pk"),
    FeeRuleText: (Kind.FEE_RULE, "rule_id"),
    Recording: (Kind.RECORDING, "pk"),
    # The numbers that campaigns show are no change: pages with numbers are stored for a minute only.
    Campaign: (Kind.CAMPAIGN, ""),
    Petition: (Kind.CAMPAIGN, ""),
    PetitionText: (Kind.CAMPAIGN, ""),
    Union: (Kind.CAMPAIGN, ""),
    Corridor: (Kind.SITE, ""),
    Locale: (Kind.SITE, ""),
    Site: (Kind.SITE, ""),
}
"""Rows that pages show, and the field with the id of the thing that changes with them."""

for _model in ROWS:
    post_save.connect(on_row_changed, sender=_model, dispatch_uid=f"cms.saved.{_model.__name__}")
    post_delete.connect(on_row_changed, sender=_model, dispatch_uid=f"cms.deleted.{_model.__name__}")
