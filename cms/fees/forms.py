"""What a worker says of a fee. Nothing of it is kept."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from babel.numbers import get_territory_currencies
from django import forms
from django.db import models
from django.utils.translation import gettext_lazy as _

from cms.fees import amounts
from cms.fees.assess import Asked
from cms.models import Sector
from frontend import languages

# Countries that many migrants of the corridors leave and go to: first in the list, where a thumb finds them.
OFTEN_LEFT = {"BD", "ET", "GH", "ID", "IN", "KE", "KH", "LK", "MA", "MM", "NP", "PH", "PK", "UG", "VN"}
OFTEN_REACHED = {"AE", "BH", "CY", "ES", "HK", "IL", "IT", "JO", "JP", "KR", "KW", "LB", "MY", "OM", "QA"}
OFTEN_REACHED |= {"SA", "SG", "TW"}
OF_ORIGIN, OF_DESTINATION = "origin", "destination"


def currency_of(country: str) -> str:
    """The money people pay with in a country; "" when it has several or none of its own."""
    found = get_territory_currencies(country) if country else []
    return found[0] if found else ""


CURRENCIES = {currency_of(country) for country in OFTEN_LEFT | OFTEN_REACHED} | {"CNY", "EUR", "GBP", "USD"}


class Item(models.TextChoices):
    """For what somebody asks, after the ILO's definition of recruitment fees and related costs (2019)."""

    SERVICE = "service", _("The agency's service")
    PAPERS = "papers", _("Passport, visa, work permit, contract")
    TRAVEL = "travel", _("Ticket and other travel")
    MEDICAL = "medical", _("Medical test or vaccination")
    TRAINING = "training", _("Training or a skills test")
    INSURANCE = "insurance", _("Insurance")
    TOOLS = "tools", _("Tools and work clothes")
    DEPOSIT = "deposit", _("Deposit or guarantee")
    OTHER = "other", _("Something else")


# A word that is no choice is not said back: it may be as long as a form can be.
NOT_OFFERED = {"invalid_choice": _("We do not have this. Choose from the list.")}


def _countries(often: set[str]) -> list[tuple[Any, Any]]:
    named = languages.countries(languages.active_code())
    return [
        ("", _("Choose a country")),
        (_("Often chosen"), [each for each in named if each[0] in often]),
        (_("All other countries"), [each for each in named if each[0] not in often]),
    ]


def _currencies() -> list[tuple[Any, Any]]:
    locale = languages.locale_of(languages.active_code())
    named = [(code, f"{locale.currencies.get(code, code)} ({code})") for code in CURRENCIES]
    return [
        (OF_ORIGIN, _("Money of the country you are from")),
        (OF_DESTINATION, _("Money of the country of the job")),
        *sorted(named, key=lambda currency: currency[1].casefold()),
    ]


def _jobs() -> list[tuple[str, Any]]:
    return [("", _("Another job, or I would rather not say")), *Sector.choices]


class FeeForm(forms.Form):
    """Where from, where to, which job, how much, for what, for which wage."""

    origin = forms.ChoiceField(
        label=_("Where are you from?"),
        choices=lambda: _countries(OFTEN_LEFT),
        error_messages={"required": _("Choose the country you are from."), **NOT_OFFERED},
    )
    destination = forms.ChoiceField(
        label=_("Where is the job?"),
        choices=lambda: _countries(OFTEN_REACHED),
        error_messages={"required": _("Choose the country of the job."), **NOT_OFFERED},
    )
    sector = forms.ChoiceField(
        label=_("Which job?"), choices=_jobs, required=False, error_messages=NOT_OFFERED
    )
    amount = forms.CharField(
        label=_("How much were you asked to pay?"),
        required=False,
        max_length=amounts.MAX_LENGTH,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off", "dir": "auto"}),
    )
    currency = forms.ChoiceField(
        label=_("In which money?"),
        choices=_currencies,
        required=False,
        initial=OF_ORIGIN,
        error_messages=NOT_OFFERED,
    )
    items = forms.MultipleChoiceField(
        label=_("For what?"),
        choices=Item.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages=NOT_OFFERED,
    )
    wage = forms.CharField(
        label=_("Which wage were you promised for one month?"),
        help_text=_("In the money of the country of the job. Some limits are a part of the wage."),
        required=False,
        max_length=amounts.MAX_LENGTH,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off", "dir": "auto"}),
    )

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        origin, destination = data.get("origin"), data.get("destination")
        if origin and origin == destination:
            problem = _("This is the country you are from. Choose the country of the job abroad.")
            self.add_error("destination", problem)
        data["currency"] = self._currency(data)
        if data.get("amount") and origin and not data["currency"]:
            self.add_error("currency", _("Choose the money in which you were asked to pay."))
        data["wage_currency"] = currency_of(destination or "")
        for name, currency in (("amount", data["currency"]), ("wage", data["wage_currency"])):
            if name in data:
                data[name] = self._sum(name, data[name], currency)
        return data

    def _currency(self, data: dict[str, Any]) -> str:
        chosen = data.get("currency") or OF_ORIGIN
        if chosen in (OF_ORIGIN, OF_DESTINATION):
            return currency_of(data.get(chosen) or "")
        return str(chosen)

    def _sum(self, name: str, typed: str, currency: str) -> Decimal | None:
        if not typed.strip():
            return None
        try:
            return amounts.parse(typed, currency)
        except amounts.OtherMoney:
            where = "currency" if name == "amount" else name
            self.add_error(where, _("Choose the money in which you were asked to pay."))
            return None
        except amounts.NotAnAmount:
            self.add_error(name, _("Write one sum in digits, for example 10000, or leave the field empty."))
            return None

    def asked(self) -> Asked:
        """What she says; only of a valid form."""
        data = self.cleaned_data
        return Asked(
            origin=data["origin"],
            destination=data["destination"],
            sector=data["sector"],
            amount=data["amount"],
            currency=data["currency"],
            wage=data["wage"],
            wage_currency=data["wage_currency"],
        )

    def item_labels(self) -> list[str]:
        """Of what was ticked, without "something else"; only of a valid form."""
        ticked = self.cleaned_data["items"]
        return [str(label) for value, label in Item.choices if value in ticked and value != Item.OTHER]
