"""wagtail-localize's work on whole trees."""

from __future__ import annotations

from django.contrib.auth import get_user_model
from django.db import transaction
from wagtail.models import Locale
from wagtail_localize.operations import translate_page_subtree


@transaction.atomic
def translate_subtree(*, page_id: int, languages: list[str], user_id: str | None) -> None:
    """Make drafts of all pages below a page in the given languages; pages that have one are left alone."""
    locales = list(Locale.objects.filter(language_code__in=languages))
    user = get_user_model().objects.filter(pk=user_id).first() if user_id else None
    translate_page_subtree(page_id, locales, None, user)
