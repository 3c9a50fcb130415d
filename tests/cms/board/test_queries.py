"""The board against real pages, and what it costs with many."""

from __future__ import annotations

import datetime

import pytest
from django.contrib.auth.models import Group, Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import GroupPagePermission, Locale, Page, Workflow
from wagtail_localize.models import StringTranslation, Translation, TranslationSource

from cms.board import queries
from cms.board.cells import Choice
from cms.board.states import Kind, State
from cms.editing import services as editing
from cms.models import CampaignPage, Chore, GuideIndexPage, GuidePage, PageOwner, ReaderReport, SourceStamp
from members.users.models import User
from members.vault.indexes import blind_index
from tests.cms.board import many
from tests.cms.factories import NOW, publish_campaign, publish_guide
from tests.cms.translators.factories import make_translator
from tests.members.users.factories import make_user
from tests.organising.unions.factories import MandateFactory, UnionFactory, administrator

pytestmark = pytest.mark.usefixtures("site_tree")

TODAY = datetime.date(2026, 11, 20)


@pytest.fixture(autouse=True)
def no_guides(db):
    for page in [*GuidePage.objects.all(), *CampaignPage.objects.all()]:
        page.delete()


def editor() -> User:
    return make_user(roles=("editor",))


def cell(language: str, *, by: User | None = None, on: datetime.date = TODAY):
    (row,) = queries.board(by or editor(), on=on).rows
    return next(each for each in row.cells if each.language == language)


def report(page: Page) -> None:
    code = blind_index(str(ReaderReport.objects.count()), kind="exact", scope="tests")
    ReaderReport.objects.create(
        kind="wrong", page=page, language="en", code_hash=code, reported_at=timezone.now()
    )


def draft(language: str) -> GuidePage:
    """A translation that wagtail-localize made and nobody has filled."""
    english = publish_guide("en")
    source, _made = TranslationSource.get_or_create_from_instance(english)
    locale = Locale.objects.get(language_code=language)
    Translation.objects.create(source=source, target_locale=locale).save_target(publish=False)
    return GuidePage.objects.get(locale=locale)


class TestAGuideInOneLanguage:
    def test_and_not_in_the_others(self):
        publish_guide("en")

        assert cell("en").state is State.LIVE
        assert cell("en").is_original
        assert cell("ne").state is State.MISSING

    def test_is_outdated_from_the_day_its_source_changed(self):
        english = publish_guide("en")
        publish_guide("ne")
        english.summary = "Another law."
        english.save_revision().publish()

        assert cell("ne").state is State.OUTDATED
        assert cell("ne").since == SourceStamp.objects.get(page__locale__language_code="ne").outdated_since
        assert cell("en").state is State.LIVE

    def test_stays_outdated_while_somebody_works_on_it(self):
        publish_guide("en")
        nepali = publish_guide("ne")
        publish_guide("en", summary="Another law.")
        nepali.refresh_from_db()
        nepali.summary = "Not finished."
        nepali.save_revision()

        assert cell("ne").state is State.OUTDATED
        assert cell("ne").is_waiting

    def test_is_in_translation_when_wagtail_localize_has_just_made_it(self):
        draft("ne")

        assert cell("ne").state is State.IN_TRANSLATION
        assert cell("ne").missing_count > 0

    def test_counts_as_wagtail_localize_counts(self):
        draft("ne")
        translation = Translation.objects.get()
        done, broken = translation.source.stringsegment_set.order_by("pk")[:2]
        for segment in (done, broken):
            StringTranslation.objects.create(
                translation_of_id=segment.string_id,
                locale=translation.target_locale,
                context_id=segment.context_id,
                data="अनुवाद",
                has_error=segment is broken,
            )
        total, done = translation.get_progress()

        assert done == 1
        assert cell("ne").missing_count == total - done

    def test_counts_nothing_where_somebody_has_stopped_wagtail_localize(self):
        draft("ne")
        Translation.objects.update(enabled=False)

        assert cell("ne").missing_count == 0

    def test_is_a_machines_draft_until_a_person_signs(self):
        page = draft("ne")
        SourceStamp.objects.update_or_create(
            page_id=page.pk, defaults={"source_language": "en", "machine_made_at": timezone.now()}
        )

        assert cell("ne").state is State.MACHINE_DRAFT

    def test_is_in_review_when_it_has_been_sent_to_a_moderator(self):
        page = publish_guide("en")
        page.save_revision()
        Workflow.objects.get().start(page, editor())

        assert cell("en").state is State.IN_REVIEW

    def test_is_in_review_when_changes_of_a_live_page_wait(self):
        page = publish_guide("en")
        page.summary = "Not published."
        page.save_revision()

        assert cell("en").state is State.IN_REVIEW

    def test_is_overdue_after_its_day(self):
        publish_guide("en", review_due=TODAY)

        assert not cell("en").is_overdue
        assert cell("en", on=TODAY + datetime.timedelta(days=1)).is_overdue

    def test_counts_the_notes_that_nobody_has_answered(self):
        page = publish_guide("en")
        report(page)
        report(page)
        ReaderReport.objects.filter(pk=ReaderReport.objects.first().pk).update(answered_at=timezone.now())

        assert cell("en").report_count == 1

    @pytest.mark.parametrize("checked", [True, False])
    def test_says_whether_a_speaker_has_checked_it(self, checked):
        publish_guide("en")
        publish_guide("ne", checked_by_speaker=checked)

        assert cell("ne").is_checked is checked
        assert cell("en").is_checked


