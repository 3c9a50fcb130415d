"""A guide to write about, a contact to call, somebody who answers."""

from __future__ import annotations

import pytest

from tests.cms.directory.factories import make_contact
from tests.cms.factories import publish_guide
from tests.members.users.factories import make_user


@pytest.fixture
def guide(site_tree):
    return publish_guide("en")


@pytest.fixture
def editor(db):
    return make_user(roles=("editor",))


@pytest.fixture
def contact(db):
    return make_contact(phones=[("+60 3 0555 0101", "call"), ("+60 3 0555 0102", "free")])
