"""PO files: the strings of one page in one language, to be translated in another program.

The format is GNU gettext's (manual, "The Format of PO Files"). A file is taken whole or not at all.
"""

from __future__ import annotations

import datetime
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import polib
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail_localize.models import StringSegment, StringTranslation, Translation

from cms.models import strings
from cms.translators import marks

if TYPE_CHECKING:
    from members.users.models import User

LARGEST_BYTES = 2 * 1024 * 1024
TRANSLATION_ID = "X-WagtailLocalize-TranslationID"
EXPORTED_AT = "POT-Creation-Date"
TOOL = "PO file"
NAMED = 3
"""So many strings are named in a message."""

Key = tuple[str, str]


class PoFileRefused(Exception):
    """Nothing of a file was taken. The argument says why, for the person who uploaded it."""


@dataclass(frozen=True)
class Taken:
    """What came of a file."""

    saved_count: int = 0
    gone: list[str] = field(default_factory=list)
    """Strings that are no longer in the source."""
    newer: list[str] = field(default_factory=list)
    """Strings that somebody translated otherwise since the file was downloaded; theirs were kept."""
    unsure: list[str] = field(default_factory=list)
    """Strings that the file marks as fuzzy."""


def export_file(*, translation: Translation, now: datetime.datetime) -> str:
    """The strings of a page with what they are in one language, as a PO file.

    Raises PoFileRefused: the source was published a moment ago, and these are the strings of before.
    """
    _refuse_waiting(translation)
    po = translation.export_po()
    po.wrapwidth = 0
    po.metadata[EXPORTED_AT] = now.isoformat()
    po.metadata["Language"] = translation.target_locale.language_code
    po.metadata["Content-Transfer-Encoding"] = "8bit"
    return str(po)


@transaction.atomic
def import_file(*, translation: Translation, content: bytes, by: User, now: datetime.datetime) -> Taken:
    """Take the translations of a PO file into wagtail-localize's strings. The page is not saved by it.

    Strings without a translation, strings marked as fuzzy and strings that are no longer in the source are
    left out. What somebody else wrote since the file was downloaded stays. Raises PoFileRefused: the file is
    too large, broken, of another page or language, or a string lost a link, a tag or a placeholder; or the
    source was published a moment ago, and its strings are not known yet.
    """
    if len(content) > LARGEST_BYTES:
        raise PoFileRefused(_("The file is larger than 2 MB. Nothing was taken from it."))
    po = _parsed(content)
    _refuse_strangers(po, translation)
    locked = Translation.objects.select_for_update(of=("self",)).get(pk=translation.pk)
    _refuse_waiting(locked)
    segments = _segments(locked)
    entries = [each for each in po if not each.obsolete and each.msgstr]
    sure = [each for each in entries if not each.fuzzy]
    known = [each for each in sure if _key(each) in segments]
    _refuse_faults(known)
    gone = [each.msgid for each in sure if _key(each) not in segments]
    if gone and not known:
        raise PoFileRefused(
            _("No string of this file is in the source any more. Nothing was taken from it.") + _named(gone)
        )
    saved_count, newer = _save(known, segments, locked, exported_at=_exported_at(po), by=by)
    unsure = [each.msgid for each in entries if each.fuzzy]
    return Taken(saved_count=saved_count, gone=gone, newer=newer, unsure=unsure)


def _refuse_waiting(translation: Translation) -> None:
    if strings.is_behind(translation.source):
        raise PoFileRefused(strings.NOT_READY)


def sentences(taken: Taken) -> list[str]:
    """What to tell a translator about strings that were left out."""
    told = []
    if taken.gone:
        sentence = ngettext(
            "%(count)d string is no longer in the source and was left out.",
            "%(count)d strings are no longer in the source and were left out.",
            len(taken.gone),
        )
        told.append(sentence % {"count": len(taken.gone)} + _named(taken.gone))
    if taken.newer:
        sentence = ngettext(
            "%(count)d string was translated here since the file was downloaded. The one here was kept.",
            "%(count)d strings were translated here since the file was downloaded. Those here were kept.",
            len(taken.newer),
        )
        told.append(sentence % {"count": len(taken.newer)} + _named(taken.newer))
    if taken.unsure:
        sentence = ngettext(
            "%(count)d string is marked as unsure (fuzzy) and was left out.",
            "%(count)d strings are marked as unsure (fuzzy) and were left out.",
            len(taken.unsure),
        )
        told.append(sentence % {"count": len(taken.unsure)} + _named(taken.unsure))
    return told


