"""Random lives of a page in four languages: at every step who reads an old figure is told."""

from __future__ import annotations

import contextlib
import re
from dataclasses import dataclass

import pytest
from django.utils import timezone
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from wagtail_localize.models import StringTranslation, Translation, TranslationSource

from cms import differences, services
from cms.models import ContentChange, GuidePage, SourceStamp, TextsNotReady, TranslationIncomplete
from cms.models.base import has_seen_last_change
from cms.translators import services as translators
from tests.cms.factories import publish_guide, take_texts
from tests.cms.translators.factories import translation_into

pytestmark = pytest.mark.usefixtures("site_tree")

SLUGS = ("fees", "fees-and-debts")
TREE = {"hi": "en", "ne": "hi"}
"""Which language is written by hand from which."""
STRINGS = {"ta": "hi"}
"""Which language wagtail-localize makes from which."""
FIGURES = ("1,500", "1,700")
"""So few that a source says again what it said before: then there are translations from that time."""
BY_HAND = st.sampled_from(["en", *TREE])
FIGURE = re.compile(r"\d,\d{3}")


@dataclass(frozen=True)
class Saved:
    """A revision that somebody saved: whether she called it minor, and what she has read of the source."""

    pk: int
    is_minor: bool = False
    read: int | None = None
    """The version of the source's facts that she ticked to have read; None without a tick that counts."""


