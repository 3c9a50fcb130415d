"""Fields of pages and snippets: streams without a list of blocks in migrations, fields of one language, lists
of codes."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.fields import StreamField
from wagtail_localize.fields import BaseTranslatableField

from frontend import languages


class BodyField(StreamField):
    """A stream of blocks. A new block or a new label is no migration: the column holds JSON in any case."""

    def __init__(self, block_types: Any = (), **kwargs: Any) -> None:
        kwargs.pop("block_lookup", None)
        super().__init__(block_types, **kwargs)

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        name, path, _args, kwargs = super().deconstruct()
        kwargs.pop("block_lookup", None)
        return name, path, [], kwargs


class OwnField(BaseTranslatableField):
    """A field that belongs to the page of one language: neither translated nor copied to other languages."""

    def is_editable(self, obj: object) -> bool:
        return False


class ChoicesField(ArrayField):
    """Any number of choices, none of them twice, ticked in a list. Empty means: for everybody."""

    def __init__(self, choices: Any = (), **kwargs: Any) -> None:
        self.choice_list = choices.choices if hasattr(choices, "choices") else choices
        kwargs.pop("base_field", None)
        super().__init__(models.CharField(max_length=24), default=list, blank=True, **_without(kwargs))

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        name, _path, _args, kwargs = super().deconstruct()
        kept = {key: value for key, value in kwargs.items() if key not in {"base_field", "default", "blank"}}
        return name, "cms.models.fields.ChoicesField", [], kept

    def formfield(self, **kwargs: Any) -> forms.Field:
        return forms.TypedMultipleChoiceField(
            choices=self.choice_list,
            required=False,
            label=str(self.verbose_name).capitalize(),
            help_text=self.help_text,
            widget=forms.CheckboxSelectMultiple,
            empty_value=[],
        )

    def labels(self, values: list[str]) -> list[str]:
        """The names of these choices in the active language, in the order of the list."""
        return [str(label) for value, label in self.choice_list if value in values]


class CodesInput(forms.CharField):
    """Codes with a space between: "NP MY"."""

    def prepare_value(self, value: Any) -> Any:
        return " ".join(value) if isinstance(value, list | tuple) else value

    def to_python(self, value: Any) -> list[str]:
        return list(dict.fromkeys(re.split(r"[\s,]+", str(value or "").strip().upper()))) if value else []

    def clean(self, value: Any) -> list[str]:
        codes = [code for code in self.to_python(value) if code]
        validate_country_codes(codes)
        return codes

    def has_changed(self, initial: Any, data: Any) -> bool:
        return list(initial or []) != self.to_python(data)


class CountryCodesField(ArrayField):
    """Countries by their codes (ISO 3166-1 alpha-2). Empty means: every country."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.pop("base_field", None)
        super().__init__(models.CharField(max_length=2), default=list, blank=True, **_without(kwargs))
        self.validators = [*self.validators, validate_country_codes]

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        name, _path, _args, kwargs = super().deconstruct()
        dropped = {"base_field", "default", "blank", "validators"}
        return (
            name,
            "cms.models.fields.CountryCodesField",
            [],
            {key: value for key, value in kwargs.items() if key not in dropped},
        )

    def formfield(self, **kwargs: Any) -> forms.Field:
        return CodesInput(
            required=False,
            label=str(self.verbose_name).capitalize(),
            help_text=self.help_text,
            max_length=200,
        )


def _without(kwargs: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in kwargs.items() if key not in {"default", "blank", "validators"}}


def validate_country_codes(codes: list[str]) -> None:
    """Every code is a country's. Raises ValidationError, which names those that are not."""
    known = {code for code, _name in languages.countries("en")}
    unknown = [code for code in codes if code not in known]
    if unknown:
        raise ValidationError(
            _("These are no country codes: %(codes)s. Write two capital letters for each: NP MY"),
            params={"codes": " ".join(unknown)},
        )


def validate_web_address(address: str) -> None:
    """A page on the web whose name is the name of its site. Raises ValidationError.

    "https://union.example@other.example" and "https://other.example\\@union.example" read like the first site
    and lead to the second; a sign that turns the direction of writing hides the end of an address.
    """
    parts = urlsplit(address)
    is_plain = parts.scheme in {"http", "https"} and "@" not in parts.netloc
    if address and not (is_plain and address.isprintable() and not set(address) & set('\\<>"')):
        raise ValidationError(URLValidator.message, code="invalid")
