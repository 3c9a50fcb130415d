"""No test leaves a language behind: the test client keeps that of its last page."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.utils import translation


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    translation.activate("en")
    yield
    translation.deactivate()
