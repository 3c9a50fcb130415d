"""Add the recorded fee rules that come with Corridor."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from cms.fees import services as fees


class Command(BaseCommand):
    help = "Add the fee rules that come with Corridor. What is there already stays as it is."

    def handle(self, *args: Any, **options: Any) -> None:
        added = fees.load_fee_rules()
        self.stdout.write(f"{added} fee rules added.")
