"""The code that a sample account's authenticator app would show now."""

from __future__ import annotations

import time
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from allauth.mfa.utils import decrypt
from django.core.management.base import BaseCommand, CommandError, CommandParser

SAMPLE_DOMAIN = "corridor.example"
STEP_SECONDS = 30


class Command(BaseCommand):
    help = f"Print the current sign-in code of a sample account (an address @{SAMPLE_DOMAIN})."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("who", help=f"The address, or the part before @{SAMPLE_DOMAIN}.")

    def handle(self, *args: Any, who: str, **options: Any) -> None:
        email = (who if "@" in who else f"{who}@{SAMPLE_DOMAIN}").lower()
        if not email.endswith(f"@{SAMPLE_DOMAIN}"):
            raise CommandError(f"Only sample accounts, whose address ends in @{SAMPLE_DOMAIN}.")
        app = Authenticator.objects.filter(user__email__iexact=email, type=Authenticator.Type.TOTP).first()
        if app is None:
            raise CommandError(f"{email} has no authenticator app. Did you run `manage.py demo`?")
        counter = int(time.time()) // STEP_SECONDS
        self.stdout.write(format_hotp_value(hotp_value(decrypt(app.data["secret"]), counter)))
