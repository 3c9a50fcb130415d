"""wagtail-localize's background work on Celery. Imported while apps load, so nothing of the models here."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

from django.db import transaction
from wagtail_localize.tasks import BaseJobBackend

logger = logging.getLogger(__name__)


class UnknownJob(Exception):
    """wagtail-localize asks for a job that has no task here."""


class CeleryJobBackend(BaseJobBackend):
    """Hands wagtail-localize's jobs to Celery by ids. It never fills a tree with alias pages.

    wagtail-localize enqueues two functions: `translate_page_subtree` (an editor ticked "include subtree") and
    `synchronize_tree` (makes aliases for everything that is not translated; here that is refused).
    """

    def enqueue(self, func: Callable[..., Any], args: Any, kwargs: Any) -> None:
        name = getattr(func, "__name__", str(func))
        if name == "synchronize_tree":
            logger.warning("Refused to synchronise a page tree: it would make alias pages.")
            return
        if name != "translate_page_subtree":
            raise UnknownJob(name)
        from cms import tasks

        page_id, locales, _components, user = args
        languages = [locale.language_code for locale in locales]
        user_id = str(user.pk) if user else ""
        transaction.on_commit(lambda: tasks.translate_subtree.delay(page_id, languages, user_id))
