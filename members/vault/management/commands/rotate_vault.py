"""`manage.py rotate_vault`: seal everything anew under the first key of VAULT_KEYS."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from members.vault import rotation
from members.vault.keyring import Keyring


class Command(BaseCommand):
    help = (
        "Seals every value that is not under the first key of VAULT_KEYS anew under that key. The site may "
        "run meanwhile, and a run that was stopped is simply started again. Fails when a value does not open."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="open and count, write nothing")
        parser.add_argument("--verify", action="store_true", help="open the values under the first key too")
        parser.add_argument("--batch", type=int, default=rotation.BATCH, help="rows in one transaction")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["batch"] < 1:
            raise CommandError("--batch must be at least 1.")
        dry_run: bool = options["dry_run"]
        self.stdout.write(f"Primary key: {Keyring.from_settings().primary_id}")
        unopened = locked = 0
        for outcome in rotation.rotate(dry_run=dry_run, verify=options["verify"], batch=options["batch"]):
            verb = "would be sealed anew" if dry_run else "sealed anew"
            counts = f"{outcome.waiting_count} rows waiting, {outcome.resealed_count} values {verb}"
            self.stdout.write(f"{outcome.label}: {counts}")
            for cell in outcome.unopened:
                self.stderr.write(f"  does not open: {outcome.label} {cell}")
            unopened += len(outcome.unopened)
            locked += outcome.locked_count
        if unopened:
            raise CommandError(f"{unopened} values do not open. Keep the old keys in VAULT_KEYS.")
        if locked:
            raise CommandError(f"{locked} rows were in use and still wait. Run this again.")
        self.stdout.write("Nothing was written." if dry_run else "Every value is under the primary key.")
