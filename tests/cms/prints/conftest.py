"""Guides on paper."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from cms.models import Print
from cms.prints import services
from tests.cms.factories import NOW
from tests.cms.prints.factories import guide


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def printed(site_tree) -> Callable[..., dict[str, bytes]]:
    """The papers of a guide in a language, by kind."""

    def make(language: str = "en", **changes) -> dict[str, bytes]:
        page = guide(language, **changes)
        services.make_prints(page=page, now=NOW)
        return {each.kind: each.file.open("rb").read() for each in Print.objects.filter(page_id=page.pk)}

    return make
