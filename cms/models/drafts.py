"""Rows that are drafted, approved and published as pages are."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction
from wagtail.models import DraftStateMixin, LockableMixin, Revision, RevisionMixin, WorkflowMixin


class DraftRefused(ValidationError):
    """A draft breaks a rule by the time it would be published: another entry has its address now."""


class Drafted(WorkflowMixin, DraftStateMixin, LockableMixin, RevisionMixin, models.Model):
    """The row is what readers see, as long as it is `live`; a draft is a revision and nothing else.

    A draft holds what its editor wrote. What is known of the row as a whole, and what other code has written
    into it since, comes from the row whenever a draft is opened or published: a subclass says what that is in
    `keep_from_row`.
    """

    class Meta:
        abstract = True

    def with_content_json(self, content: dict[str, Any]) -> Any:
        draft = super().with_content_json(content)
        draft.live_revision_id = self.live_revision_id
        draft.last_published_at = self.last_published_at
        draft.expired = self.expired
        self.keep_from_row(draft, content)
        return draft

    def keep_from_row(self, draft: Any, content: dict[str, Any]) -> None:
        """Give a draft what no draft says. `content` is the revision it was made from."""

    def publish(self, revision: Revision, *args: Any, **kwargs: Any) -> Any:
        """Publish a revision, or let it wait for its hour.

        Wagtail takes down a row that it has not published itself when a change of it is scheduled, and rows
        from files are such; so what readers see now is made a revision first. The row is read again and held
        until it is written: a number reported meanwhile stays reported.

        Raises:
            DraftRefused: the draft breaks a rule of the model.
        """
        with transaction.atomic():
            row = self.held_row()
            if row.live and row.live_revision_id is None:
                row.live_revision = _revision_of(row, before=revision)
                row.save(update_fields=["live_revision"])
            revision.content_object = row
            try:
                revision.as_object().full_clean()
            except ValidationError as problem:
                raise DraftRefused(problem.messages) from problem
            return super().publish(revision, *args, **kwargs)

    def unpublish(self, *args: Any, **kwargs: Any) -> Any:
        with transaction.atomic():
            self.keep_what_is_shown(by=kwargs.get("user"))
            return super().unpublish(*args, **kwargs)

    def keep_what_is_shown(self, *, by: Any) -> None:
        """Before a row is taken down: make it a revision, unless a draft waits.

        Files and rounds write rows without revisions; an editor would be given an older one then, and publish
        that.
        """
        if self.live and not self.has_unpublished_changes:
            self.save_revision(user=by, changed=False, clean=False)

    def held_row(self) -> Any:
        """The row as it is now, locked until the transaction ends."""
        return type(self)._default_manager.select_for_update().get(pk=self.pk)


def _revision_of(row: Any, *, before: Revision) -> Revision:
    """A revision of the row as readers see it, older than the one that is to be published."""
    return Revision.objects.create(
        content_object=row,
        base_content_type=row.get_base_content_type(),
        created_at=before.created_at - datetime.timedelta(microseconds=1),
        content=row.serializable_data(),
        object_str=str(row),
    )


def match_children(drafted: Iterable[Any], stored: Iterable[Any], names: tuple[str, ...]) -> list[Any]:
    """Pairs (child of a draft, the row of the same thing or None), and gives the child the row's key.

    Two are the same thing when the fields `names` are equal. Files make rows anew, so that the key in a draft
    may be that of a row that is gone, or of another one.
    """
    known: dict[tuple[Any, ...], list[Any]] = {}
    for row in stored:
        known.setdefault(tuple(getattr(row, name) for name in names), []).append(row)
    pairs = []
    for child in drafted:
        same = known.get(tuple(getattr(child, name) for name in names))
        pairs.append((child, same.pop(0) if same else None))
    taken = {row.pk for _child, row in pairs if row}
    for child, row in pairs:
        if row:
            child.pk = row.pk
        elif child.pk in taken:
            child.pk = None
    return pairs
