"""What `make run` does before it serves: migrate, load contacts and fee rules, and the sample world once."""

from __future__ import annotations

from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from cms import changes
from cms.directory import services as directory
from cms.fees import services as fees
from cms.models import ContentChange
from cms.packs import services as packs
from config.demo import load
from config.management.commands.demo import is_local_site, sign_ins
from organising.unions.models import Union


class Command(BaseCommand):
    help = "Migrate, load contacts and fee rules and, on a local site without any union, the sample world."
    # The web process checks; doing it here as well would only delay the first page.
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            self.stderr.write("Bringing the database up to date …")
            call_command("migrate", verbosity=0)
        directory.load_contacts()
        fees.load_fee_rules()
        if not packs.are_of_this_release():
            changes.record(ContentChange.Kind.SITE)
        if not is_local_site():
            return
        if not Union.objects.exists():
            self.stderr.write("Loading the sample world …")
            load.load_world(now=timezone.now())
        if Union.objects.filter(slug="himal", name__contains="(sample)").exists():
            self.stdout.write("Sample sign-ins (invented people; staff need a code: make code WHO=organiser)")
            for line in sign_ins():
                self.stdout.write(f"  {line}")
