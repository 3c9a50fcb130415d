"""`manage.py search_index`: make the search index anew from what is published."""

from typing import Any

from django.core.management.base import BaseCommand

from cms.search import services


class Command(BaseCommand):
    help = "Make the search index anew from what is published. Readers can search meanwhile."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{services.reindex_all()} entries")
