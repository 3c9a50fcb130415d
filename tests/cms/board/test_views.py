"""The board and what waits, as staff meet them in Wagtail's admin."""

from __future__ import annotations

import datetime

import pytest
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext
from wagtail.models import GroupPagePermission

from cms.board import views
from cms.board.states import State
from cms.models import CampaignPage, GuidePage, PageOwner
from tests.cms.board.test_queries import report
from tests.cms.factories import publish_campaign, publish_guide
from tests.cms.translators.factories import at_work, make_translator
from tests.members.users.factories import make_user, signed_in
from tests.organising.unions.factories import UnionFactory

pytestmark = pytest.mark.usefixtures("site_tree")


@pytest.fixture(autouse=True)
def no_guides(db):
    for page in [*GuidePage.objects.all(), *CampaignPage.objects.all()]:
        page.delete()


def staff(role: str = "editor", language: str = "en"):
    user = make_user(roles=(role,), second_factor=True, language=language)
    return signed_in(user, used_second_factor=True)


def see(client, **asked):
    return client.get(reverse("board:index"), asked)


def titles(response) -> list[str]:
    return [row.title for row, _cells in response.context["rows"]]


class TestWhoComesIn:
    @pytest.mark.parametrize("role", ["editor", "moderator", "administrator"])
    def test_those_who_write_guides(self, role):
        assert see(staff(role)).status_code == 200

    def test_a_translator_who_may_send_pages_into_her_language_alone(self):
        english = publish_guide("en")
        publish_guide("ar")
        translate = reverse("wagtail_localize:submit_page_translation", args=[english.pk])

        html = see(at_work(make_translator("ne"))).content.decode()

        assert html.count(f'href="{translate}') == 1
        assert f'href="{translate}?select_locale=ne"' in html
        assert reverse("wagtailadmin_pages:edit", args=[english.pk]) not in html

    def test_a_campaigner_who_sees_campaign_pages_alone(self):
        publish_guide("en", title="A guide")
        publish_campaign("en", title="A campaign")

        assert titles(see(staff("campaigner"))) == ["A campaign"]

    def test_somebody_without_any_page_is_sent_away_and_sees_no_line_in_the_menu(self):
        GroupPagePermission.objects.filter(group__name="campaigner").delete()
        campaigner = staff("campaigner")

        assert see(campaigner).status_code == 302
        home = campaigner.get(reverse("wagtailadmin_home")).content.decode()
        assert f'"{reverse("board:index")}"' not in home

    def test_a_stranger_is_sent_to_sign_in(self, client):
        assert see(client).status_code == 302


class TestACell:
    def test_leads_to_the_page_or_to_its_translation(self):
        english = publish_guide("en")
        nepali = publish_guide("ne")

        html = see(staff()).content.decode()

        for page in (english, nepali):
            assert f'href="{reverse("wagtailadmin_pages:edit", args=[page.pk])}"' in html
        translate = reverse("wagtail_localize:submit_page_translation", args=[english.pk])
        assert html.count(f'href="{translate}?select_locale=') == 10
        assert f'href="{translate}?select_locale=si"' in html

    def test_says_its_state_in_words_and_not_with_the_words_of_wagtail_localize(self):
        publish_guide("en")
        publish_guide("ne")
        publish_guide("en", summary="Another law.")

        html = see(staff()).content.decode()

        assert "Outdated since" in html
        assert "Up to date" not in html
        assert "Waiting for translations" not in html

    def test_says_what_else_waits(self):
        page = publish_guide("en", reviewed_on=None, review_due=datetime.date(2020, 1, 1))
        report(page)
        publish_guide("ne")

        html = see(staff()).content.decode()

        assert "1 note" in html
        assert "board-mark--overdue" in html
        assert "Not checked by a speaker" in html

    def test_of_a_title_in_another_language_is_marked_as_such(self):
        publish_guide("en", title="<b>Fees</b>")
        publish_guide("ar")

        html = see(staff()).content.decode()

        assert '<span lang="en" dir="ltr">&lt;b&gt;Fees&lt;/b&gt;</span>' in html


class TestTwoKinds:
    def test_are_named_and_can_be_chosen(self):
        publish_guide("en", title="A guide")
        publish_campaign("en", title="A campaign")
        editor = staff()

        html = see(editor).content.decode()

        assert "<small>Campaigns</small>" in html
        assert "Guides and campaigns" in html
        assert titles(see(editor, kind="campaign")) == ["A campaign"]

    def test_are_no_choice_where_there_is_one(self):
        publish_guide("en")

        html = see(staff()).content.decode()

        assert 'name="kind"' not in html
        assert "<small>" not in html


class TestChoosing:
    @pytest.fixture(autouse=True)
    def guides(self):
        publish_guide("en", slug="a", title="A")
        publish_guide("en", slug="b", title="B")
        publish_guide("ne", slug="b", title="ब")

    def test_a_language_shows_that_language_alone(self):
        response = see(staff(), language="ne", state="missing")

        assert titles(response) == ["A"]
        ((_row, cells),) = response.context["rows"]
        assert [each.cell.language for each in cells] == ["ne"]

    def test_a_union(self):
        union = UnionFactory()
        key = GuidePage.objects.get(title="A").translation_key
        PageOwner.objects.create(translation_key=key, union=union)

        response = see(staff(), union=union.pk)

        assert titles(response) == ["A"]
        assert f'<option value="{union.pk}" selected>' in response.content.decode()

    @pytest.mark.parametrize(
        "nonsense",
        [
            {"language": "xx"},
            {"state": "broken"},
            {"union": "one"},
            {"kind": "poem"},
            {"union": "9" * 400},
            {"p": "-1"},
            {"p": "x"},
        ],
    )
    def test_nonsense_is_left_out(self, nonsense):
        assert titles(see(staff(), **nonsense)) == ["A", "B"]

    def test_without_a_match_says_what_to_do(self):
        html = see(staff(), state="machine_draft").content.decode()

        assert "Take a choice away" in html
        assert f'href="{reverse("board:index")}"' in html

    def test_a_figure_leads_to_what_it_counts(self):
        response = see(staff(), mine="")

        nepali = dict(response.context["totals"])["Nepali"]
        missing = next(figure for figure in nepali if figure.kind == State.MISSING)
        assert missing.count == 1
        assert missing.url.endswith("?mine=&language=ne&state=missing")

    def test_forty_guides_stand_on_a_page(self, monkeypatch):
        monkeypatch.setattr(views, "PAGES_A_PAGE", 1)
        editor = staff()

        assert titles(see(editor)) == ["A"]
        assert titles(see(editor, p=2)) == ["B"]
        assert "?p=2" in see(editor).content.decode()


class TestWithoutGuides:
    def test_leads_to_writing_the_first_one(self):
        html = see(staff()).content.decode()

        assert "There is no guide yet." in html
        assert "/add_subpage/" in html


class TestInAnotherLanguage:
    def test_runs_from_right_to_left(self):
        publish_guide("en")
        publish_guide("ar")
        client = staff()

        html = client.get(reverse("board:index"), headers={"accept-language": "ar"}).content.decode()

        assert 'dir="rtl"' in html
        with translation.override("ar"):
            assert gettext("Language") in html
