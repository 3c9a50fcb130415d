"""What an editor reads about a draft. Each function says how many SQL queries it makes."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone
from wagtail.models import Page

from cms import renditions
from cms.editing import findings, prose, readability, weight
from cms.editing.findings import Finding
from cms.editing.readability import Ease, Length
from cms.editing.weight import Weight
from cms.models import (
    CampaignPage,
    ContentChange,
    GuidePage,
    PageOwner,
    Print,
    SourceStamp,
    TranslatedPage,
)
from cms.packs import touched
from members.users.models import CO_EDITORS, User
from organising.unions.models import Union


@dataclass(frozen=True)
class Effects:
    """What one publication makes anew."""

    outdated_count: int
    """Translations that are in step now and will be marked as outdated; none by a minor edit."""
    already_outdated_count: int
    pack_count: int
    print_count: int
    """Booklets and cards."""
    entry_count: int
    """Entries of the search index."""
    picture_count: int
    """Sizes of pictures that have not been drawn yet."""
    live_page_count: int
    """Every stored page is forgotten, and drawn again when somebody asks for it."""


@dataclass(frozen=True)
class Check:
    """What is said of a draft before it is published."""

    page: TranslatedPage
    weight: Weight
    length: Length
    ease: Ease | None
    findings: list[Finding]
    effects: Effects


def check_of(page: TranslatedPage, *, now: datetime.datetime) -> Check:
    """Everything about a draft: draws it once (at most 12 queries for a guide) and asks for its effects."""
    weighed = weight.of_draft(page)
    texts = [each.text for each in prose.passages(page)]
    language = page.locale.language_code
    return Check(
        page=page,
        weight=weighed,
        length=readability.length_of(texts, language),
        ease=readability.ease_of(texts, language),
        findings=findings.findings_in(page, drawn=weighed.html, today=timezone.localdate(now)),
        effects=effects_of(page, now=now),
    )


def effects_of(page: TranslatedPage, *, now: datetime.datetime) -> Effects:
    """What follows when this draft is published now, from the rows that will be read then.

    The same things as `cms.receivers` and the followers of `cms.changes` do: the page, and every translation
    of its family, is a change. A few queries for each language of the page.
    """
    stamps = list(
        SourceStamp.objects.filter(page__translation_key=page.translation_key)
        .select_related("page__locale")
        .order_by("pk")
    )
    below = _below(page, stamps)
    ids = list(dict.fromkeys([page.pk, *(each.pk for each in stamps)]))
    live = set(Page.objects.filter(pk__in=ids, live=True).order_by("pk").values_list("pk", flat=True))
    shown = live | {page.pk}
    is_found = isinstance(page, GuidePage | CampaignPage)
    return Effects(
        outdated_count=sum(each.source_changed_at is None for each in below),
        already_outdated_count=sum(each.source_changed_at is not None for each in below),
        pack_count=len(_packs(ids, now)) if isinstance(page, GuidePage) else 0,
        print_count=len(shown) * len(Print.Kind.values) if isinstance(page, GuidePage) else 0,
        entry_count=len(shown) if is_found else 0,
        picture_count=_undrawn(page),
        live_page_count=Page.objects.filter(live=True, depth__gt=1).count(),
    )


def _below(page: TranslatedPage, stamps: list[SourceStamp]) -> list[SourceStamp]:
    """Translations that were made from this page, and from those, down the tree of languages."""
    found: dict[int, SourceStamp] = {}
    waiting = [page.locale.language_code]
    while waiting:
        code = waiting.pop()
        fresh = [
            each
            for each in stamps
            if each.source_language == code and each.pk not in found and each.pk != page.pk
        ]
        found |= {each.pk: each for each in fresh}
        waiting += [each.page.locale.language_code for each in fresh]
    return list(found.values())


def _packs(ids: list[int], now: datetime.datetime) -> set[object]:
    changes = [ContentChange(kind=ContentChange.Kind.PAGE, object_id=pk, happened_at=now) for pk in ids]
    return {(corridor.pk, code) for corridor, code in touched.packs_touched_by(changes)}


def _undrawn(page: TranslatedPage) -> int:
    if not hasattr(page, "body"):
        return 0
    images = renditions.images_on(page)
    return sum(len(renditions.SPECS) - len(renditions.made_of(image)) for image in images)


@dataclass(frozen=True)
class KeptPage:
    """A page of a union, by its original; and the languages it exists in."""

    page: Page
    languages: list[str]


@dataclass(frozen=True)
class UnionDesk:
    """A union, what it keeps and who writes for it."""

    union: Union
    pages: list[KeptPage]
    people: list[User]


def desks_of(unions: Iterable[Union]) -> list[UnionDesk]:
    """What these unions keep, and who writes it. Three queries."""
    known = list(unions)
    owned = {
        each.translation_key: each.union_id
        for each in PageOwner.objects.filter(union__in=known).order_by("pk")
    }
    families: dict[uuid.UUID, list[Page]] = {}
    for page in (
        Page.objects.filter(translation_key__in=owned)
        .select_related("locale", "source_stamp")
        .order_by("title", "pk")
    ):
        families.setdefault(page.translation_key, []).append(page)
    kept: dict[int, list[KeptPage]] = {}
    for key, pages in families.items():
        original = next((each for each in pages if not hasattr(each, "source_stamp")), pages[0])
        codes = sorted(each.locale.language_code for each in pages)
        kept.setdefault(owned[key], []).append(KeptPage(original, codes))
    people = _people_by_union()
    return [UnionDesk(union, kept.get(union.pk, []), people.get(union.pk, [])) for union in known]


def _people_by_union() -> dict[int, list[User]]:
    found: dict[int, list[User]] = {}
    rows = User.objects.filter(groups__name__startswith=CO_EDITORS, is_active=True).order_by("email")
    for user in rows.annotate(group_name=F("groups__name")):
        number = user.group_name.removeprefix(CO_EDITORS).partition("-")[0]
        found.setdefault(int(number), []).append(user)
    return found


def pages_of_the_house() -> QuerySet[Page]:
    """Guides and campaign pages that no union keeps: the original of each, by title. One query."""
    originals = Page.objects.filter(translation_key=OuterRef("translation_key"), source_stamp__isnull=True)
    return (
        Page.objects.type(GuidePage, CampaignPage)
        .filter(Q(source_stamp__isnull=True) | ~Exists(originals))
        .exclude(translation_key__in=PageOwner.objects.values("translation_key"))
        .select_related("locale", "content_type")
        .order_by("draft_title", "pk")
    )


def pages_of_unions() -> QuerySet[Page]:
    """Pages that unions keep, in every language. One query."""
    return Page.objects.filter(translation_key__in=PageOwner.objects.values("translation_key")).order_by("pk")


def co_editor_of(union: Union, user_id: str) -> User | None:
    """Somebody who writes for a union. One query."""
    return User.objects.filter(pk=user_id, groups__name__startswith=f"{CO_EDITORS}{union.pk}-").first()
