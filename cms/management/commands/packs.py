"""`manage.py packs`: makes every pack again, as after new templates, translations or styles."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from cms import changes
from cms.models import Pack
from cms.packs import services


class Command(BaseCommand):
    help = "Make the packs of all corridors in all languages again. Safe to repeat; what is the same stays."

    def handle(self, *args: Any, **options: Any) -> None:
        changed = services.build_all(now=timezone.now())
        changes.forget()
        self.stdout.write(f"{Pack.objects.count()} packs, {changed} of them changed.")
