"""Acts of translators: their groups, a string, a signature, a draft for the moderators."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.contrib.auth.models import Group, Permission
from django.core.exceptions import ValidationError
from django.db import transaction
from wagtail.models import GroupPagePermission, Page, Revision
from wagtail_localize.models import StringSegment, StringTranslation, Translation

from cms.models import HomePage, SourceStamp, TextsNotReady, TranslatedPage, strings
from cms.models.base import publication_fault
from cms.translators import marks
from members.users.models import TRANSLATORS

if TYPE_CHECKING:
    from members.users.models import User

NEXT_TRY = datetime.timedelta(minutes=1)
ENTER = (("wagtailadmin", "access_admin"), ("wagtail_localize", "submit_translation"))


class NewerText(Exception):
    """Somebody else translated the string since the page was opened. `row` is what she wrote."""

    def __init__(self, row: StringTranslation) -> None:
        super().__init__()
        self.row = row


class NothingToSend(Exception):
    """The page is with the moderators already, or no workflow takes it."""


@dataclass(frozen=True)
class Signed:
    """A translation that a person answers for."""

    page: Page
    revision: Revision


@transaction.atomic
def ensure_translator_groups(*, homes: Iterable[HomePage]) -> list[Group]:
    """One group for each language: it enters the CMS and writes below that language's home, and no more.

    A right that somebody gave such a group elsewhere is taken back: it would open another language.
    """
    enter = [
        Permission.objects.get(content_type__app_label=app, codename=codename) for app, codename in ENTER
    ]
    change = Permission.objects.get(
        content_type__app_label="wagtailcore", content_type__model="page", codename="change_page"
    )
    groups = []
    for home in homes:
        group, _made = Group.objects.get_or_create(name=f"{TRANSLATORS}{home.locale.language_code}")
        group.permissions.add(*enter)
        right, _made = GroupPagePermission.objects.get_or_create(
            group=group, page_id=home.pk, permission=change
        )
        GroupPagePermission.objects.filter(group=group).exclude(pk=right.pk).delete()
        groups.append(group)
    return groups


@transaction.atomic
def save_string(
    *,
    translation: Translation,
    segment: StringSegment,
    text: str,
    seen_at: datetime.datetime | None,
    by: User,
) -> tuple[StringTranslation, bool]:
    """Write the translation of one string; answers the row and whether it is new.

    `seen_at` is the newest change of the string that the translator saw; None: there was no translation.
    Raises NewerText when somebody else has written it since: her words stay.
    """
    row = _locked_string(translation, segment)
    _refuse_unseen(row, text=text, seen_at=seen_at, by=by)
    is_new = row is None
    row = row or StringTranslation(
        translation_of_id=segment.string_id,
        locale_id=translation.target_locale_id,
        context_id=segment.context_id,
    )
    row.data = text
    row.translation_type = StringTranslation.TRANSLATION_TYPE_MANUAL
    row.tool_name = ""
    row.last_translated_by = by
    row.field_error = marks.tag_fault(text)
    row.has_error = bool(row.field_error)
    row.save()
    return row, is_new


@transaction.atomic
def delete_string(
    *, translation: Translation, segment: StringSegment, seen_at: datetime.datetime | None, by: User
) -> StringTranslation | None:
    """Take a string's translation away; None when there was none. Raises NewerText as `save_string`."""
    row = _locked_string(translation, segment)
    _refuse_unseen(row, text=None, seen_at=seen_at, by=by)
    if row is not None:
        row.delete()
    return row


def _locked_string(translation: Translation, segment: StringSegment) -> StringTranslation | None:
    """The row of a string. Who writes another string of the page at the same time waits for a moment."""
    Translation.objects.select_for_update(of=("self",)).get(pk=translation.pk)
    return StringTranslation.objects.filter(
        translation_of_id=segment.string_id,
        locale_id=translation.target_locale_id,
        context_id=segment.context_id,
    ).first()


def _refuse_unseen(
    row: StringTranslation | None, *, text: str | None, seen_at: datetime.datetime | None, by: User
) -> None:
    if row is None or row.data == text or row.last_translated_by_id == by.pk:
        return
    if seen_at is None or row.updated_at > seen_at:
        raise NewerText(row)


