"""Bring the message catalogues up to the code, compile them, or say what they lack."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from frontend import catalogues


class Command(BaseCommand):
    help = "update: take new strings into the catalogues · compile: make .mo files · missing: list gaps"
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("what", choices=["update", "compile", "missing"])

    def handle(self, *args: Any, what: str, **options: Any) -> None:
        if what == "compile":
            for language in catalogues.languages():
                if catalogues.po_path(language).exists():
                    catalogues.compile_catalogue(language)
            return
        template = catalogues.extract()
        if what == "update":
            for language in catalogues.languages():
                catalogues.update(language, template)
            self.stdout.write(f"{len(template)} strings in {len(catalogues.languages())} catalogues.")
            return
        gaps = 0
        for language in catalogues.languages():
            found = catalogues.problems(language, template)
            gaps += len(found)
            self.stdout.write(f"{language}: {len(found)}")
            for line in found[:20]:
                self.stdout.write(f"    {line}")
        if gaps:
            raise CommandError(f"{gaps} gaps.")