class TestWhoSeesWhat:
    def let(self, page: Page, act: str = "change_page") -> User:
        group = Group.objects.create(name=f"only {page.pk}")
        permission = Permission.objects.get(content_type__app_label="wagtailcore", codename=act)
        GroupPagePermission.objects.create(group=group, page=page, permission=permission)
        user = make_user()
        user.groups.add(group)
        return user

    def titles(self, user: User) -> list[str]:
        return [row.title for row in queries.board(user, on=TODAY).rows]

    def test_a_campaigner_sees_nothing(self):
        publish_guide("en")

        assert self.titles(make_user(roles=("campaigner",))) == []

    def test_somebody_with_one_guide_sees_that_one(self):
        mine = publish_guide("en", slug="mine", title="Mine")
        publish_guide("en", slug="other", title="Other")

        assert self.titles(self.let(mine)) == ["Mine"]

    def test_and_not_the_drafts_of_others_in_it(self):
        publish_guide("en")
        arabic = publish_guide("ar")
        draft("ne")
        mine = self.let(arabic)

        assert cell("ne", by=mine).state is None
        assert cell("ne", by=mine).page_id is None
        assert cell("en", by=mine).state is State.LIVE
        assert not cell("en", by=mine).can_open
        assert cell("ar", by=mine).can_open

    @pytest.mark.parametrize("act", ["add_page", "change_page"])
    def test_somebody_who_writes_in_one_language_sees_what_is_missing_there(self, act):
        publish_guide("en", title="In English")
        hidden = publish_guide("en", slug="hidden", title="Hidden")
        hidden.unpublish()
        nepali = self.let(GuideIndexPage.objects.get(locale__language_code="ne"), act)

        assert self.titles(nepali) == ["In English"]


def co_editor(union) -> User:
    return editing.invite_co_editor(
        union=union, email=make_user().email, language="en", by=administrator(), now=NOW
    )


def translator_of_arabic() -> User:
    return make_translator("ar")


def moderator() -> User:
    return make_user(roles=("moderator",))


