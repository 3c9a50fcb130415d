"""`manage.py directory`: brings the entries that come with Corridor into the directory."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from cms.directory import services


class Command(BaseCommand):
    help = "Load the directory's entries of international bodies. Safe to repeat; keeps editors' changes."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            loaded = services.load_contacts()
        except services.UnreadableDirectory as problem:
            raise CommandError(str(problem)) from problem
        self.stdout.write(
            f"Directory: {loaded.made_count} made, {loaded.changed_count} changed, "
            f"{loaded.left_to_editors_count} left as editors wrote them (entries and texts)."
        )
