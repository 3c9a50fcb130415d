"""What an editor's form sends, and people in Wagtail's admin."""

from __future__ import annotations

from typing import Any

from django.test import Client

from tests.members.users.factories import make_user, signed_in

NO_COMMENTS = {
    "comments-TOTAL_FORMS": "0",
    "comments-INITIAL_FORMS": "0",
    "comments-MIN_NUM_FORMS": "0",
    "comments-MAX_NUM_FORMS": "0",
}


def staff(role: str, **kwargs: Any) -> Client:
    return signed_in(make_user(roles=(role,), second_factor=True, **kwargs), used_second_factor=True)


def guide_fields(**changes: Any) -> dict[str, Any]:
    """A guide without a body, as its form sends it."""
    empty = ("origin_codes", "destination_codes", "share_text", "seo_title", "reviewed_by", "reviewed_on")
    return (
        dict.fromkeys(empty, "")
        | {
            "title": "New guide",
            "slug": "new-guide",
            "summary": "What it is about.",
            "stage": "work",
            "jurisdiction": "international",
            "review_due": "",
            "body-count": "0",
            "sources-count": "0",
        }
        | NO_COMMENTS
        | changes
    )
