"""Reading the board. Tuples and sums only: six thousand cells are no place for page objects."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from django.conf import settings
from django.db.models import Count, DateField, Exists, OuterRef, Value
from wagtail.models import WorkflowState
from wagtail_localize.models import StringSegment, StringTranslation

from cms.board import cells, permissions
from cms.board.cells import Board, Cell, Choice, Row
from cms.board.states import Facts, Kind, State, is_overdue, state_of
from cms.models import CampaignPage, Chore, GuidePage, PageOwner, TranslatedPage
from cms.reports import permissions as reports
from frontend import languages
from members.users.models import User
from organising.unions import queries as unions

EVERYTHING = Choice()


def board(user: User, *, on: datetime.date, choice: Choice = EVERYTHING) -> Board:
    """All guides and campaign pages in all languages as they stand on a day, for one person.

    At most 15 queries, however many there are. One shows when the person may explore it in some language, or
    when it is live and she may write in a language in which it is missing.
    """
    spoken = [code for code, _name in settings.LANGUAGES]
    rows = _rows(user, spoken, on=on)
    meant = [row for row in rows if choice.takes_row(row)]
    found = [row for row in meant if any(choice.takes_cell(cell) for cell in row.cells)]
    found.sort(key=lambda row: cells.those_in_need_first(row, choice.language))
    keepers = {row.union_id: row.union_name for row in rows if row.union_id is not None}
    return Board(
        rows=found,
        totals=cells.totals(meant, [choice.language] if choice.language in spoken else spoken),
        page_count=len(rows),
        kinds=frozenset(row.kind for row in rows),
        unions=sorted(keepers.items(), key=lambda keeper: keeper[1].casefold()),
    )


class _Page(NamedTuple):
    kind: Kind
    pk: int
    key: uuid.UUID
    language: str
    title: str
    is_live: bool
    has_unpublished_changes: bool
    owner_id: uuid.UUID | None
    is_checked: bool
    stamp_id: int | None
    outdated_since: datetime.datetime | None
    machine_made_at: datetime.datetime | None
    review_due: datetime.date | None


KINDS: dict[Kind, tuple[type[TranslatedPage], str | Value]] = {
    Kind.GUIDE: (GuidePage, "review_due"),
    Kind.CAMPAIGN: (CampaignPage, Value(None, output_field=DateField())),
}
"""The model of each kind, and where it says by when somebody must read it again; campaigns do not."""
COLUMNS = (
    "pk",
    "translation_key",
    "locale__language_code",
    "title",
    "live",
    "has_unpublished_changes",
    "owner_id",
    "checked_by_speaker",
    "source_stamp__page_id",
    "source_stamp__outdated_since",
    "source_stamp__machine_made_at",
)


@dataclass(frozen=True, slots=True)
class _Known:
    """What stands beside the pages."""

    on: datetime.date
    explorable: set[int]
    writable: Mapping[Kind, set[str]]
    in_workflow: set[int]
    missing: Mapping[tuple[uuid.UUID, str], int]
    reports: Mapping[int, int]


def _rows(user: User, spoken: list[str], *, on: datetime.date) -> list[Row]:
    families = _families()
    known = _Known(
        on=on,
        explorable=set(
            permissions.explorable_pages(user)
            .filter(content_type__app_label="cms", content_type__model__in=["guidepage", "campaignpage"])
            .order_by()
            .values_list("pk", flat=True)
        ),
        writable=_languages_to_write_in(user),
        in_workflow=_pages_in_workflow(),
        missing=_missing_strings(),
        reports=_open_reports(user),
    )
    keepers = {
        key: (union_id, name)
        for key, union_id, name in PageOwner.objects.order_by("pk").values_list(
            "translation_key", "union_id", "union__name"
        )
    }
    my_unions = {union.pk for union in unions.unions_acted_for(user, on=on)}
    my_chores = set(
        Chore.objects.filter(assigned_to=user, done_at=None, page__isnull=False)
        .order_by("pk")
        .values_list("page_id", flat=True)
    )
    chain = languages.fallback_chain(languages.active_code())
    rows = []
    for key, family in families.items():
        if not _is_shown(family, known):
            continue
        union_id, union_name = keepers.get(key, (None, ""))
        titled = _best_title(family, chain, known)
        is_mine = union_id in my_unions or any(
            (page.owner_id is not None and page.owner_id == user.pk) or page.pk in my_chores
            for page in family.values()
        )
        rows.append(
            Row(
                key=key,
                kind=titled.kind,
                title=titled.title,
                language=titled.language,
                source_id=_source_id(family, known),
                union_id=union_id,
                union_name=union_name,
                is_mine=is_mine,
                cells=tuple(_cell(code, family.get(code), known) for code in spoken),
            )
        )
    return rows


def _families() -> dict[uuid.UUID, dict[str, _Page]]:
    """All guides and campaign pages by translation key and language. A query for each kind."""
    families: dict[uuid.UUID, dict[str, _Page]] = {}
    for kind, (model, due) in KINDS.items():
        pages = model.objects.filter(alias_of__isnull=True).order_by("pk")
        for values in pages.values_list(*COLUMNS, due):
            page = _Page(kind, *values)
            families.setdefault(page.key, {})[page.language] = page
    return families


def _languages_to_write_in(user: User) -> dict[Kind, set[str]]:
    """Languages in which this person may write or translate, by kind. One query, and one for her rights."""
    models = {"guideindexpage": Kind.GUIDE, "campaignindexpage": Kind.CAMPAIGN}
    indexes = permissions.writable_pages(user).filter(
        content_type__app_label="cms", content_type__model__in=models
    )
    found: dict[Kind, set[str]] = {kind: set() for kind in Kind}
    for model, language in indexes.order_by().values_list("content_type__model", "locale__language_code"):
        found[models[model]].add(language)
    return found


def _pages_in_workflow() -> set[int]:
    """Pages that somebody has been asked to decide on. One query."""
    waiting = WorkflowState.objects.filter(
        status=WorkflowState.STATUS_IN_PROGRESS,
        base_content_type__app_label="wagtailcore",
        base_content_type__model="page",
    )
    return {int(each) for each in waiting.order_by("pk").values_list("object_id", flat=True)}


def _missing_strings() -> dict[tuple[uuid.UUID, str], int]:
    """How many strings wagtail-localize has no translation for, where it has not all. One query.

    Counted as its own progress counts, but for all pages at once, of whatever kind: asked for guides alone,
    PostgreSQL expects few and takes a way that is ten times as long. Its status is not asked; that says
    "up to date" of a page whose source has changed.
    """
    translated = StringTranslation.objects.filter(
        translation_of_id=OuterRef("string_id"),
        context_id=OuterRef("context_id"),
        locale_id=OuterRef("source__translations__target_locale_id"),
        has_error=False,
    )
    counted = (
        StringSegment.objects.filter(
            ~Exists(translated),
            source__translations__enabled=True,
        )
        .order_by()
        .values_list("source__object_id", "source__translations__target_locale__language_code")
        .annotate(Count("pk"))
    )
    return {(key, language): count for key, language, count in counted}


def _open_reports(user: User) -> dict[int, int]:
    """How many readers' reports about each page wait for an answer that this person may give. One query."""
    counted = (
        reports.visible_to(user)
        .filter(answered_at=None, page__isnull=False)
        .order_by()
        .values_list("page_id")
        .annotate(Count("pk"))
    )
    return dict(counted)


