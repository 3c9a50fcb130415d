"""What changed in the source beside the translation as it stands, block by block, word by word."""

from __future__ import annotations

import difflib
import html
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.html import strip_tags
from django.utils.text import capfirst
from wagtail.models import Page

from cms import differences
from cms.models import TranslatedPage
from frontend import languages

# Parts of blocks that are no words: choices and what is chosen.
NO_WORDS = {"id", "type", "other_language", "need", "image", "recording", "is_checklist"}
LINE_ENDS = re.compile(r"</(?:p|li|h\d|div)>|<br/?>")
TOKENS = re.compile(r"\n|[^\S\n]+|\S+")


@dataclass(frozen=True)
class Piece:
    """Some words that are in both versions ("same"), only in the old ("gone") or only in the new ("new")."""

    kind: str
    text: str


@dataclass(frozen=True)
class Change:
    """One part of the page: the source then and now, and the translation. Empty: it is not there."""

    label: str
    before: list[Piece]
    now: list[Piece]
    translation: str

    @property
    def has_same_words(self) -> bool:
        """Only a link or the look changed."""
        return bool(self.before) and all(each.kind == "same" for each in (*self.before, *self.now))


@dataclass(frozen=True)
class Comparison:
    """All that changed in the source since the translation was in step."""

    outdated: differences.Outdated
    language: str
    changes: list[Change]

    @property
    def dir(self) -> str:
        return languages.direction(self.language)


def comparison(page: TranslatedPage) -> Comparison | None:
    """What changed for this translation; None when it is in step. At most four queries.

    The translation is its newest draft, because that is what the translator goes on with.
    """
    outdated = differences.outdated(page)
    if outdated is None:
        return None
    draft = page.get_latest_revision_as_object()
    changes = [
        Change(
            capfirst(page._meta.get_field(name).verbose_name),
            *_versions(before, now),
            getattr(draft, name, ""),
        )
        for name, (before, now) in outdated.fields.items()
    ]
    own = {each.id: each for each in draft.body} if hasattr(draft, "body") else {}
    for each in outdated.blocks:
        child = each.now or each.before
        versions = _versions(_words(each.before), _words(each.now))
        changes.append(Change(capfirst(child.block.label), *versions, _words(own.get(each.block_id))))
    return Comparison(outdated=outdated, language=page.locale.language_code, changes=changes)


def _words(child: Any) -> str:
    """The words of a block, a line for each of its parts; "" for none."""
    if child is None:
        return ""
    return "\n".join(line for line in _lines(child.block.get_prep_value(child.value)) if line)


def _lines(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield from (line.strip() for line in _plain(value).split("\n"))
    elif isinstance(value, Mapping):
        for name, part in value.items():
            if name not in NO_WORDS:
                yield from _lines(part)
    elif isinstance(value, list | tuple):
        for part in value:
            yield from _lines(part)
    elif value is not None and not isinstance(value, bool | int):
        yield str(value)


def _plain(text: str) -> str:
    return html.unescape(strip_tags(LINE_ENDS.sub("\n", text))) if "<" in text or "&" in text else text


def _versions(before: str, now: str) -> tuple[list[Piece], list[Piece]]:
    """Both texts in pieces; a text that is not there has none."""
    old, new = TOKENS.findall(before), TOKENS.findall(now)
    then_pieces: list[Piece] = []
    now_pieces: list[Piece] = []
    matcher = difflib.SequenceMatcher(a=old, b=new, autojunk=False)
    for kind, a1, a2, b1, b2 in matcher.get_opcodes():
        if a1 < a2:
            then_pieces.append(Piece("same" if kind == "equal" else "gone", "".join(old[a1:a2])))
        if b1 < b2:
            now_pieces.append(Piece("same" if kind == "equal" else "new", "".join(new[b1:b2])))
    return then_pieces, now_pieces


def source_of(page: TranslatedPage) -> Page | None:
    """The page in the language this one was made from; None when it has been deleted, or for an original."""
    stamp = getattr(page, "source_stamp", None)
    if stamp is None:
        return None
    return Page.objects.filter(
        translation_key=page.translation_key, locale__language_code=stamp.source_language
    ).first()
