"""`manage.py site_tree`: makes the home pages and indexes of all languages where they are missing."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from cms import services


class Command(BaseCommand):
    help = "Make the home page and the indexes of every language where they are missing. Safe to repeat."

    def handle(self, *args: Any, **options: Any) -> None:
        homes = services.ensure_site_tree(by=None, now=timezone.now())
        self.stdout.write(f"{len(homes)} languages have their home page.")
