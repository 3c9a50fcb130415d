"""wagtail-localize's editor with what a translator saw and the direction of what she writes."""

from __future__ import annotations

import json
from urllib.parse import urlencode

from django import template
from wagtail.models import Locale
from wagtail_localize.models import StringSegment, StringTranslation, Translation

from frontend import languages

register = template.Library()


@register.filter
def with_what_was_seen(props: str, translation: Translation) -> str:
    """The editor's props, in which the address of each string says when its translation last changed.

    It comes back with what is saved, so that nobody writes over words she has not seen. A translation that
    changed while the page was made counts as not seen.
    """
    data = json.loads(props)
    shown = {each["segment_id"]: each["data"] for each in data["initialStringTranslations"]}
    changed_at = _changes(translation, shown)
    for each in data["segments"]:
        if each["type"] == "string":
            each["editUrl"] += "?" + urlencode({"seen": changed_at.get(each["id"], "")})
    data["links"]["convertToAliasUrl"] = None
    data["perms"]["canDelete"] = data["perms"]["canDelete"] and data["perms"]["canPublish"]
    return json.dumps(data)


def _changes(translation: Translation, shown: dict[int, str]) -> dict[int, str]:
    segments = StringSegment.objects.filter(source_id=translation.source_id).order_by("pk")
    rows = {
        (each.translation_of_id, each.context_id): each
        for each in StringTranslation.objects.filter(
            locale_id=translation.target_locale_id, context__object_id=translation.source.object_id
        )
    }
    found = {}
    for segment in segments:
        row = rows.get((segment.string_id, segment.context_id))
        if row is not None and row.data == shown.get(segment.pk, row.data):
            found[segment.pk] = row.updated_at.isoformat()
    return found


@register.filter
def writing_direction(locale: Locale) -> str:
    """Either "rtl" or "ltr"."""
    return languages.direction(locale.language_code)