@transaction.atomic
def sign_translation(*, page: TranslatedPage, by: User | None, now: datetime.datetime) -> Signed:
    """Save a draft of which a person says that it says what the original says now.

    For a page that wagtail-localize makes from strings the draft is made of the strings as they are. Raises
    TextsNotReady while these are not those of the live source; so do the two acts below.
    """
    draft = _fresh_draft(page, by=by)
    draft.matches_source = True
    return Signed(page=draft, revision=draft.save_revision(user=by))


@transaction.atomic
def publish_translation(
    *, page: TranslatedPage, by: User | None, is_signed: bool, now: datetime.datetime
) -> None:
    """Publish a translation as it is now.

    Raises TranslationIncomplete and MachineWordsUnsigned as `TranslatedPage.publish` does.
    """
    if is_signed:
        revision = sign_translation(page=page, by=by, now=now).revision
    else:
        revision = _fresh_draft(page, by=by).save_revision(user=by)
    revision.publish(user=by)


@transaction.atomic
def send_to_moderators(*, page: TranslatedPage, by: User, is_signed: bool, now: datetime.datetime) -> None:
    """Begin the workflow of a page with its translation as it is now. Raises NothingToSend."""
    workflow = page.get_workflow()
    if workflow is None or page.workflow_in_progress:
        raise NothingToSend
    if is_signed:
        draft = sign_translation(page=page, by=by, now=now).page
    else:
        draft = _fresh_draft(page, by=by)
        draft.save_revision(user=by)
    workflow.start(draft, by)


def _fresh_draft(page: TranslatedPage, *, by: User | None) -> TranslatedPage:
    translation = strings.translation_of(page)
    if translation is not None:
        if strings.is_behind(translation.source):
            raise TextsNotReady(strings.NOT_READY)
        translation.save_target(user=by, publish=False)
    return Page.objects.get(pk=page.pk).specific.get_latest_revision_as_object()


@transaction.atomic
def record_machine_words(*, translation_key: str, locale_id: int, now: datetime.datetime) -> None:
    """A machine wrote a string of a page: nobody publishes it before a person has signed."""
    SourceStamp.objects.filter(page__translation_key=translation_key, page__locale_id=locale_id).update(
        machine_made_at=now
    )


@transaction.atomic
def accept_signature(*, page: Page) -> None:
    """A machine's words are live with a person's signature: from now on they are that person's words."""
    SourceStamp.objects.filter(page_id=page.pk).update(machine_made_at=None)


@transaction.atomic
def keep_strings_of(*, source: Page) -> None:
    """Before a source is deleted, put what translators have written so far into the drafts of their pages."""
    translations = Translation.objects.filter(
        source__object_id=source.translation_key, source__locale_id=source.locale_id, enabled=True
    )
    for translation in translations.select_related("source", "target_locale").order_by("pk"):
        pages = Page.objects.filter(
            translation_key=source.translation_key, locale_id=translation.target_locale_id
        )
        if not pages.exists():
            continue  # wagtail-localize would make it now
        try:
            with transaction.atomic():
                translation.save_target(publish=False)
        except ValidationError:
            # A string that its field does not take: the strings themselves are kept, and the last draft.
            continue


@transaction.atomic
def hold_back_what_may_not_be_published(*, now: datetime.datetime) -> int:
    """Take the date off scheduled revisions that may not be published; answers how many.

    Wagtail publishes what is due in one go: one page that refuses would keep all others waiting. What has to
    wait for the texts of its source is due a minute later.
    """
    due = Revision.page_revisions.filter(approved_go_live_at__lt=now).order_by("pk")
    faults = {each.pk: _fault(each) for each in due}
    waiting = [pk for pk, fault in faults.items() if isinstance(fault, TextsNotReady)]
    Revision.objects.filter(pk__in=waiting).update(approved_go_live_at=now + NEXT_TRY)
    held = [pk for pk, fault in faults.items() if fault is not None and pk not in waiting]
    return Revision.objects.filter(pk__in=held).update(approved_go_live_at=None)


def _fault(revision: Revision) -> ValidationError | None:
    page = Page.objects.filter(pk=revision.object_id).first()
    specific = page.specific if page is not None else None
    return publication_fault(specific, revision) if isinstance(specific, TranslatedPage) else None


def count_strings_by_machine(page: Page) -> int:
    """How many strings of a page still are as a machine wrote them."""
    return StringTranslation.objects.filter(
        context__object_id=page.translation_key,
        locale_id=page.locale_id,
        translation_type=StringTranslation.TRANSLATION_TYPE_MACHINE,
    ).count()
