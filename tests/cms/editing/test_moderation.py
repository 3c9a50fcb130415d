"""Contacts and fee rules go to the moderators as pages do, and belong to nobody who writes for a union."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from wagtail.models import Revision

from tests.cms.directory.factories import make_contact
from tests.cms.editing.factories import staff
from tests.cms.editing.test_snippets import save_draft, url
from tests.cms.editing.test_unions import at_cms, invited
from tests.cms.fees.factories import limit, saved
from tests.members.users.factories import make_user
from tests.organising.unions.factories import UnionFactory

pytestmark = pytest.mark.usefixtures("site_tree")

MADE = {
    "contact": (lambda: make_contact(name="Line", phones=[("1177", "free")]), "name"),
    "feerule": (lambda: saved(limit(), en="At most this."), "law"),
}


@pytest.fixture
def editor() -> Client:
    return staff("editor")


@pytest.mark.parametrize("kind", MADE)
class TestModeration:
    def ask(self, kind: str, editor: Client) -> tuple[Any, Any]:
        thing = MADE[kind][0]()
        where = url(kind, "edit", thing.pk)
        save_draft(editor, where, **{MADE[kind][1]: "Asked for", "action-submit": "1"})
        return thing, thing.current_workflow_state.current_task_state

    def test_takes_two_people(self, kind, editor):
        thing, task = self.ask(kind, editor)
        approve = url(kind, "workflow_action", thing.pk, "approve", task.pk)
        field = MADE[kind][1]

        editor.post(approve)
        thing.refresh_from_db()
        assert getattr(thing, field) != "Asked for"

        staff("moderator").post(approve)
        thing.refresh_from_db()
        assert getattr(thing, field) == "Asked for"
        assert not thing.has_unpublished_changes

    def test_sends_back_with_what_is_missing(self, kind, editor):
        thing, task = self.ask(kind, editor)

        staff("moderator").post(
            url(kind, "workflow_action", thing.pk, "reject", task.pk), {"comment": "Name the law."}
        )

        task.refresh_from_db()
        assert (task.status, task.comment) == ("rejected", "Name the law.")
        thing.refresh_from_db()
        assert getattr(thing, MADE[kind][1]) != "Asked for"

    def test_of_a_draft_that_breaks_a_rule_by_now_is_a_sentence(self, kind, editor):
        thing, task = self.ask(kind, editor)
        state = Revision.objects.get(pk=task.revision_id)
        state.content["slug"] = "taken"
        state.save()
        twin = make_contact(slug="taken") if kind == "contact" else saved(limit(slug="taken"))

        answer = staff("moderator").post(url(kind, "workflow_action", thing.pk, "approve", task.pk))

        assert answer.status_code == 302
        assert answer.headers["Location"] == url(kind, "edit", thing.pk)
        assert type(twin).objects.get(slug="taken").pk == twin.pk


@pytest.mark.parametrize("kind", MADE)
def test_the_list_says_in_which_state_an_entry_is(kind):
    thing = MADE[kind][0]()
    thing.save_revision()

    page = staff("editor").get(url(kind, "list")).content.decode()

    assert "live + draft" in page


@pytest.mark.parametrize(
    ("role", "acts"),
    [
        ("editor", {"publish"}),
        ("moderator", {"publish", "lock", "unlock"}),
        ("administrator", {"publish", "lock", "unlock"}),
        ("campaigner", set()),
        ("organiser", set()),
    ],
)
@pytest.mark.parametrize("kind", MADE)
def test_rights_of_each_role(role, acts, kind):
    user = make_user(roles=(role,))

    assert {act for act in ("publish", "lock", "unlock") if user.has_perm(f"cms.{act}_{kind}")} == acts


@pytest.mark.parametrize("kind", MADE)
@pytest.mark.parametrize("act", ["edit", "history", "unpublish", "lock", "unlock"])
def test_somebody_who_writes_for_a_union_has_no_right_on_them(kind, act):
    thing = MADE[kind][0]()

    answer = at_cms(invited(UnionFactory())).post(url(kind, act, thing.pk))

    assert answer.status_code in (302, 403)
    fresh = type(thing).objects.get(pk=thing.pk)
    assert (fresh.live, fresh.locked, fresh.latest_revision_id) == (True, False, None)
