"""What a machine wrote is marked, a signature takes the mark off, and a deleted source leaves its words."""

from __future__ import annotations

from typing import Any

from django.db.models.signals import post_save, pre_delete
from django.dispatch import receiver
from django.utils import timezone
from wagtail.models import Page
from wagtail.signals import page_published
from wagtail_localize.models import StringTranslation

from cms.models import SourceStamp
from cms.models.base import is_signed
from cms.receivers import PAGES
from cms.translators import services


@receiver(post_save, sender=StringTranslation, dispatch_uid="cms.translators.machine_words")
def on_string_saved(instance: StringTranslation, update_fields: Any = None, **kwargs: Any) -> None:
    is_machine = instance.translation_type == StringTranslation.TRANSLATION_TYPE_MACHINE
    if is_machine and update_fields is None and instance.context_id is not None:
        services.record_machine_words(
            translation_key=str(instance.context.object_id),
            locale_id=instance.locale_id,
            now=timezone.now(),
        )


@receiver(page_published, dispatch_uid="cms.translators.signed")
def on_published(instance: Page, revision: Any = None, **kwargs: Any) -> None:
    """Once words of a machine are live with somebody's signature they are that person's words."""
    stamp = SourceStamp.objects.filter(page_id=instance.pk, machine_made_at__isnull=False).first()
    if stamp is not None and revision is not None and is_signed(revision, since=stamp.machine_made_at):
        services.accept_signature(page=instance)


def on_page_deleted(instance: Page, **kwargs: Any) -> None:
    services.keep_strings_of(source=instance)


for _model in PAGES[1:]:
    pre_delete.connect(on_page_deleted, sender=_model, dispatch_uid=f"cms.translators.{_model.__name__}")
