"""Fields whose definition in migrations does not carry the list of blocks, and fields of one language."""

from __future__ import annotations

from typing import Any

from wagtail.fields import StreamField
from wagtail_localize.fields import BaseTranslatableField


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