class TestALivePageThatOneMayNotOpen:
    """Readers see that it is there and how old it is. What is prepared and said of it they do not."""

    @pytest.fixture(autouse=True)
    def english(self):
        page = publish_guide("en", review_due=TODAY - datetime.timedelta(1), reviewed_on=None)
        report(page)
        page.summary = "Not published."
        page.save_revision()
        Workflow.objects.get().start(page, editor())

    @pytest.mark.parametrize(
        ("who", "state", "notes", "opens"),
        [
            (editor, State.IN_REVIEW, 1, True),
            (moderator, State.IN_REVIEW, 1, True),
            (administrator, State.IN_REVIEW, 1, True),
            (translator_of_arabic, State.LIVE, 0, False),
        ],
    )
    def test_shows_no_notes_and_no_review(self, who, state, notes, opens):
        seen = cell("en", by=who())

        assert (seen.state, seen.report_count, seen.can_open) == (state, notes, opens)
        assert seen.is_waiting is opens
        assert seen.is_overdue

    def test_counts_them_in_no_sum_and_finds_them_by_no_choice(self):
        (english, *_others) = queries.board(translator_of_arabic(), on=TODAY).totals

        assert (dict(english.by_state), english.report_count) == ({State.LIVE: 1}, 0)
        for wish in (Choice(reports=True), Choice(state="in_review")):
            assert queries.board(translator_of_arabic(), on=TODAY, choice=wish).rows == []

    @pytest.mark.parametrize(
        ("who", "state", "is_told"),
        [(editor, State.IN_TRANSLATION, True), (translator_of_arabic, State.LIVE, False)],
    )
    def test_shows_no_texts_without_translation(self, who, state, is_told):
        nepali = draft("ne")
        Page.objects.filter(pk=nepali.pk).update(live=True)

        seen = cell("ne", by=who())

        assert (seen.state, seen.missing_count > 0) == (state, is_told)

    def test_shows_since_when_it_is_outdated_as_its_readers_see(self):
        publish_guide("ne")
        publish_guide("en", summary="Another law.")

        seen = cell("ne", by=translator_of_arabic())

        assert (seen.state, seen.can_open) == (State.OUTDATED, False)
        assert seen.since is not None

    def test_somebody_who_publishes_without_writing_reads_no_notes(self):
        page = GuidePage.objects.get()
        publisher = TestWhoSeesWhat().let(page, "publish_page")

        assert cell("en", by=publisher).report_count == 0
        assert cell("en", by=publisher).can_open


class TestCoEditors:
    def test_see_the_guides_of_their_union_and_no_other(self):
        dockers, sailors = UnionFactory(name="Dockers"), UnionFactory(name="Sailors")
        publish_guide("en", slug="house", title="Of the house")
        for union, title in ((dockers, "Ours"), (sailors, "Theirs")):
            editing.start_union_guide(
                union=union, title=title, summary="About it.", language="en", by=administrator(), now=NOW
            )

        board = queries.board(co_editor(dockers), on=TODAY)

        assert [row.title for row in board.rows] == ["Ours"]
        assert (board.page_count, board.unions) == (1, [(dockers.pk, "Dockers")])

    def test_who_translate_too_see_public_states_of_others_alone(self):
        dockers = UnionFactory(name="Dockers")
        house = publish_guide("en", title="Of the house")
        report(house)
        theirs = editing.start_union_guide(
            union=UnionFactory(), title="Theirs", summary="x", language="en", by=administrator(), now=NOW
        )
        both = co_editor(dockers)
        both.groups.add(Group.objects.get(name="translator-ne"))

        (row,) = queries.board(User.objects.get(pk=both.pk), on=TODAY).rows

        assert (row.title, row.cells[0].state, row.cells[0].report_count) == ("Of the house", State.LIVE, 0)
        assert not theirs.live


class TestCampaignPages:
    @pytest.fixture(autouse=True)
    def pages(self):
        english = publish_campaign("en")
        publish_campaign("ne", english.campaign)
        publish_campaign("en", english.campaign, summary="We ask for more.")

    def test_stand_on_the_board_with_their_day(self):
        (row,) = queries.board(editor(), on=TODAY).rows
        states = {each.language: each.state for each in row.cells}

        assert row.kind is Kind.CAMPAIGN
        assert (states["en"], states["ne"], states["ar"]) == (State.LIVE, State.OUTDATED, State.MISSING)
        assert cell("ne").since is not None
        assert not cell("ne").is_overdue

    def test_stand_among_guides_until_somebody_asks_for_one_kind(self):
        publish_guide("en", title="A guide")

        board = queries.board(editor(), on=TODAY)
        guides = queries.board(editor(), on=TODAY, choice=Choice(kind="guide"))

        assert [row.kind for row in board.rows] == [Kind.CAMPAIGN, Kind.GUIDE]
        assert board.kinds == set(Kind)
        assert [row.title for row in guides.rows] == ["A guide"]
        assert guides.totals[0].by_state == {State.LIVE: 1}

    def test_are_all_that_a_campaigner_sees(self):
        publish_guide("en")

        board = queries.board(make_user(roles=("campaigner",)), on=TODAY)

        assert board.kinds == {Kind.CAMPAIGN}
        assert all(each.can_open for each in board.rows[0].cells if each.page_id)


