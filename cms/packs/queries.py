"""Reading packs, and what belongs into them. Each function says how many SQL queries it makes."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q

from cms import queries as pages
from cms.models import GuidePage, Pack, Stage
from frontend import languages
from organising.pairings.models import Corridor

STAGES = {stage.value: place for place, stage in enumerate(Stage)}


@dataclass(frozen=True)
class PackedGuide:
    """A guide in a pack; `language` is the one it is written in."""

    title: str
    url: str
    language: str
    size: int

    @property
    def dir(self) -> str:
        return languages.direction(self.language)


@dataclass(frozen=True)
class PackCard:
    """A pack as a reader chooses it, with its guides in the order in which they are read."""

    pack: Pack
    guides: list[PackedGuide]

    @property
    def title(self) -> str:
        return self.pack.manifest["title"]

    @property
    def left_out(self) -> list[str]:
        """Titles of what did not fit."""
        return self.pack.manifest["left_out"]

    @property
    def other_count(self) -> int:
        """How many of its guides are in another language than the pack."""
        return sum(guide.language != self.pack.language for guide in self.guides)


def pack_cards(language: str) -> list[PackCard]:
    """Every pack of a language, by the names of its countries. One query."""
    found = Pack.objects.filter(language=language).select_related("corridor").order_by("corridor__slug")
    cards = [PackCard(pack=pack, guides=_guides_in(pack)) for pack in found]
    return sorted(cards, key=lambda card: (card.title, card.pack.corridor.slug))


def _guides_in(pack: Pack) -> list[PackedGuide]:
    return [
        PackedGuide(title=file["title"], url=file["path"], language=file["language"], size=file["bytes"])
        for file in pack.manifest["files"]
        if file["kind"] == "guide"
    ]


def pack_of(slug: str, language: str) -> Pack | None:
    """The pack of a corridor in a language. One query."""
    return Pack.objects.filter(corridor__slug=slug, language=language).first()


def guides_for(corridor: Corridor, language: str) -> list[GuidePage]:
    """The live guides for workers of a corridor, each in the best language for a reader of `language`.

    Those about these countries come first, then in the order of the way. Two queries.
    """
    rank = pages.language_rank(language)
    best: dict[object, GuidePage] = {}
    light = (
        GuidePage.objects.filter(fits(corridor), live=True, alias_of__isnull=True)
        .select_related("locale")
        .only("translation_key", "locale__language_code")
        .order_by("pk")
    )
    for guide in light:
        known = best.get(guide.translation_key)
        if known is None or rank(guide.locale.language_code) < rank(known.locale.language_code):
            best[guide.translation_key] = guide
    whole = (
        GuidePage.objects.filter(pk__in=[guide.pk for guide in best.values()])
        .select_related("locale", "source_stamp")
        .order_by("pk")
    )
    return sorted(whole, key=_reading_order)


def fits(corridor: Corridor) -> Q:
    """Guides for every country, or for the countries of this corridor."""
    return (Q(origin_codes=[]) | Q(origin_codes__contains=[corridor.origin])) & (
        Q(destination_codes=[]) | Q(destination_codes__contains=[corridor.destination])
    )


def _reading_order(guide: GuidePage) -> tuple[bool, int, str, int]:
    is_for_everybody = not (guide.origin_codes or guide.destination_codes)
    return is_for_everybody, STAGES.get(guide.stage, len(STAGES)), guide.slug, guide.pk
