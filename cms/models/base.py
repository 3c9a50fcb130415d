"""What every page has: one address in all languages, no aliases, and a stamp that tells how old a
translation is."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.models import Page
from wagtail_localize.fields import SynchronizedField
from wagtail_localize.models import Translation

from cms.models import strings
from cms.models.fields import OwnField
from cms.models.previews import PhonePreviewMixin

ContextBuilder = Callable[[Any, HttpRequest], dict[str, Any]]
context_builders: dict[str, ContextBuilder] = {}
"""What a template needs besides the page, by the page's model name; filled from `cms.apps`."""

FormCheck = Callable[[Any, dict[str, Any], Any], Iterator[tuple[str, str]]]
form_checks: list[FormCheck] = []
"""What else a page's form is asked: (page before, values, who writes) -> fields and why they are refused."""


UNSEEN_CHANGE = _(
    "The original changed after you opened this page, so your tick does not count. "
    "Look at what changed, and tick again. Until then readers see that this page is not updated yet."
)
NO_ALIASES = _("Corridor has no alias pages: they show one language under another's address.")


class AliasRefused(ValidationError):
    """A page was about to become an alias: an English page under an Arabic address."""


class TranslationIncomplete(ValidationError):
    """A translation with untranslated strings was about to be published."""


class TextsNotReady(TranslationIncomplete):
    """The source was published a moment ago, and nobody knows yet what is missing in its translation."""


class MachineWordsUnsigned(ValidationError):
    """Words of a machine were about to be published, and nobody has said that they are right."""


class SourceStamp(models.Model):
    """What a translation was made from. A page without a stamp is an original.

    It stands beside the page and not in it, because a page's own fields are written back from an old revision
    when that revision is published, and then a stale page would look fresh.
    """

    page = models.OneToOneField(
        "wagtailcore.Page", on_delete=models.CASCADE, primary_key=True, related_name="source_stamp"
    )
    source_language = models.CharField(max_length=12)
    revision = models.ForeignKey(
        "wagtailcore.Revision",
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
        help_text=_("the source as it was when this translation was last in step with it"),
    )
    source_changed_at = models.DateTimeField(
        null=True,
        help_text=_("when the source last changed and this did not follow; empty: in step"),
    )
    outdated_since = models.DateTimeField(
        null=True, help_text=_("when the source first changed and this did not follow; empty: in step")
    )

    machine_made_at = models.DateTimeField(
        null=True, help_text=_("when a machine wrote words that nobody has signed yet; empty: people's words")
    )

    class Meta:
        indexes = [models.Index(fields=["source_changed_at"], name="stamp_by_change")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(source_changed_at__isnull=True, outdated_since__isnull=True)
                | models.Q(source_changed_at__gte=models.F("outdated_since")),
                name="stamp_is_outdated_since_its_first_change",
            )
        ]

    def __str__(self) -> str:
        return f"Page {self.page_id} from {self.source_language}"

    @property
    def last_change(self) -> str:
        """A name for the change of the source that was not followed; empty when it is in step."""
        return self.source_changed_at.isoformat() if self.source_changed_at else ""


class TranslatedPageForm(WagtailAdminPageForm):
    """Asks an original whether the edit is minor, and a translation whether it is in step; anew each time.

    A translation's form carries which change of the source was the last when it was opened: who has not seen
    a later one cannot say that the page says what the original says now.
    """

    seen_change = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        stamp = SourceStamp.objects.filter(page_id=self.instance.pk or 0).first()
        is_translation = stamp is not None
        for name in ("minor_edit", "matches_source"):
            if name in self.fields:
                self.initial[name] = False
        if not is_translation:
            self.fields.pop("matches_source", None)
            self.fields.pop("checked_by_speaker", None)
            self.fields.pop("seen_change", None)
        elif not self.instance.is_source:
            self.fields.pop("minor_edit", None)
        if stamp is not None and "seen_change" in self.fields:
            self.initial["seen_change"] = stamp.last_change
        if is_translation and "slug" in self.fields:
            self.fields["slug"].widget = forms.TextInput(attrs={"readonly": True, "dir": "ltr"})
            self.fields["slug"].help_text = _("The address is the same in all languages. Change it there.")

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if values.get("matches_source") and not has_seen_last_change(
            self.instance.pk, values.get("seen_change", "")
        ):
            values["matches_source"] = False
        for check in form_checks:
            for name, sentence in list(check(self.instance, values, self.for_user)):
                self.add_error(name, sentence)
        return dict(values)


