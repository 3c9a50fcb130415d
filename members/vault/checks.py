"""System checks of the vault as a whole."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.core.checks import CheckMessage, Error, register

from members.vault.fields import SealedField
from members.vault.keyring import Keyring, MalformedKey, index_key


@register()
def check_keys(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """The keys can be read: a site that cannot open its rows should not start."""
    try:
        Keyring.from_settings()
        index_key("check")
    except MalformedKey as problem:
        return [Error(str(problem), hint="See docs/features/vault.md.", id="vault.E003")]
    return []


@register()
def check_cells(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """No two fields share a cell name, or their envelopes could be exchanged."""
    owners: dict[tuple[str, str], SealedField] = {}
    problems: list[CheckMessage] = []
    for model in apps.get_models(include_auto_created=True):
        if model._meta.proxy:
            continue
        for field in model._meta.local_fields:
            if not isinstance(field, SealedField):
                continue
            other = owners.setdefault(field.cell, field)
            if other is not field:
                problems.append(
                    Error(f"{field} and {other} are sealed under the same name.", obj=field, id="vault.E004")
                )
    return problems
