"""History, comparison and revert of contacts, fee rules and recordings."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.forms import BaseFormSet, FileInput
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Revision

from cms.models import ContactPhone, Recording
from tests.cms.directory.factories import make_contact
from tests.cms.editing.factories import staff
from tests.cms.fees.factories import limit, saved
from tests.cms.sounds import ogg

pytestmark = pytest.mark.usefixtures("site_tree")


def sent_by(form: Any) -> dict[str, Any]:
    """What a browser sends when nobody has touched the form."""
    found: dict[str, Any] = {}
    for bound in [form, *_rows(form)]:
        for field in bound:
            value = field.value()
            if value is not None and value is not False and not isinstance(field.field.widget, FileInput):
                found[field.html_name] = value
    return found


def _rows(form: Any) -> list[Any]:
    rows: list[Any] = []
    for formset in getattr(form, "formsets", {}).values():
        assert isinstance(formset, BaseFormSet)
        rows += [formset.management_form, *formset.forms]
    return rows


def recording() -> Recording:
    made = Recording(title="Section 1", language="ne", mime_type="audio/ogg", byte_count=9, seconds=3)
    made.file.save("one.ogg", ContentFile(ogg(3)))
    return made


MADE = {
    "contact": (lambda: make_contact(name="Line", phones=[("1177", "free")]), "name"),
    "feerule": (lambda: saved(limit(), en="At most this."), "law"),
    "recording": (recording, "title"),
}


@pytest.fixture(params=MADE)
def kept(request, db) -> tuple[Any, str, str]:
    make, field = MADE[request.param]
    return make(), request.param, field


def url(kind: str, act: str, *args: Any) -> str:
    return reverse(f"wagtailsnippets_cms_{kind}:{act}", args=args)


def change(client: Any, where: str, **changes: Any) -> Any:
    """Save and publish."""
    return save_draft(client, where, **{"action-publish": "1"} | changes)


def save_draft(client: Any, where: str, **changes: Any) -> Any:
    fields = sent_by(client.get(where).context["form"]) | changes
    answer = client.post(where, fields)
    assert answer.status_code == 302, [
        row.errors for row in [answer.context["form"], *_rows(answer.context["form"])]
    ]
    return answer


def test_an_edit_is_kept_compared_and_brought_back(kept):
    thing, kind, field = kept
    editor = staff("editor")
    change(editor, url(kind, "edit", thing.pk), **{field: "First name"})
    change(editor, url(kind, "edit", thing.pk), **{field: "Second name"})
    first, last = Revision.objects.for_instance(thing).exclude(user=None).order_by("pk")

    history = editor.get(url(kind, "history", thing.pk))
    compared = editor.get(url(kind, "revisions_compare", thing.pk, first.pk, last.pk))
    change(editor, url(kind, "revisions_revert", thing.pk, first.pk), revision=first.pk)

    assert history.status_code == 200
    assert "Second name" in compared.content.decode()
    thing.refresh_from_db()
    assert getattr(thing, field) == "First name"


def test_readers_see_at_once_what_was_brought_back(client):
    contact = make_contact(name="Line")
    editor = staff("editor")
    change(editor, url("contact", "edit", contact.pk), name="First name")
    first = Revision.objects.for_instance(contact).exclude(user=None).get()
    change(editor, url("contact", "edit", contact.pk), name="Second name")
    change(editor, url("contact", "revisions_revert", contact.pk, first.pk), revision=first.pk)

    assert "First name" in client.get(f"/en/help/{contact.slug}/").content.decode()


def test_an_old_revision_does_not_revive_a_number_that_a_reader_reported():
    contact = make_contact(phones=[("1177", "free")])
    revision = contact.save_revision()
    ContactPhone.objects.update(reported_at=timezone.now())

    old = revision.as_object()

    assert old.phones.get().reported_at is not None


def test_somebody_without_the_right_opens_no_history(kept):
    thing, kind, _field = kept

    assert staff("campaigner").get(url(kind, "history", thing.pk)).status_code == 302


AUTOSAVE = "data-w-autosave-interval-value"


@pytest.mark.parametrize("act", ["add", "edit"])
def test_what_has_no_drafts_is_not_saved_while_somebody_types(act):
    """Wagtail's own saving while one types would show readers half a title."""
    args = [recording().pk] if act == "edit" else []

    page = staff("editor").get(url("recording", act, *args)).content.decode()

    assert AUTOSAVE not in page
    assert AUTOSAVE in staff("editor").get(url("contact", "add")).content.decode()
