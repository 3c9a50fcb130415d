"""The migrations say what the models say, and the house is built without a ring."""

from io import StringIO

import pytest
from django.conf import settings
from django.core.management import call_command


@pytest.mark.django_db
def test_models_and_migrations_agree():
    output = StringIO()

    call_command("makemigrations", "--check", "--dry-run", stdout=output)

    assert "No changes detected" in output.getvalue()


def test_first_migrations_are_single():
    """Made bottom-up, a subject has one `0001_initial`; a `0002_initial` means a ring of two subjects."""
    folders = ("cms", "campaigns", "organising", "members")

    rings = [
        path
        for folder in folders
        for path in (settings.BASE_DIR / folder).rglob("migrations/0002_initial.py")
    ]

    assert rings == []