class TestChoosing:
    @pytest.fixture(autouse=True)
    def guides(self):
        publish_guide("en", slug="a", title="A")
        publish_guide("ne", slug="a", title="अ")
        publish_guide("en", slug="b", title="B")
        publish_guide("ne", slug="b", title="ब")
        publish_guide("en", slug="b", title="B", summary="Another law.")

    def titles(self, user: User | None = None, **wishes) -> list[str]:
        return [row.title for row in queries.board(user or editor(), on=TODAY, choice=Choice(**wishes)).rows]

    def page(self, title: str) -> GuidePage:
        return GuidePage.objects.get(title=title)

    def test_nothing_shows_all_and_what_readers_are_warned_of_first(self):
        assert self.titles() == ["B", "A"]

    def test_a_state_and_a_language_means_that_language_in_that_state(self):
        assert self.titles(state="outdated") == ["B"]
        assert self.titles(state="outdated", language="ne") == ["B"]
        assert self.titles(state="outdated", language="en") == []
        assert self.titles(state="missing", language="ne") == []
        assert self.titles(state="missing", language="si") == ["A", "B"]

    def test_overdue(self):
        GuidePage.objects.filter(title="A").update(reviewed_on=None, review_due=TODAY - datetime.timedelta(1))

        assert self.titles(overdue=True) == ["A"]
        assert self.titles(overdue=True, language="ne") == []

    def test_with_notes_from_readers(self):
        report(self.page("अ"))

        assert self.titles(reports=True) == ["A"]

    def test_a_union(self):
        union = UnionFactory()
        PageOwner.objects.create(translation_key=self.page("A").translation_key, union=union)

        assert self.titles(union_id=union.pk) == ["A"]
        assert queries.board(editor(), on=TODAY).unions == [(union.pk, union.name)]

    def test_mine_by_writing_by_a_chore_and_by_a_mandate(self):
        me = editor()
        assert self.titles(me, mine=True) == []

        GuidePage.objects.filter(title="A").update(owner=me)
        assert self.titles(me, mine=True) == ["A"]

        Chore.objects.create(
            kind="review", page=self.page("ब"), assigned_to=me, due_date=TODAY, opened_at=timezone.now()
        )
        assert self.titles(me, mine=True) == ["B", "A"]

        other = editor()
        mandate = MandateFactory(user=other)
        PageOwner.objects.create(translation_key=self.page("A").translation_key, union=mandate.union)
        assert self.titles(other, mine=True) == ["A"]

    def test_totals_count_all_guides_whatever_is_asked_of_their_cells(self):
        board = queries.board(editor(), on=TODAY, choice=Choice(state="outdated"))

        nepali = next(total for total in board.totals if total.language == "ne")
        assert dict(nepali.by_state) == {State.LIVE: 1, State.OUTDATED: 1}
        assert board.page_count == 2


class TestWhatItCosts:
    def queries_of(self, user: User) -> int:
        somebody = User.objects.get(pk=user.pk)
        with CaptureQueriesContext(connection) as made:
            queries.board(somebody, on=TODAY)
        return len(made)

    @pytest.mark.parametrize("role", ["editor", "administrator"])
    def test_is_the_same_for_five_guides_and_for_fifty(self, role):
        user = make_user(roles=(role,))
        like = publish_guide("en")
        many.make_guides(5, like=like, on=TODAY)
        few = self.queries_of(user)
        many.make_guides(45, like=like, on=TODAY, first=5)

        assert len(queries.board(user, on=TODAY).rows) == 51
        assert self.queries_of(user) == few <= 15