def _named(texts: Iterable[str]) -> str:
    """The first strings, each in quotation marks."""
    return "".join(f" “{text[:60]}”" for text in list(texts)[:NAMED])


def _parsed(content: bytes) -> polib.POFile:
    broken = _("This is no PO file, or a broken one. Nothing was taken from it.")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise PoFileRefused(broken) from None
    # polib takes a text that is the name of a file for that file: it gets a file of our own.
    with tempfile.NamedTemporaryFile("w", encoding="utf-8", newline="", suffix=".po") as file:
        file.write(text)
        file.flush()
        try:
            return polib.pofile(file.name, encoding="utf-8")
        except Exception:
            # The parser meets broken files with whatever its state machine stumbles over.
            raise PoFileRefused(broken) from None


def _refuse_strangers(po: polib.POFile, translation: Translation) -> None:
    mark = po.metadata.get(TRANSLATION_ID, "")
    if mark == str(translation.uuid):
        return
    if not mark:
        raise PoFileRefused(
            _("The file does not say which page it belongs to. Download a new one and translate that.")
        )
    other = Translation.objects.filter(uuid__in=_uuids(mark), source_id=translation.source_id).first()
    if other is not None:
        raise PoFileRefused(_("This file is for another language of this page. Nothing was taken from it."))
    raise PoFileRefused(_("This file is for another page. Nothing was taken from it."))


def _uuids(text: str) -> list[str]:
    return [text] if len(text) == 36 and set(text.lower()) <= set("0123456789abcdef-") else []


def _key(entry: polib.POEntry) -> Key:
    return entry.msgid, entry.msgctxt or ""


def _segments(translation: Translation) -> dict[Key, StringSegment]:
    segments = StringSegment.objects.filter(source_id=translation.source_id)
    return {
        (each.string.data, each.context.path): each
        for each in segments.select_related("string", "context").order_by("order", "pk")
    }


def _refuse_faults(entries: list[polib.POEntry]) -> None:
    seen: dict[Key, str] = {}
    faults = []
    for entry in entries:
        fault = marks.fault(entry.msgid, entry.msgstr)
        if not fault and seen.setdefault(_key(entry), entry.msgstr) != entry.msgstr:
            fault = _("it stands in the file twice")
        if fault:
            faults.append(f"“{entry.msgid[:60]}”: {fault}.")
    if faults:
        sentence = ngettext(
            "%(count)d string is not right. Nothing was taken from the file.",
            "%(count)d strings are not right. Nothing was taken from the file.",
            len(faults),
        )
        raise PoFileRefused(" ".join([sentence % {"count": len(faults)}, *faults[:NAMED]]))


def _exported_at(po: polib.POFile) -> datetime.datetime | None:
    try:
        day = datetime.datetime.fromisoformat(po.metadata.get(EXPORTED_AT, ""))
    except ValueError:
        return None
    return day if day.tzinfo else None


def _save(
    entries: list[polib.POEntry],
    segments: dict[Key, StringSegment],
    translation: Translation,
    *,
    exported_at: datetime.datetime | None,
    by: User,
) -> tuple[int, list[str]]:
    there = {
        (each.translation_of_id, each.context_id): each
        for each in StringTranslation.objects.filter(
            locale_id=translation.target_locale_id, context__object_id=translation.source.object_id
        )
    }
    saved_count, newer = 0, []
    for key, entry in {_key(each): each for each in entries}.items():
        segment = segments[key]
        row = there.get((segment.string_id, segment.context_id))
        if row is None:
            row = StringTranslation(
                translation_of_id=segment.string_id,
                locale_id=translation.target_locale_id,
                context_id=segment.context_id,
            )
        elif row.data == entry.msgstr:
            continue
        elif not _may_replace(row, exported_at, by):
            newer.append(entry.msgid)
            continue
        row.data = entry.msgstr
        row.translation_type = StringTranslation.TRANSLATION_TYPE_MANUAL
        row.tool_name = TOOL
        row.last_translated_by = by
        row.has_error = False
        row.field_error = ""
        row.save()
        saved_count += 1
    return saved_count, newer


def _may_replace(row: StringTranslation, exported_at: datetime.datetime | None, by: User) -> bool:
    """Whether nobody wrote the string since the download, or the same person from a file."""
    if exported_at is not None and row.updated_at <= exported_at:
        return True
    return row.tool_name == TOOL and row.last_translated_by_id == by.pk
