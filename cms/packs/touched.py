"""Which packs a change concerns: those that hold the thing now, and those that should hold it from now on."""

from __future__ import annotations

from collections.abc import Iterable

from django.conf import settings
from django.db.models import Q
from wagtail.models import Page

from cms.models import Contact, ContentChange, FeeRule, GuidePage, Pack
from frontend import languages
from organising.pairings.models import Corridor

Kind = ContentChange.Kind
IN_NO_PACK = (Kind.RECORDING, Kind.CAMPAIGN)


def packs_touched_by(changes: Iterable[ContentChange]) -> set[tuple[Corridor, str]]:
    """Corridors and languages whose packs must be built again. A few queries for each change."""
    found = _Touched()
    for change in changes:
        if change.kind not in IN_NO_PACK:
            found.add(change)
    return {(found.corridors[pk], code) for pk, code in found.keys if pk in found.corridors}


class _Touched:
    """Collects corridors and languages, change by change."""

    def __init__(self) -> None:
        self.codes = [code for code, _name in settings.LANGUAGES]
        self.corridors = {corridor.pk: corridor for corridor in Corridor.objects.order_by("pk")}
        self.keys: set[tuple[int, str]] = set()

    def add(self, change: ContentChange) -> None:
        """What is gone, or is no single thing, concerns every pack."""
        acts = {Kind.PAGE: self._page, Kind.CONTACT: self._contact, Kind.FEE_RULE: self._fee_rule}
        act = acts.get(Kind(change.kind))
        if act is None or change.object_id is None or not act(change.object_id):
            self._add(self.corridors.values(), self.codes)

    def _add(self, corridors: Iterable[Corridor], codes: Iterable[str]) -> None:
        codes = list(codes)
        self.keys |= {(corridor.pk, code) for corridor in corridors for code in codes}

    def _add_holding(self, kind: str, object_id: int) -> None:
        """Packs that hold the thing now, whatever it has become since."""
        packs = Pack.objects.filter(manifest__files__contains=[{"kind": kind, "ids": [object_id]}])
        self.keys |= set(packs.values_list("corridor_id", "language"))

    def _page(self, pk: int) -> bool:
        """Pages that link to this one, and translations that it makes stale, are changes of their own."""
        guide = GuidePage.objects.filter(pk=pk).select_related("locale").defer("body", "sources").first()
        codes = self.codes
        if guide is not None:
            codes = self._codes_shown(guide)
            self._add(self._corridors_of(guide), codes)
        elif Page.objects.filter(pk=pk).exists():
            return True
        self._add_holding("guide", pk)
        # A pack that is full has left guides out, and this may have been one of them.
        full = Pack.objects.filter(language__in=codes).exclude(manifest__left_out=[])
        self.keys |= set(full.values_list("corridor_id", "language"))
        return True

    def _codes_shown(self, guide: GuidePage) -> list[str]:
        """Languages whose readers find nothing better than this page."""
        own = guide.locale.language_code
        family = GuidePage.objects.filter(translation_key=guide.translation_key, live=True)
        available = {own, *family.order_by("pk").values_list("locale__language_code", flat=True)}
        return [code for code in self.codes if languages.best_language(code, available) == own]

    def _contact(self, pk: int) -> bool:
        contact = Contact.objects.filter(pk=pk).first()
        if contact is None or not contact.country_codes:
            return False
        codes = contact.country_codes
        self._add_holding("contacts", pk)
        self._add(self._corridors_at(codes), self.codes)
        # A guide for Malaysia and Qatar names who helps in Qatar to readers on their way to Malaysia too.
        at_ends = Q(origin_codes__overlap=codes) | Q(destination_codes__overlap=codes)
        for guide in GuidePage.objects.filter(at_ends, live=True).defer("body", "sources").order_by("pk"):
            self._add(self._corridors_of(guide), self.codes)
        return True

    def _fee_rule(self, pk: int) -> bool:
        rule = FeeRule.objects.filter(pk=pk).first()
        if rule is None:
            return False
        self._add_holding("fees", pk)
        self._add(self._corridors_at([rule.country_code]), self.codes)
        return True

    def _corridors_of(self, guide: GuidePage) -> list[Corridor]:
        return [
            one
            for one in self.corridors.values()
            if (not guide.origin_codes or one.origin in guide.origin_codes)
            and (not guide.destination_codes or one.destination in guide.destination_codes)
        ]

    def _corridors_at(self, codes: list[str]) -> list[Corridor]:
        return [one for one in self.corridors.values() if one.origin in codes or one.destination in codes]
