"""What waits for one person: counted, listed with its day, and led to where it is done."""

from __future__ import annotations

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from wagtail.models import Page

from cms.board import views, waiting
from cms.board.waiting import Wish
from cms.editing import services as editing
from cms.models import CampaignPage, Chore, Contact, GuidePage
from cms.reports import services as reports
from members.users.models import User
from tests.cms.board.test_queries import report
from tests.cms.directory.factories import make_contact
from tests.cms.factories import NOW, publish_campaign, publish_guide
from tests.cms.translators.factories import make_translator
from tests.members.users.factories import make_user, signed_in
from tests.organising.unions.factories import UnionFactory, administrator

pytestmark = pytest.mark.usefixtures("site_tree")

TODAY = timezone.localdate()
ADDRESS = "/cms/board/waiting/"


@pytest.fixture(autouse=True)
def nothing_waits(db):
    for page in [*GuidePage.objects.all(), *CampaignPage.objects.all()]:
        page.delete()
    Contact.objects.all().delete()


def person(role: str = "editor") -> User:
    return make_user(roles=(role,), second_factor=True)


def at_work(user: User | None = None):
    return signed_in(user or person(), used_second_factor=True)


def chore(page: Page | None = None, *, contact: Contact | None = None, by: User | None = None, days: int = 0):
    return Chore.objects.create(
        kind="review" if page else "contact",
        page=page,
        contact=contact,
        assigned_to=by,
        due_date=TODAY + datetime.timedelta(days),
        opened_at=timezone.now(),
    )


def listed(client, **asked) -> list[str]:
    return [row.title for row in client.get(ADDRESS, asked).context["rows"]]


class TestCounting:
    def test_counts_what_is_mine_and_what_is_nobodys(self):
        me = person()
        english, nepali, arabic = publish_guide("en"), publish_guide("ne"), publish_guide("ar")
        publish_guide("en", summary="Another law.")  # closes a chore of its own
        chore(english, by=me)
        chore(nepali)
        chore(arabic, by=person())
        chore(contact=make_contact())
        report(english)

        assert waiting.waiting_for(me) == (2, 1, 2, 1)

    def test_counts_outdated_campaign_pages(self):
        english = publish_campaign("en")
        publish_campaign("ne", english.campaign)
        publish_campaign("en", english.campaign, summary="We ask for more.")

        assert waiting.waiting_for(person()).outdated_count == 1
        assert waiting.waiting_for(person("campaigner")).outdated_count == 1

    def test_is_nothing_for_somebody_without_rights(self):
        page = publish_guide("en")
        chore(page)
        report(page)
        chore(contact=make_contact())

        assert not waiting.waiting_for(person("campaigner"))


class TestList:
    def test_shows_the_longest_due_first_with_day_and_person(self):
        me, colleague = person(), person()
        colleague.profile.display_name = "Bina"
        colleague.profile.save()
        chore(publish_guide("en", title="Soon"), by=me)
        chore(contact=make_contact(name="A line"), days=-3)
        chore(publish_guide("en", "other", title="Late"), by=colleague, days=-9)
        client = at_work(me)

        rows = client.get(ADDRESS, {"whose": "all"}).context["rows"]

        assert [(row.title, row.is_late, row.is_mine, row.person) for row in rows] == [
            ("Late", True, False, "Bina"),
            ("A line", True, False, ""),
            ("Soon", False, True, ""),
        ]
        assert listed(client) == ["A line", "Soon"]
        assert listed(client, kind="contact") == ["A line"]
        assert listed(client, whose="x", kind="y", p="z") == ["A line", "Soon"]

    def test_leads_to_where_the_work_is_done(self):
        page, contact = publish_guide("en"), make_contact(name="A line")
        chore(page)
        chore(contact=contact)

        html = at_work().get(ADDRESS).content.decode()

        assert f'href="{reverse("wagtailadmin_pages:edit", args=[page.pk])}"' in html
        assert f'href="{reverse("reader_reports:contact", args=[contact.pk])}"' in html

    def test_says_that_a_reader_reported_a_number(self):
        contact = make_contact(phones=[("+60 3 0555 0101", "call")])
        reports.report_number(phone=contact.phones.get(), language="ne", now=NOW)
        reports.open_chores(now=NOW)

        assert "A reader says that a number does not work." in at_work().get(ADDRESS).content.decode()

    def test_shows_no_address_of_a_colleague(self):
        colleague = person()
        chore(publish_guide("en"), by=colleague)

        html = at_work().get(ADDRESS, {"whose": "all"}).content.decode()

        assert "A colleague has it" in html
        assert colleague.email not in html

    def test_stands_on_pages_of_fifty(self, monkeypatch):
        monkeypatch.setattr(views, "CHORES_A_PAGE", 1)
        chore(publish_guide("en", title="A"), days=-2)
        chore(publish_guide("en", "other", title="B"), days=-1)
        client = at_work()

        assert (listed(client), listed(client, p=2)) == (["A"], ["B"])

    def test_takes_the_same_queries_for_one_and_for_many(self, django_assert_max_num_queries):
        me = person()
        chore(publish_guide("en"))
        for number in range(3):
            chore(publish_guide("en", f"guide-{number}"), by=me)
            chore(contact=make_contact(slug=f"line-{number}"), by=me)

        with django_assert_max_num_queries(5):
            rows = list(waiting.chores(User.objects.get(pk=me.pk), Wish(everybodys=True)))
            for each in rows:
                str(
                    (
                        each.page and each.page.locale,
                        each.contact,
                        each.assigned_to and each.assigned_to.profile,
                    )
                )
        assert len(rows) == 7


