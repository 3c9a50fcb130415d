"""What somebody says who sends a translation on."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.models import Locale, TranslatableMixin
from wagtail_localize.views.submit_translations import SubmitTranslationForm

from cms.models.base import UNSEEN_CHANGE


class SendForm(forms.Form):
    """Whether somebody answers for the translation."""

    is_signed = forms.BooleanField(
        label=_("says what the original says now"),
        required=False,
        help_text=_("Tick when you have read the whole translation beside the original."),
    )
    seen_change = forms.CharField(required=False)

    def __init__(self, *args: Any, must_be_signed: bool, last_change: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["is_signed"].required = must_be_signed
        self.last_change = last_change

    def clean(self) -> dict[str, Any]:
        """A tick given for an older original does not count."""
        values = super().clean() or {}
        if values.get("is_signed") and self.last_change and values.get("seen_change") != self.last_change:
            self.add_error("is_signed", UNSEEN_CHANGE)
        return dict(values)


class OwnLanguagesForm(SubmitTranslationForm):
    """Offers the languages that somebody may send a page into, and never a whole tree to a translator."""

    def __init__(
        self,
        instance: TranslatableMixin,
        *args: Any,
        locales: QuerySet[Locale],
        may_send_trees: bool,
        **kwargs: Any,
    ) -> None:
        super().__init__(instance, *args, **kwargs)
        own = set(locales.values_list("pk", flat=True))
        self.fields["locales"].queryset = self.fields["locales"].queryset.filter(pk__in=own)
        if len(own) < 2:
            self.fields["select_all"].widget = forms.HiddenInput()
        if not may_send_trees:
            del self.fields["include_subtree"]

    def clean(self) -> dict[str, Any]:
        return {"include_subtree": False} | (super().clean() or {})
