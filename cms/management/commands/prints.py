"""`manage.py prints`: make the booklets and cards of all guides now."""

from __future__ import annotations

import math
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from cms import changes
from cms.models import GuidePage, Print
from cms.prints import fonts, services


class Command(BaseCommand):
    help = "Make the booklets and cards of all guides now. Those that say the same already stay as they are."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            fonts.files()
        except fonts.FontsMissing as problem:
            raise CommandError(str(problem)) from problem
        now = timezone.now()
        pages = GuidePage.objects.filter(live=True).order_by("pk").values_list("pk", flat=True)
        guides = services.ask_for_prints(page_ids=pages, now=now)
        made = services.make_due_prints(now=now, seconds=math.inf)
        if made:
            changes.forget()
        waiting = Print.objects.filter(due_at__isnull=False).count()
        self.stdout.write(f"Guides: {guides}. Papers made: {made}. Not made: {waiting}.")
        if waiting:
            raise CommandError("Some papers could not be made; the log above says why.")
