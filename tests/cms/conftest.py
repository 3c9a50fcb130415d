"""The tree of pages, made once for the session and again for a test that finds it gone."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from wagtail.models import Site

from cms import services
from cms.models import HomePage
from tests.cms.factories import NOW


@pytest.fixture(scope="session")
def tree_of_the_session(django_db_setup, django_db_blocker) -> None:
    with django_db_blocker.unblock():
        services.ensure_site_tree(by=None, now=NOW)


@pytest.fixture
def site_tree(tree_of_the_session, db) -> Iterator[None]:
    """Home and indexes in twelve languages."""
    Site.clear_site_root_paths_cache()
    if not HomePage.objects.exists():
        services.ensure_site_tree(by=None, now=NOW)
    yield
    Site.clear_site_root_paths_cache()