def _is_shown(family: Mapping[str, _Page], known: _Known) -> bool:
    if any(page.pk in known.explorable for page in family.values()):
        return True
    public = next((page for page in family.values() if page.is_live), None)
    return public is not None and not known.writable[public.kind] <= family.keys()


def _is_seen(page: _Page, known: _Known) -> bool:
    return page.is_live or page.pk in known.explorable


def _best_title(family: Mapping[str, _Page], chain: list[str], known: _Known) -> _Page:
    seen = {code: page for code, page in family.items() if _is_seen(page, known)}
    for code in chain:
        if code in seen:
            return seen[code]
    originals = [page for page in seen.values() if page.stamp_id is None]
    return (originals or list(seen.values()))[0]


def _source_id(family: Mapping[str, _Page], known: _Known) -> int | None:
    """The original, or where it is gone the first language there is."""
    seen = [page for page in family.values() if _is_seen(page, known)]
    originals = [page.pk for page in seen if page.stamp_id is None]
    return next(iter(originals or [page.pk for page in seen]), None)


def _cell(language: str, page: _Page | None, known: _Known) -> Cell:
    if page is None:
        return Cell(language, State.MISSING)
    is_overdue_now = is_overdue(is_live=page.is_live, review_due=page.review_due, on=known.on)
    is_outdated = page.outdated_since is not None
    is_checked = page.is_checked or page.stamp_id is None
    if page.pk not in known.explorable:
        if not page.is_live:
            return Cell(language, None)
        return Cell(
            language=language,
            state=state_of(Facts(is_live=True, is_outdated=is_outdated)),
            page_id=page.pk,
            is_live=True,
            is_original=page.stamp_id is None,
            since=page.outdated_since,
            is_overdue=is_overdue_now,
            is_checked=is_checked,
        )
    is_in_workflow = page.pk in known.in_workflow
    missing_count = known.missing.get((page.key, language), 0)
    state = state_of(
        Facts(
            is_live=page.is_live,
            has_unpublished_changes=page.has_unpublished_changes,
            is_in_workflow=is_in_workflow,
            is_machine_made=page.machine_made_at is not None,
            missing_count=missing_count,
            is_outdated=is_outdated,
        )
    )
    return Cell(
        language=language,
        state=state,
        page_id=page.pk,
        is_live=page.is_live,
        is_original=page.stamp_id is None,
        since=page.outdated_since if state is State.OUTDATED else None,
        is_waiting=is_in_workflow or (page.is_live and page.has_unpublished_changes),
        missing_count=missing_count,
        is_overdue=is_overdue_now,
        report_count=known.reports.get(page.pk, 0),
        is_checked=is_checked,
        can_open=True,
    )
