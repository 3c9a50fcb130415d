"""What closes chores, and which notices go, when editors write pages and contacts themselves."""

from __future__ import annotations

from typing import Any

from django.db.models.signals import pre_save
from django.dispatch import receiver
from django.utils import timezone
from wagtail.models import Page
from wagtail.signals import page_published

from cms.models import ContactPhone, GuidePage
from cms.reports import services


@receiver(page_published, dispatch_uid="cms.reports.close_review")
def on_published(instance: Page, revision: Any = None, **kwargs: Any) -> None:
    if isinstance(instance, GuidePage):
        services.close_review(page=instance, by=getattr(revision, "user", None), now=timezone.now())


@receiver(pre_save, sender=ContactPhone, dispatch_uid="cms.reports.another_number")
def on_number_saved(instance: ContactPhone, update_fields: Any = None, **kwargs: Any) -> None:
    """Another number in the same row is one that nobody has reported or called."""
    if instance.pk is None or (update_fields and not {"number", "kind"} & set(update_fields)):
        return
    if not ContactPhone.objects.filter(pk=instance.pk, number=instance.number, kind=instance.kind).exists():
        instance.reported_at = instance.found_working_at = None
