"""Making packs: everything for one corridor in one language, small enough for a phone."""

from __future__ import annotations

import datetime
import gzip
import hashlib
import itertools
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.db import connection, transaction

from cms import rich_text
from cms.models import ContentChange, Pack, PackFile
from cms.packs import fragments, queries, touched
from cms.packs.fragments import Fragment
from frontend import languages
from organising.pairings.models import Corridor

FORMAT = 1
MAX_BYTES = 300_000
MANIFEST_RESERVE = 10_000
"""What is left for the manifest, which a phone fetches besides the files it names."""
UNUSED_DAYS = 7
# Any fixed number: PostgreSQL's advisory locks are named by integers.
BUILDING_LOCK = 720_003


@dataclass(frozen=True)
class Wrapped:
    """A fragment as it is sent. The digest names the HTML, the bytes are those of the compressed file."""

    fragment: Fragment
    digest: str
    content: bytes

    @property
    def entry(self) -> dict[str, Any]:
        """Its line in the manifest."""
        return {
            "digest": self.digest,
            "kind": self.fragment.kind,
            "path": self.fragment.path,
            "title": self.fragment.title,
            "language": self.fragment.language,
            "bytes": len(self.content),
            "ids": list(self.fragment.ids),
        }


@dataclass
class Workbench:
    """What several packs that are built one after the other need alike: shells, and guides for a language."""

    shells: dict[str, Wrapped] = field(default_factory=dict)
    guides: dict[tuple[int, str], Wrapped] = field(default_factory=dict)

    def shell(self, language: str) -> Wrapped:
        if language not in self.shells:
            self.shells[language] = wrap(fragments.shell(language))
        return self.shells[language]

    def guides_for(self, corridor: Corridor, language: str, *, on: datetime.date) -> list[Wrapped]:
        """The guides of a pack in their order. Three queries, and those of blocks that ask for something."""
        found = queries.guides_for(corridor, language)
        fresh = [page for page in found if (page.pk, language) not in self.guides]
        stored = "".join(page._meta.get_field("body").value_to_string(page) for page in fresh)
        with rich_text.links_prefetched(stored):
            for page in fresh:
                self.guides[page.pk, language] = wrap(fragments.guide(page, language=language, on=on))
        return [self.guides[page.pk, language] for page in found]


def wrap(fragment: Fragment) -> Wrapped:
    """Compress a fragment; the same words always become the same bytes under the same name."""
    html = fragment.html.encode()
    return Wrapped(
        fragment=fragment,
        digest=hashlib.sha256(html).hexdigest()[:32],
        content=gzip.compress(html, compresslevel=9, mtime=0),
    )


