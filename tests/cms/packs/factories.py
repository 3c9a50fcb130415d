"""Corridors, contacts and packs as small as a test needs them."""

from __future__ import annotations

import gzip
from typing import Any

from cms.models import Contact, ContactPhone, ContactText, Pack, PackFile
from cms.packs import services
from organising.pairings.models import Corridor
from tests.cms.factories import NOW


def corridor(origin: str = "NP", destination: str = "MY", slug: str = "nepal-malaysia") -> Corridor:
    return Corridor.objects.create(slug=slug, origin=origin, destination=destination)


def contact(slug: str = "helpline", number: str = "+60 3 555 0100", **changes: Any) -> Contact:
    """A helpline in Malaysia with one number and a text in English."""
    values: dict[str, Any] = {"name": f"Sample {slug}", "kind": "helpline", "country_codes": ["MY"]}
    made = Contact.objects.create(slug=slug, **(values | changes))
    ContactText.objects.create(contact=made, language="en", does="Listens and helps.")
    ContactPhone.objects.create(contact=made, number=number)
    return made


def build(one: Corridor, language: str = "en", now: Any = NOW) -> Pack:
    return services.build_pack(corridor=one, language=language, now=now)


def entries(pack: Pack, kind: str) -> list[dict[str, Any]]:
    """The lines of a manifest for one kind of file."""
    return [file for file in pack.manifest["files"] if file["kind"] == kind]


def html_of(entry: dict[str, Any]) -> str:
    """What a phone has when it has unpacked a file."""
    return gzip.decompress(PackFile.objects.get(digest=entry["digest"]).content).decode()


def page_of(pack: Pack, kind: str) -> str:
    """The only file of a kind."""
    [entry] = entries(pack, kind)
    return html_of(entry)
