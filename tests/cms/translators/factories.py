"""Translators, and pages that wagtail-localize makes from strings."""

from __future__ import annotations

from django.contrib.auth.models import Group
from django.test import Client
from wagtail.models import Locale
from wagtail_localize.models import StringSegment, StringTranslation, Translation, TranslationSource

from cms.models import GuidePage
from members.users.models import User
from tests.members.users.factories import make_user, signed_in


def make_translator(*languages: str) -> User:
    user = make_user(second_factor=True)
    user.groups.set(Group.objects.filter(name__in=[f"translator-{each}" for each in languages]))
    return User.objects.get(pk=user.pk)


def at_work(user: User) -> Client:
    return signed_in(user, used_second_factor=True)


def moderator() -> User:
    return make_user(roles=("moderator",), second_factor=True)


def translation_into(language: str, page: GuidePage, *, words: str = "") -> Translation:
    """A page that is being translated string by string; with `words` every string has a translation."""
    source, _made = TranslationSource.get_or_create_from_instance(page)
    locale = Locale.objects.get(language_code=language)
    translation = Translation.objects.create(source=source, target_locale=locale)
    translation.save_target(publish=False)
    if words:
        fill(translation, words)
    return translation


def fill(translation: Translation, words: str, **fields: object) -> None:
    """Translate every string that has no translation, and keep the marks of each."""
    for segment in segments(translation):
        StringTranslation.objects.get_or_create(
            translation_of_id=segment.string_id,
            locale=translation.target_locale,
            context_id=segment.context_id,
            defaults={"data": words, **fields},
        )


def segments(translation: Translation) -> list[StringSegment]:
    found = StringSegment.objects.filter(source=translation.source).select_related("string", "context")
    return list(found.order_by("order", "pk"))


def segment_of(translation: Translation, text: str) -> StringSegment:
    return next(each for each in segments(translation) if text in each.string.data)


def draft_of(translation: Translation) -> GuidePage:
    return GuidePage.objects.get(
        translation_key=translation.source.object_id, locale=translation.target_locale
    )