class Histories(RuleBasedStateMachine):
    """Random drafts, edits, minor edits, ticks, publications, moves and reverts, in pages that are written by
    hand and in pages that are made from strings, with a worker that comes when it comes.

    `facts` counts the versions of what a page tells, so that it is known who is in step with whom.
    """

    def __init__(self) -> None:
        super().__init__()
        services.ensure_site_tree(by=None, now=timezone.now())
        for old in GuidePage.objects.filter(slug__in=SLUGS):
            old.delete()
        for model in (ContentChange, TranslationSource, StringTranslation):
            model.objects.all().delete()
        self.slug = "fees"
        self.number = 0
        self.facts = {"en": 0} | dict.fromkeys(TREE, 0)
        self.based_on = dict.fromkeys(TREE, 0)
        self.forms = {code: ("", self.above(code)) for code in TREE}
        publish_guide("en", body=[], summary="It is 1,500.")
        for language, source in TREE.items():
            publish_guide(language, body=[], summary="It is 1,500.", source_language=source)
        self.saved = {code: [Saved(self.page(code).live_revision_id)] for code in self.facts}
        self.live = dict.fromkeys(self.facts, 0)
        for language, source in STRINGS.items():
            translation_into(language, self.page(source))
            self.fill(language)
            translators.publish_translation(
                page=self.page(language), by=None, is_signed=False, now=timezone.now()
            )

    def page(self, language: str) -> GuidePage:
        return GuidePage.objects.get(slug__in=SLUGS, locale__language_code=language)

    def fill(self, language: str) -> None:
        translation = Translation.objects.get(target_locale__language_code=language)
        for segment in translation.source.stringsegment_set.select_related("string").order_by("pk"):
            StringTranslation.objects.get_or_create(
                translation_of_id=segment.string_id,
                locale=translation.target_locale,
                context_id=segment.context_id,
                defaults={"data": f"[{language}] {segment.string.data}"},
            )

    def above(self, language: str) -> list[int]:
        """The versions of all that a page was made from, at first hand and before."""
        above = TREE.get(language)
        return [self.facts[above], *self.above(above)] if above else []

    def save(
        self, language: str, *, figure: str = "", is_minor: bool = False, is_ticked: bool = False
    ) -> None:
        """A revision on top of the newest, with another figure or with a typo less."""
        page = self.page(language).get_latest_revision_as_object()
        old = FIGURE.search(page.summary)[0]
        page.summary = f"It is {figure or old}{'!' if page.summary.endswith('.') else '.'}"
        page.minor_edit = is_minor
        read, page.matches_source = None, False
        if is_ticked:
            token, seen = self.forms[language]
            page.matches_source = has_seen_last_change(page.pk, token)
            if self.in_step(language) or seen == self.above(language):
                read = self.facts[TREE[language]]
        revision = page.save_revision()
        self.saved[language].append(Saved(revision.pk, is_minor, read))

    def publish(self, language: str, place: int) -> None:
        """What follows by right from publishing the revision at this place."""
        page, before, one = self.page(language), self.live[language], self.saved[language][place]
        is_minor = place == before or (
            place > before and all(each.is_minor for each in self.saved[language][before + 1 : place + 1])
        )
        was_in_step = self.in_step(language)
        still_right = [
            below
            for below, above in TREE.items()
            if above == language
            and self.based_on[below] == self.facts[language]
            and SourceStamp.objects.filter(page=self.page(below), revision=one.pk).exists()
        ]
        page.revisions.get(pk=one.pk).publish()
        self.live[language] = place
        self.slug = self.page("en").slug
        if one.read is not None and one.read == self.facts[TREE[language]] and self.in_step(TREE[language]):
            self.based_on[language] = one.read
        if not is_minor or (self.in_step(language) and not was_in_step):
            self.number += 1
            self.facts[language] = self.number
            self.based_on |= dict.fromkeys(still_right, self.number)  # it is what they were made from

    @rule(
        language=BY_HAND, figure=st.sampled_from(FIGURES), is_minor=st.booleans(), is_published=st.booleans()
    )
    def an_editor_saves(self, language: str, figure: str, is_minor: bool, is_published: bool) -> None:
        """Another figure, or a typo less that she calls minor."""
        self.save(language, figure="" if is_minor else figure, is_minor=is_minor)
        if is_published:
            self.publish(language, -1 % len(self.saved[language]))

    @rule(language=BY_HAND, place=st.integers(0, 30))
    def any_revision_is_published(self, language: str, place: int) -> None:
        self.publish(language, place % len(self.saved[language]))

    @rule(language=st.sampled_from(sorted(TREE)))
    def a_translator_opens_a_form(self, language: str) -> None:
        self.forms[language] = self.page(language).source_stamp.last_change, self.above(language)

    @rule(language=st.sampled_from(sorted(TREE)), is_published=st.booleans())
    def and_ticks_that_it_says_what_the_source_says(self, language: str, is_published: bool) -> None:
        """In the form that she opened last, however long ago."""
        self.save(language, is_ticked=True)
        if is_published:
            self.publish(language, -1 % len(self.saved[language]))

    @rule(slug=st.sampled_from(SLUGS))
    def the_address_changes(self, slug: str) -> None:
        page = self.page("en").get_latest_revision_as_object()
        page.slug, page.minor_edit = slug, True
        self.saved["en"].append(Saved(page.save_revision().pk, is_minor=True))
        self.publish("en", -1 % len(self.saved["en"]))

    @rule()
    def the_worker_comes(self) -> None:
        take_texts()
        ContentChange.objects.all().delete()

    @rule(language=st.sampled_from(sorted(STRINGS)), is_fresh=st.booleans(), is_complete=st.booleans())
    def strings_become_a_draft(self, language: str, is_fresh: bool, is_complete: bool) -> None:
        if is_fresh:
            self.the_worker_comes()
        if is_complete:
            self.fill(language)
        try:
            translators.sign_translation(page=self.page(language), by=None, now=timezone.now())
        except TextsNotReady:
            assert ContentChange.objects.exists()  # somebody will come

    @rule(language=st.sampled_from(sorted(STRINGS)), place=st.integers(0, 30))
    def a_moderator_publishes_a_draft(self, language: str, place: int) -> None:
        drafts = list(self.page(language).revisions.order_by("pk"))
        with contextlib.suppress(TranslationIncomplete):
            drafts[place % len(drafts)].publish()

    @rule(language=st.sampled_from(sorted(STRINGS)))
    def a_translation_is_finished(self, language: str) -> None:
        self.the_worker_comes()
        self.fill(language)
        translators.publish_translation(
            page=self.page(language), by=None, is_signed=False, now=timezone.now()
        )

        is_told = differences.outdated(self.page(language)) is not None
        assert is_told is not self.in_step(STRINGS[language])

    def in_step(self, language: str) -> bool:
        if language == "en":
            return True
        above = TREE[language]
        return self.based_on[language] == self.facts[above] and self.in_step(above)

    @invariant()
    def the_reader_is_told_exactly_when_it_is_so(self) -> None:
        for page in GuidePage.objects.filter(locale__language_code__in=TREE, slug=self.slug):
            language = page.locale.language_code
            assert (differences.outdated(page) is None) == self.in_step(language), language

    @invariant()
    def no_reader_sees_an_old_figure_without_being_told(self) -> None:
        for language, above in STRINGS.items():
            page, source = self.page(language), self.page(above)
            if differences.outdated(page) is None:
                assert FIGURE.findall(page.summary) == FIGURE.findall(source.summary), language
                assert self.in_step(above), language

    @invariant()
    def no_reader_sees_two_languages_on_one_page(self) -> None:
        for language in STRINGS:
            assert self.page(language).summary.startswith(f"[{language}]"), language

    @invariant()
    def all_languages_have_one_address(self) -> None:
        assert GuidePage.objects.filter(slug=self.slug).count() == 1 + len(TREE) + len(STRINGS)


class TestHistories(TestCase):
    def test_any(self):
        run_state_machine_as_test(
            Histories, settings=hypothesis_settings(max_examples=14, stateful_step_count=25, deadline=None)
        )