class TestWhoSeesWhat:
    """A guide waits for whoever may change it; a contact for those who keep the directory."""

    @pytest.mark.parametrize(
        ("role", "titles"),
        [
            ("editor", ["Ours", "Wages", "A line"]),
            ("moderator", ["Ours", "Wages", "A line"]),
            ("administrator", ["Ours", "Wages", "A line"]),
            ("campaigner", []),
            ("translator", []),
            ("co-editor", ["Ours"]),
        ],
    )
    def test_by_role(self, role, titles):
        union = UnionFactory()
        ours = editing.start_union_guide(
            union=union, title="Ours", summary="x", language="en", by=administrator(), now=NOW
        )
        chore(ours)
        chore(publish_guide("en", title="Wages"))
        chore(contact=make_contact(name="A line"))
        if role == "co-editor":
            user = editing.invite_co_editor(
                union=union, email=person("editor").email, language="en", by=administrator(), now=NOW
            )
            user.groups.remove(user.groups.get(name="editor"))
        else:
            user = make_translator("ne") if role == "translator" else person(role)

        client = at_work(User.objects.get(pk=user.pk))

        assert listed(client) == titles
        assert client.get(ADDRESS).status_code == 200


class TestEmpty:
    def test_says_what_others_have_what_comes_and_what_is_missing(self):
        chore(publish_guide("en", title="Of a colleague"), by=person())
        publish_guide("en", "next", title="Next", review_due=TODAY + datetime.timedelta(3), reviewed_on=None)

        response = at_work().get(ADDRESS)
        html = response.content.decode()

        assert "Nothing is due for you now." in html
        assert f'href="{ADDRESS}?whose=all"' in html
        assert response.context["coming"][0].title == "Next"
        assert f'href="{reverse("board:index")}?state=missing"' in html

    def test_by_choice_leads_back(self):
        html = at_work().get(ADDRESS, {"kind": "contact"}).content.decode()

        assert "No chore is like this." in html
        assert f'href="{ADDRESS}"' in html


class TestPanel:
    def home(self, role: str = "editor") -> str:
        return at_work(person(role)).get(reverse("wagtailadmin_home")).content.decode()

    def test_is_counted_with_links(self):
        publish_guide("en")
        page = publish_guide("ne")
        publish_guide("en", summary="Another law.")
        report(page)
        chore(page)

        html = self.home()

        assert "What waits for me" in html
        for address in (f"{ADDRESS}?kind=review", "/cms/board/?state=outdated", "/cms/reports/", ADDRESS):
            assert f'href="{address}"' in html
        assert "Nothing waits for you." not in html

    def test_can_be_nothing(self):
        assert "Nothing waits for you." in self.home()


class TestInAnotherLanguage:
    def test_runs_from_right_to_left(self):
        user = make_user(roles=("editor",), second_factor=True, language="ar")
        chore(contact=make_contact(name="A line"))

        html = at_work(user).get(ADDRESS, headers={"accept-language": "ar"}).content.decode()

        assert 'dir="rtl"' in html
        assert "<bdi>A line</bdi>" in html
        assert gettext("Board")
