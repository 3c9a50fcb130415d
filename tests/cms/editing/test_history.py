"""Wagtail's workflow, comments, clock, history and revert, on every type of page."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Comment, Page, Revision

from cms import tasks
from cms.models import CampaignIndexPage, CampaignPage, GuideIndexPage, GuidePage, HomePage, SourceStamp
from tests.cms.editing.factories import NO_COMMENTS, guide_fields, staff
from tests.cms.factories import publish_campaign, publish_guide

pytestmark = pytest.mark.usefixtures("site_tree")


def english(model: Any) -> Page:
    return model.objects.get(locale__language_code="en")


def fields_of(page: Page, **changes: Any) -> dict[str, Any]:
    if isinstance(page, GuidePage):
        return guide_fields(slug=page.slug) | changes
    common = {"title": "New title", "slug": page.slug, "intro": "", "summary": "Who asks.", "notice": ""}
    if isinstance(page, CampaignPage):
        common |= {"campaign": page.campaign_id, "body-count": "0"}
    return common | NO_COMMENTS | changes


PAGES = {
    "home": lambda: english(HomePage),
    "guides index": lambda: english(GuideIndexPage),
    "campaigns index": lambda: english(CampaignIndexPage),
    "guide": lambda: publish_guide("en"),
    "campaign": lambda: publish_campaign("en"),
}


@pytest.fixture(params=PAGES)
def page(request, site_tree) -> Page:
    return PAGES[request.param]()


def edit(page: Page, client: Any, **fields: Any) -> Any:
    return client.post(reverse("wagtailadmin_pages:edit", args=[page.pk]), fields_of(page, **fields))


def now_live(page: Page) -> Page:
    return Page.objects.get(pk=page.pk)


def let_the_hour_come(page: Page) -> None:
    """What waits for the clock has waited long enough."""
    past = timezone.now() - datetime.timedelta(minutes=1)
    for revision in Revision.objects.for_instance(page).exclude(approved_go_live_at=None):
        revision.content["go_live_at"] = past.isoformat()
        revision.approved_go_live_at = past
        revision.save()


class TestEveryPage:
    def test_goes_to_the_moderators_and_is_approved(self, page):
        edit(page, staff("editor"), title="Asked for", **{"action-submit": "1"})
        waiting = now_live(page)
        assert waiting.title != "Asked for"
        task = waiting.current_workflow_state.current_task_state

        staff("moderator").post(
            reverse("wagtailadmin_pages:workflow_action", args=[page.pk, "approve", task.pk])
        )

        assert now_live(page).title == "Asked for"

    def test_is_sent_back_with_what_is_missing(self, page):
        edit(page, staff("editor"), title="Asked for", **{"action-submit": "1"})
        task = now_live(page).current_workflow_state.current_task_state

        staff("moderator").post(
            reverse("wagtailadmin_pages:workflow_action", args=[page.pk, "reject", task.pk]),
            {"comment": "Name the law."},
        )

        task.refresh_from_db()
        assert task.status == "rejected"
        assert task.comment == "Name the law."

    def test_takes_comments(self, page):
        comment = {
            "comments-TOTAL_FORMS": "1",
            "comments-0-id": "",
            "comments-0-contentpath": "title",
            "comments-0-text": "Is this the name?",
            "comments-0-position": "",
            "comments-0-deleted": "",
            "comments-0-resolved": "",
            "comments-0-replies-TOTAL_FORMS": "0",
            "comments-0-replies-INITIAL_FORMS": "0",
        }

        edit(page, staff("editor"), **comment)

        assert Comment.objects.get(page=page).text == "Is this the name?"

    def test_is_published_by_the_clock_and_not_before(self, page):
        tomorrow = timezone.now() + datetime.timedelta(days=1)
        edit(
            page,
            staff("moderator"),
            title="From tomorrow",
            go_live_at=tomorrow.strftime("%Y-%m-%d %H:%M"),
            **{"action-publish": "1"},
        )
        tasks.publish_scheduled()
        assert now_live(page).title != "From tomorrow"

        let_the_hour_come(page)
        tasks.publish_scheduled()

        assert now_live(page).title == "From tomorrow"

    def test_is_compared_and_brought_back(self, page):
        before = now_live(page).title
        if page.latest_revision is None:
            page.save_revision().publish()
        first = Revision.objects.for_instance(page).order_by("-pk").first()
        moderator = staff("moderator")
        edit(page, moderator, title="Another title", **{"action-publish": "1"})
        last = Revision.objects.for_instance(page).order_by("-pk").first()

        history = moderator.get(reverse("wagtailadmin_pages:history", args=[page.pk]))
        compared = moderator.get(
            reverse("wagtailadmin_pages:revisions_compare", args=[page.pk, first.pk, last.pk])
        )
        edit(page, moderator, title=before, revision=first.pk, **{"action-publish": "1"})

        assert history.status_code == 200
        assert "Another title" in compared.content.decode()
        assert now_live(page).title == before


class TestBringingAnOldSourceBack:
    def test_marks_its_translations_as_outdated(self, client):
        page = publish_guide("en")
        first = page.latest_revision
        moderator = staff("moderator")
        edit(page, moderator, title="Another title", **{"action-publish": "1"})
        publish_guide("ar", title="ترجمة جديدة")
        assert SourceStamp.objects.get().source_changed_at is None

        edit(page, moderator, title=first.content["title"], revision=first.pk, **{"action-publish": "1"})

        assert SourceStamp.objects.get().source_changed_at is not None
        assert client.get("/ar/guides/fees/").context["outdated"] is not None

    def test_that_is_minor_leaves_them(self):
        page = publish_guide("en")
        first = page.latest_revision
        publish_guide("ar")

        edit(page, staff("moderator"), minor_edit="on", revision=first.pk, **{"action-publish": "1"})

        assert SourceStamp.objects.get().source_changed_at is None

    def test_by_the_clock_marks_them_too(self):
        page = publish_guide("en")
        publish_guide("ar")
        page.title = "From now"
        page.go_live_at = timezone.now() + datetime.timedelta(hours=1)
        page.save_revision(approved_go_live_at=page.go_live_at)
        let_the_hour_come(page)

        tasks.publish_scheduled()

        assert SourceStamp.objects.get().source_changed_at is not None
