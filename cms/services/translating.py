"""wagtail-localize's work on whole trees."""

from __future__ import annotations

from django.contrib.auth import get_user_model
from django.db import transaction
from wagtail.models import Locale, Page
from wagtail_localize.models import TranslationSource
from wagtail_localize.operations import translate_page_subtree

from cms.translators import following


@transaction.atomic
def translate_subtree(*, page_id: int, languages: list[str], user_id: str | None) -> None:
    """Make drafts of all pages below a page in the given languages; pages that have one are left alone."""
    root = Page.objects.get(pk=page_id)
    keys = root.get_descendants().values("translation_key")
    sources = TranslationSource.objects.filter(object_id__in=keys, locale_id=root.locale_id).order_by("pk")
    for source_id in sources.values_list("pk", flat=True):
        following.bring_up_to_date(source_id=source_id)
    locales = list(Locale.objects.filter(language_code__in=languages))
    user = get_user_model().objects.filter(pk=user_id).first() if user_id else None
    translate_page_subtree(page_id, locales, None, user)
