"""A union with a guide that it keeps and somebody who writes it, and a guide of another union."""

from __future__ import annotations

import pytest

from tests.cms.editing.unions import THEIRS, at_cms, invited, start
from tests.organising.unions.factories import UnionFactory


@pytest.fixture
def union(db):
    return UnionFactory(name="Dockers")


@pytest.fixture
def ours(site_tree, union):
    return start(union)


@pytest.fixture
def theirs(site_tree, db):
    return start(UnionFactory(name="Sailors"), title=THEIRS)


@pytest.fixture
def co_editor(union, ours):
    return at_cms(invited(union))