@transaction.atomic
def build_pack(
    *, corridor: Corridor, language: str, now: datetime.datetime, workbench: Workbench | None = None
) -> Pack:
    """Make or renew the pack of a corridor in a language. When nothing has changed, nothing is written.

    Two processes never build at once: the one that read earlier could write last. A workbench serves packs
    that are built in one go, and no longer than the content stays as it is.
    """
    _alone()
    bench = workbench or Workbench()
    required = [
        bench.shell(language),
        wrap(fragments.contacts(corridor, language=language)),
        wrap(fragments.fees(corridor, language=language)),
    ]
    kept, left_out = _what_fits([*required, *bench.guides_for(corridor, language, on=now.date())])
    content = _manifest(corridor, language, kept, left_out)
    version = _digest_of(content)
    known = Pack.objects.filter(corridor=corridor, language=language).first()
    if known is not None and known.version == version:
        return known
    _keep_files(kept, now)
    made_at = now.astimezone(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    pack, _created = Pack.objects.update_or_create(
        corridor=corridor,
        language=language,
        defaults={
            "version": version,
            "manifest": content | {"version": version, "made_at": made_at},
            "byte_count": content["bytes"],
            "made_at": now,
        },
    )
    return pack


def _what_fits(pieces: Iterable[Wrapped]) -> tuple[list[Wrapped], list[Wrapped]]:
    """The pieces that fit into a pack, and those from the first on that does not."""
    kept: list[Wrapped] = []
    left_out: list[Wrapped] = []
    room = MAX_BYTES - MANIFEST_RESERVE
    for piece in pieces:
        if left_out or len(piece.content) > room:
            left_out.append(piece)
        else:
            kept.append(piece)
            room -= len(piece.content)
    return kept, left_out


def _manifest(
    corridor: Corridor, language: str, kept: list[Wrapped], left_out: list[Wrapped]
) -> dict[str, Any]:
    """What a phone must know of a pack, without its version and the instant it was made."""
    return {
        "format": FORMAT,
        "language": language,
        "dir": languages.direction(language),
        "corridor": corridor.slug,
        "title": " – ".join(
            languages.country_name(code, language) for code in (corridor.origin, corridor.destination)
        ),
        "bytes": sum(len(piece.content) for piece in kept),
        "files": [piece.entry for piece in kept],
        "left_out": [piece.fragment.title for piece in left_out],
    }


def _digest_of(content: dict[str, Any]) -> str:
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()[:16]


def _keep_files(pieces: Iterable[Wrapped], now: datetime.datetime) -> None:
    by_digest = {piece.digest: piece for piece in pieces}
    files = PackFile.objects.filter(digest__in=by_digest)
    known = dict(files.values_list("digest", "byte_count"))
    files.exclude(unused_since=None).update(unused_since=None)
    PackFile.objects.bulk_create(
        PackFile(digest=digest, content=piece.content, byte_count=len(piece.content), made_at=now)
        for digest, piece in by_digest.items()
        if digest not in known
    )


def _alone() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [BUILDING_LOCK])


def build_all(*, now: datetime.datetime) -> int:
    """Renew every pack there is and make those that are missing. Returns how many changed."""
    codes = [code for code, _name in settings.LANGUAGES]
    return _build_each(itertools.product(Corridor.objects.order_by("pk"), codes), now)


def _build_each(wanted: Iterable[tuple[Corridor, str]], now: datetime.datetime) -> int:
    """Build these packs, a language after the other, and count those that are other ones now."""
    changed = 0
    bench = Workbench()
    for corridor, language in sorted(wanted, key=lambda pair: (pair[1], pair[0].pk)):
        pack = build_pack(corridor=corridor, language=language, now=now, workbench=bench)
        changed += pack.made_at == now
    return changed


def are_of_this_release() -> bool:
    """Whether every corridor has its packs, and their pages look as they do on the site now. Two queries."""
    codes = [code for code, _name in settings.LANGUAGES]
    manifests = Pack.objects.order_by("pk").values_list("manifest", flat=True)
    found = [file["digest"] for each in manifests for file in each["files"] if file["kind"] == "shell"]
    made_now = {wrap(fragments.shell(code)).digest for code in codes}
    return len(found) == Corridor.objects.count() * len(codes) and set(found) <= made_now


def follow(changes: list[ContentChange], now: datetime.datetime) -> None:
    """Renew the packs that hold what has changed, or should hold it now. Safe to run twice."""
    _build_each(touched.packs_touched_by(changes), now)


@transaction.atomic
def delete_unused_files(*, now: datetime.datetime) -> int:
    """Delete the files that no pack has named for a week, and note which ones no pack names from now on.

    A phone may hold a manifest of last week and be in the middle of its download. Returns how many are gone.
    """
    _alone()
    in_use = {
        file["digest"]
        for manifest in Pack.objects.order_by("pk").values_list("manifest", flat=True)
        for file in manifest["files"]
    }
    unused = PackFile.objects.exclude(digest__in=in_use)
    unused.filter(unused_since=None).update(unused_since=now)
    oldest = now - datetime.timedelta(days=UNUSED_DAYS)
    return unused.filter(unused_since__lte=oldest).delete()[0]
