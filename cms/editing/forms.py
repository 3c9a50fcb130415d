"""What is typed on the page of unions."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from cms.editing import queries
from organising.unions.models import Union


class UnionForm(forms.Form):
    """One of the unions that somebody runs."""

    union = forms.ModelChoiceField(queryset=Union.objects.none(), label=_("Union"), empty_label=None)

    def __init__(self, *args: Any, unions: Iterable[Union], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["union"]
        field.queryset = Union.objects.filter(pk__in=[each.pk for each in unions]).order_by("name")


class StartGuideForm(UnionForm):
    title = forms.CharField(label=_("Title"), max_length=120)
    summary = forms.CharField(
        label=_("What it is about, in two sentences."),
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)


class InviteForm(UnionForm):
    email = forms.EmailField(label=_("E-mail address"))
    language = forms.ChoiceField(
        label=_("Language"),
        choices=settings.LANGUAGES,
        help_text=_("For our mail to her. If she has chosen a language herself, it is written in that."),
    )


class RemoveForm(UnionForm):
    user = forms.UUIDField()


class PageChoice(forms.ModelChoiceField):
    """One page for all its languages, with what it is and the language it was written in."""

    default_error_messages = {"invalid_choice": _("The house keeps no such page. Load this page again.")}

    def label_from_instance(self, page: Any) -> str:
        return f"{page.draft_title} ({page.content_type.name}, {page.locale.language_code})"


class GivePageForm(UnionForm):
    """A page of the house and the union that keeps it from now on. Pages of other unions are no choices."""

    page = PageChoice(queryset=Page.objects.none(), label=_("Page"), empty_label=_("Choose a page"))
    field_order = ["page", "union"]

    def __init__(self, *args: Any, unions: Iterable[Union], **kwargs: Any) -> None:
        super().__init__(*args, unions=unions, **kwargs)
        pages: Any = self.fields["page"]
        pages.queryset = queries.pages_of_the_house()
        union: Any = self.fields["union"]
        union.empty_label = _("Choose a union")


class TakeBackForm(forms.Form):
    """A page that a union keeps, of which the house takes care again."""

    page = forms.ModelChoiceField(queryset=Page.objects.none())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["page"]
        field.queryset = queries.pages_of_unions()