class TranslatedPage(PhonePreviewMixin, Page):
    """A page in one of the languages of the site."""

    minor_edit = models.BooleanField(
        _("minor edit"),
        default=False,
        help_text=_("A typo or a nicer word: translations stay up to date. Leave empty when facts changed."),
    )
    matches_source = models.BooleanField(
        _("says what the original says now"),
        default=False,
        help_text=_("Tick when you have read the original again: readers no longer see that it has changed."),
    )
    checked_by_speaker = models.BooleanField(
        _("checked by a speaker of the language"),
        default=False,
        help_text=_("Somebody who speaks this language well has read the whole page."),
    )

    base_form_class = TranslatedPageForm
    private_page_options: list[str] = []
    promote_panels = [FieldPanel("slug")]
    settings_panels = [
        MultiFieldPanel(
            [FieldPanel("minor_edit"), FieldPanel("matches_source"), FieldPanel("checked_by_speaker")],
            heading=_("Translations"),
        ),
        *Page.settings_panels,
    ]
    override_translatable_fields = [
        SynchronizedField("slug", overridable=False),
        OwnField("minor_edit"),
        OwnField("matches_source"),
        OwnField("checked_by_speaker"),
    ]

    class Meta:
        abstract = True

    @property
    def is_source(self) -> bool:
        """Whether other languages were made from this page. One query."""
        return SourceStamp.objects.filter(
            page__translation_key=self.translation_key, source_language=self.locale.language_code
        ).exists()

    def clean(self) -> None:
        super().clean()
        if self.slug and not self.slug.isascii():
            raise ValidationError({"slug": _("Use only the letters a to z, digits and hyphens.")})

    live_revision_before_id: int | None = None
    """Which revision readers saw before this object was saved last."""

    def save(self, *args: Any, **kwargs: Any) -> Any:
        """Write the page, but never the draft of a translation over what readers see.

        wagtail-localize saves the page itself with every draft that it makes; its words are in the revision.
        """
        if self.alias_of_id is not None:
            raise AliasRefused(NO_ALIASES)
        if self.pk and not kwargs.get("update_fields"):
            live = Page.objects.filter(pk=self.pk, live=True).first()
            self.live_revision_before_id = live.live_revision_id if live is not None else None
            if live is not None and self._is_draft_beside(live) and strings.translation_of(self) is not None:
                return self.full_clean()
        return super().save(*args, **kwargs)

    def _is_draft_beside(self, live: Page) -> bool:
        """Whether saving this neither publishes the page nor takes it off the site."""
        return (
            self.live
            and self.live_revision_id == live.live_revision_id
            and self.last_published_at == live.last_published_at
        )

    def save_revision(self, *args: Any, overwrite_revision: Any = None, **kwargs: Any) -> Any:
        """What readers see, or a translation was made from, is kept: saving while somebody types writes a new
        revision then."""
        if overwrite_revision is not None and is_kept(overwrite_revision):
            overwrite_revision = None
        return super().save_revision(*args, overwrite_revision=overwrite_revision, **kwargs)

    def create_alias(self, *args: Any, **kwargs: Any) -> Page:
        raise AliasRefused(NO_ALIASES)

    def with_content_json(self, content: dict[str, Any]) -> Page:
        """An old revision of a translation never brings back an old address."""
        page = super().with_content_json(content)
        if self.pk and SourceStamp.objects.filter(page_id=self.pk).exists():
            page.slug = self.slug
            page.url_path = self.url_path
        return page

    def publish(self, revision: Any, *args: Any, **kwargs: Any) -> None:
        """Publish, unless it is a translation in which some strings still are in the source's language.

        What readers see and what is said of the other languages changes in one transaction: nobody reads the
        new original, or dies, before its translations are marked.

        Raises:
            TranslationIncomplete: wagtail-localize would mix two languages on one page, or cannot know yet.
            MachineWordsUnsigned: a machine translated it, and nobody has said of this revision that it says
                what the original says now.
        """
        fault = publication_fault(self, revision)
        if fault is not None:
            raise fault
        with transaction.atomic():
            super().publish(revision, *args, **kwargs)

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        builder = context_builders.get(self._meta.model_name)
        if builder is not None:
            context.update(builder(self, request))
        return context


def publication_fault(page: Page, revision: Any) -> ValidationError | None:
    """Why a revision of a translation may not be published now; None when it may, or is of an original."""
    if strings.is_waiting(page):
        return TextsNotReady(strings.NOT_READY)
    if strings.missing_string_count(page, at=revision.created_at):
        return TranslationIncomplete(_("This translation is not complete. It stays a draft."))
    if _is_left_mixed(page) and not is_signed(revision):
        return TranslationIncomplete(
            _("Its original was deleted before this translation was complete. Somebody must sign it first.")
        )
    stamp = SourceStamp.objects.filter(page_id=page.pk, machine_made_at__isnull=False).first()
    if stamp is None or is_signed(revision, since=stamp.machine_made_at):
        return None
    return MachineWordsUnsigned(
        _("A machine translated this page. It stays a draft until somebody has signed the translation.")
    )


def is_signed(revision: Any, *, since: datetime.datetime | None = None) -> bool:
    """Whether a person saved this revision with "says what the original says now", and not before a time."""
    return (
        revision.user_id is not None
        and (since is None or revision.created_at >= since)
        and bool(revision.content.get("matches_source"))
    )


def _is_left_mixed(page: Page) -> bool:
    """Whether the source was deleted while some of its words stood in this translation."""
    translation = (
        Translation.objects.filter(
            source__object_id=page.translation_key, target_locale_id=page.locale_id, enabled=False
        )
        .select_related("source")
        .first()
    )
    if translation is None or _exists(page.translation_key, translation.source.locale_id):
        return False
    total, done = translation.get_progress()
    return total > done


def _exists(translation_key: Any, locale_id: int) -> bool:
    return Page.objects.filter(translation_key=translation_key, locale_id=locale_id).exists()


def has_seen_last_change(page_id: int, seen: str) -> bool:
    """Whether a form of this translation was opened after the last change of its source, or needs not be."""
    stamp = SourceStamp.objects.filter(page_id=page_id).first()
    return stamp is None or not stamp.last_change or stamp.last_change == seen


def is_kept(revision: Any) -> bool:
    """Whether a revision is live, or is what a translation was made from."""
    return (
        Page.objects.filter(live_revision_id=revision.pk).exists()
        or SourceStamp.objects.filter(revision_id=revision.pk).exists()
    )
