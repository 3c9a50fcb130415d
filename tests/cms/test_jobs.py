"""wagtail-localize's background work."""

from __future__ import annotations

import pytest
from wagtail.models import Locale, Page
from wagtail_localize.operations import translate_page_subtree
from wagtail_localize.synctree import synchronize_tree
from wagtail_localize.tasks import background

from cms import tasks
from cms.jobs import CeleryJobBackend, UnknownJob
from cms.models import GuideIndexPage, GuidePage
from tests.cms.factories import publish_guide

pytestmark = pytest.mark.usefixtures("site_tree")


class TestCeleryJobBackend:
    def test_is_the_one_in_use(self):
        assert isinstance(background, CeleryJobBackend)

    def test_hands_a_subtree_to_celery_by_ids(self, monkeypatch, django_capture_on_commit_callbacks):
        sent = []
        monkeypatch.setattr(tasks.translate_subtree, "delay", lambda *args: sent.append(args))

        with django_capture_on_commit_callbacks(execute=True):
            background.enqueue(
                translate_page_subtree, [7, Locale.objects.filter(language_code="ne"), None, None], {}
            )

        assert sent == [(7, ["ne"], "")]

    def test_subtree_task_is_safe_to_run_twice(self):
        publish_guide("en")
        index = GuideIndexPage.objects.get(locale__language_code="en")

        tasks.translate_subtree(index.pk, ["ne"], "")
        tasks.translate_subtree(index.pk, ["ne"], "")

        assert GuidePage.objects.filter(locale__language_code="ne").count() == 1

    def test_never_synchronises_a_tree(self):
        publish_guide("en")
        english, nepali = (Locale.objects.get(language_code=code) for code in ("en", "ne"))

        background.enqueue(synchronize_tree, [english, nepali], {})

        assert not Page.objects.filter(alias_of__isnull=False).exists()
        assert not GuidePage.objects.filter(locale=nepali).exists()

    def test_refuses_what_it_does_not_know(self):
        with pytest.raises(UnknownJob):
            background.enqueue(print, [], {})
