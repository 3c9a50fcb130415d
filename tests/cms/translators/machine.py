"""A machine for tests: it says every string backwards in capitals, and counts what it was sent."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from wagtail_localize.machine_translators.base import BaseMachineTranslator
from wagtail_localize.strings import StringValue


class Machine(BaseMachineTranslator):
    display_name = "Machine for tests"
    sent: ClassVar[list[str]] = []

    def translate(self, source_locale: Any, target_locale: Any, strings: Iterable[StringValue]) -> Any:
        found = {}
        for string in strings:
            self.sent.append(string.data)
            found[string] = StringValue(f"[{target_locale.language_code}] {string.data}")
        return found

    def can_translate(self, source_locale: Any, target_locale: Any) -> bool:
        return True
