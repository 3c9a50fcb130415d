"""What is the matter with one page in one language. Facts in, a state out; no database."""

from __future__ import annotations

import datetime
from typing import NamedTuple

from django.db import models
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    """What stands on the board."""

    GUIDE = "guide", _("Guides")
    CAMPAIGN = "campaign", _("Campaigns")


class State(models.TextChoices):
    """One of these for each cell, the one that asks most of an editor."""

    OUTDATED = "outdated", _("Outdated")
    MISSING = "missing", _("Missing")
    IN_TRANSLATION = "in_translation", _("In translation")
    MACHINE_DRAFT = "machine_draft", _("Machine draft")
    IN_REVIEW = "in_review", _("In review")
    LIVE = "live", _("Live")


class Facts(NamedTuple):
    """What the database knows of a page."""

    is_live: bool = False
    has_unpublished_changes: bool = False
    is_in_workflow: bool = False
    is_machine_made: bool = False
    """A machine wrote words that nobody has signed."""
    missing_count: int = 0
    """How many pieces of text wagtail-localize still waits for."""
    is_outdated: bool = False
    """The page it was made from has changed, and this one did not follow."""


def state_of(facts: Facts | None) -> State:
    """The state of a page; `None` stands for a page that does not exist.

    Where several are true, the one that readers suffer from wins: whatever is being prepared, a live page
    that is outdated stays outdated until the new words are published. Among drafts, words of a machine come
    first, because nobody may publish them unsigned. A page that was taken off the site is work again.
    """
    if facts is None:
        return State.MISSING
    if facts.is_live and facts.is_outdated:
        return State.OUTDATED
    if facts.is_machine_made and not facts.is_live:
        return State.MACHINE_DRAFT
    if facts.missing_count:
        return State.IN_TRANSLATION
    if facts.is_in_workflow:
        return State.IN_REVIEW
    if not facts.is_live:
        return State.IN_TRANSLATION
    return State.IN_REVIEW if facts.has_unpublished_changes else State.LIVE


def is_overdue(*, is_live: bool, review_due: datetime.date | None, on: datetime.date) -> bool:
    """Whether readers are told that nobody has checked this page again in time."""
    return is_live and review_due is not None and review_due < on
