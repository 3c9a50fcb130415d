"""`manage.py guides`: publishes the rights guides that come with Corridor."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from cms.guides import services


class Command(BaseCommand):
    help = "Publish the rights guides that come with Corridor. Safe to repeat; keeps editors' changes."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            loaded = services.load_guides(now=timezone.now())
        except services.UnreadableGuide as problem:
            raise CommandError(str(problem)) from problem
        self.stdout.write(
            f"Guides: {loaded.published_count} published, {loaded.unchanged_count} unchanged, "
            f"{loaded.left_to_editors_count} left as editors wrote them (pages)."
        )
