"""What an act of organising raises when a rule forbids it."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.forms import BaseForm


class Refused(Exception):
    """A rule forbids this act. `sentence` says why, in the reader's language; `field` where it was typed."""

    sentence: ClassVar[str | Promise] = _("This is not possible.")
    field: ClassVar[str | None] = None

    def __str__(self) -> str:
        return str(self.sentence)

    def show_on(self, form: BaseForm) -> None:
        """Make it an error of the form, at its field if the form has that field in view."""
        at_field = self.field in form.fields and not form[self.field].is_hidden
        form.add_error(self.field if at_field else None, str(self))
