"""`manage.py fee_rules`: brings the recorded fee rules that come with Corridor into the database."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from cms.fees import services


class Command(BaseCommand):
    help = "Load the recorded fee rules. Safe to repeat; keeps editors' changes."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            changes = services.load_fee_rules()
        except services.UnreadableRules as problem:
            raise CommandError(str(problem)) from problem
        self.stdout.write(f"{changes} fee rules and texts are new or changed.")
