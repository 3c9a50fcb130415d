"""What follows when Wagtail says that a page was published or copied into another language."""

from __future__ import annotations

from typing import Any

from django.dispatch import receiver
from wagtail.models import Page
from wagtail.signals import copy_for_translation_done, page_published

from cms import services
from cms.models import TranslatedPage


@receiver(page_published, dispatch_uid="cms.record_publication")
def on_published(instance: Page, revision: Any = None, **kwargs: Any) -> None:
    if isinstance(instance, TranslatedPage):
        services.record_publication(page=instance, revision=revision)


@receiver(copy_for_translation_done, dispatch_uid="cms.mark_as_translation")
def on_copied_for_translation(source_obj: Any, target_obj: Any, **kwargs: Any) -> None:
    """A copy made for translation is a translation, and nobody has checked it yet."""
    if isinstance(target_obj, TranslatedPage):
        services.mark_as_translation(page=target_obj, source=source_obj)
        target_obj.minor_edit = target_obj.matches_source = target_obj.checked_by_speaker = False
        type(target_obj).objects.filter(pk=target_obj.pk).update(
            minor_edit=False, matches_source=False, checked_by_speaker=False
        )
