"""Load the sample world. Safe to repeat."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from cms import changes
from config.demo import load, people, world

LOCAL_HOSTS = {"localhost", "127.0.0.1", "::1"}


def is_local_site() -> bool:
    """Whether this site's address is on this machine: sample accounts never go to a public one unasked."""
    return urlsplit(settings.SITE_URL).hostname in LOCAL_HOSTS


def sign_ins() -> list[str]:
    """One line for each sample account that signs in: who, address, password."""
    lines = []
    for person in world.PEOPLE:
        what = f"{person.role or 'member'}" + (
            f", {person.mandate} of {person.union}" if person.mandate else ""
        )
        lines.append(f"{person.email:<32} {people.password_of(person.key):<24} {what}")
    return lines


class Command(BaseCommand):
    help = "Load the sample world: invented unions, records, guides, petitions and alerts. Safe to repeat."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--public", action="store_true", help="load it even though SITE_URL is a public address"
        )

    def handle(self, *args: Any, public: bool, **options: Any) -> None:
        if not (public or is_local_site()):
            raise CommandError(
                f"SITE_URL is {settings.SITE_URL}: the sample world has accounts whose passwords are "
                "printed. Say --public if you mean it."
            )
        load.load_world(now=timezone.now())
        changes.follow(now=timezone.now())
        self.stdout.write("The sample world is loaded. Everybody in it is invented.")
        for line in sign_ins():
            self.stdout.write(f"  {line}")
        self.stdout.write("Staff need a second factor: make code WHO=organiser prints a current code.")
