"""What has changed in the original since a translation was last in step with it.

Blocks have the same ids in every language, so a changed block of the original is found again on the page of
the reader, and she is told at the very place.
"""

from __future__ import annotations

import datetime
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from wagtail.models import Page, Revision

from cms import addresses
from cms.models import SourceStamp, TranslatedPage
from frontend import languages

BLOCK_KEY = re.compile(r' data-block-key="[^"]*"')
"""Wagtail's editor gives each paragraph of running text a name; a page from a file has none."""
FIELDS = ("title", "summary")
"""Besides the body, what readers see of a page and a translator translates."""


@dataclass(frozen=True)
class Difference:
    """A block of the original that is not what it was; `before` is None when new, `now` when gone."""

    block_id: str
    before: Any
    now: Any


@dataclass(frozen=True)
class Outdated:
    """Why a translation is not in step: which page changed, when, and what in it."""

    page: Page | None
    """None when it has been deleted."""
    stamp: SourceStamp
    blocks: list[Difference] = field(default_factory=list)
    fields: dict[str, tuple[str, str]] = field(default_factory=dict)
    is_known: bool = True
    """False when the page as it was is kept no more: then nobody can say what changed in it."""

    @property
    def language(self) -> str:
        """The language of the page that changed."""
        return self.stamp.source_language

    @property
    def day(self) -> datetime.datetime:
        """When it changed last."""
        return self.stamp.source_changed_at

    @property
    def url(self) -> str:
        """Where it can be read; empty when nobody can read it now."""
        if self.page is None or not self.page.live:
            return ""
        return addresses.address(self.language, addresses.path_below_home(self.page) or "")

    @property
    def dir(self) -> str:
        return languages.direction(self.language)

    @property
    def changed(self) -> dict[str, Difference]:
        """Changed blocks by their ids: those that stand on the reader's page as well."""
        return {each.block_id: each for each in self.blocks if each.before is not None}

    @property
    def added(self) -> list[Difference]:
        """Blocks that the reader's page cannot have yet."""
        return [each for each in self.blocks if each.before is None]


def outdated(page: TranslatedPage) -> Outdated | None:
    """Why this translation is not in step; None when it is, or is an original.

    Two queries when it is not in step, none else. The page that changed is the nearest above that is in step
    itself: for a Maithili page made from a Nepali one that has not followed the English, the English.
    """
    stamp = getattr(page, "source_stamp", None)
    if stamp is None or stamp.source_changed_at is None:
        return None
    family = {
        each.locale.language_code: each
        for each in type(page)
        .objects.filter(translation_key=page.translation_key)
        .select_related("locale", "source_stamp")
        .order_by("pk")
    }
    seen = {page.locale.language_code}
    above = family.get(stamp.source_language)
    while above is not None and above.locale.language_code not in seen:
        next_stamp = getattr(above, "source_stamp", None)
        if next_stamp is None or next_stamp.source_changed_at is None:
            break
        seen.add(above.locale.language_code)
        stamp, above = next_stamp, family.get(next_stamp.source_language)
    if above is None:
        return Outdated(page=None, stamp=stamp, is_known=False)
    return _compare(above, stamp)


def _compare(source: TranslatedPage, stamp: SourceStamp) -> Outdated:
    revision = Revision.objects.filter(pk=stamp.revision_id).first() if stamp.revision_id else None
    if revision is None:
        return Outdated(page=source, stamp=stamp, is_known=False)
    then = revision.content
    fields = {
        name: (str(then.get(name, "")), str(getattr(source, name)))
        for name in FIELDS
        if hasattr(source, name) and str(then.get(name, "")) != str(getattr(source, name))
    }
    return Outdated(page=source, stamp=stamp, fields=fields, blocks=differences_in(source, then))


def differences_in(source: TranslatedPage, then: Mapping[str, Any]) -> list[Difference]:
    """The blocks of a page that are not what they were in an older content of it, in the page's order.

    Blocks that have gone stand at the end. A page without a body has none.
    """
    if not hasattr(source, "body"):
        return []
    body = source._meta.get_field("body").stream_block
    before = {each["id"]: each for each in _raw(then.get("body"))}
    now = {each.id: each for each in source.body}
    raw_now = {each["id"]: each for each in _raw(source.body.get_prep_value())}
    old_blocks = {each.id: each for each in body.to_python([before[key] for key in before])}
    changed = [
        Difference(key, old_blocks.get(key), now[key])
        for key, raw in raw_now.items()
        if key not in before or _said(before[key]) != _said(raw)
    ]
    return changed + [Difference(key, old_blocks[key], None) for key in old_blocks if key not in now]


def _raw(body: Any) -> list[dict[str, Any]]:
    blocks: Iterable[Any] = json.loads(body) if isinstance(body, str) else body or []
    return [dict(each) for each in blocks if each.get("id")]


def _said(block: Mapping[str, Any]) -> Any:
    """What a block says, without the ids that Wagtail gives to the items of lists and to paragraphs."""
    return block.get("type"), _without_ids(block.get("value"))


def _without_ids(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _without_ids(each) for key, each in value.items() if key != "id"}
    if isinstance(value, list):
        return [_without_ids(each) for each in value]
    return BLOCK_KEY.sub("", value) if isinstance(value, str) else value
