"""Filling the directory from files: facts in one file, the words of each language in another."""

from __future__ import annotations

import datetime
import hashlib
import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.db import transaction

from cms.models import Contact, ContactHours, ContactPhone, ContactText, PhoneKind, Weekday
from organising.unions.models import Union

FOLDER: Final = Path(__file__).parent / "data"
FACTS: Final = "contacts.toml"
TEXT_FIELDS: Final = ("name", "does", "helps", "reach", "checked_by_speaker")
PLAIN_FIELDS: Final = (
    "name",
    "kind",
    "needs",
    "origin_codes",
    "country_codes",
    "sectors",
    "language_codes",
    "email",
    "website",
    "address",
    "is_always_open",
    "time_zone",
    "union_id",
    "checked_on",
    "source_url",
)
NAMES_IN_FILES: Final = {"language_codes": "languages", "union_id": "union"}

Values = dict[str, Any]


class UnreadableDirectory(Exception):
    """A file of the directory says something that the directory cannot hold. Says which file and entry."""


@dataclass
class Loaded:
    """What a load did. Texts count by themselves."""

    made_count: int = 0
    changed_count: int = 0
    left_to_editors_count: int = 0


@transaction.atomic
def load_contacts(*, folder: Path = FOLDER) -> Loaded:
    """Bring the entries of the files into the directory. Twice changes nothing.

    An entry or text that somebody has changed since it was loaded stays as it is, and so does one that an
    editor wrote under the same slug; all others follow their file. To check an entry is not to change it: it
    goes on following, and keeps the later day of the two. An entry of which a draft waits, or which was taken
    down, stays until it is published. Whoever wants one gone unpublishes it: an entry that was deleted comes
    back.

    Raises:
        UnreadableDirectory: a file cannot be read, or an entry breaks a rule of the directory. Nothing is
            loaded then.
    """
    loaded = Loaded()
    unions = dict(Union.objects.order_by("pk").values_list("slug", "pk"))
    contacts = {}
    for fact in _read(folder / FACTS)["contact"]:
        slug = str(fact.get("slug", ""))
        with _blamed_on(folder / FACTS, slug):
            contacts[slug] = _load_contact(slug, _values_of(fact, unions), loaded)
    for file in sorted(folder.glob("*.toml")):
        if file.name != FACTS:
            _load_language(file, contacts, loaded)
    return loaded


def _load_language(file: Path, contacts: Mapping[str, Contact], loaded: Loaded) -> None:
    words = _read(file)
    is_checked = bool(words.pop("checked_by_speaker", False))
    for slug, text in words.items():
        with _blamed_on(file, slug):
            if slug not in contacts:
                raise UnreadableDirectory(f"no entry has this slug in {FACTS}")
            if contacts[slug].has_unpublished_changes:
                continue
            values = dict.fromkeys(TEXT_FIELDS, "") | {"checked_by_speaker": is_checked} | text
            _load_text(contacts[slug], file.stem, values, loaded)


class _blamed_on:  # noqa: N801  reads as a sentence
    """Names the file and the entry in whatever goes wrong inside."""

    def __init__(self, file: Path, slug: str) -> None:
        self.where = f"{file.name}, {slug}"

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: Any, problem: BaseException | None, trace: Any) -> None:
        if isinstance(problem, ValidationError):
            raise UnreadableDirectory(f"{self.where}: {problem.messages}") from problem
        if isinstance(problem, KeyError | TypeError | AttributeError | UnreadableDirectory):
            raise UnreadableDirectory(f"{self.where}: {problem}") from problem


def _read(file: Path) -> Values:
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as problem:
        raise UnreadableDirectory(f"{file.name}: {problem}") from problem


def _values_of(fact: Mapping[str, Any], unions: Mapping[str, int]) -> Values:
    """An entry of the file in the words of the models, complete and in one order."""
    known = {NAMES_IN_FILES.get(name, name) for name in PLAIN_FIELDS} | {"slug", "phones", "hours"}
    if unknown := set(fact) - known:
        raise UnreadableDirectory(f"does not know {sorted(unknown)}")
    empty = Contact()
    values = {name: fact.get(NAMES_IN_FILES.get(name, name), getattr(empty, name)) for name in PLAIN_FIELDS}
    values["language_codes"] = " ".join(fact.get("languages", []))
    values["union_id"] = unions.get(fact.get("union", ""))
    values["phones"] = [
        {"number": phone["number"], "kind": phone.get("kind", PhoneKind.CALL.value)}
        for phone in fact.get("phones", [])
    ]
    values["hours"] = [
        {
            "first_day": int(Weekday[hours["first"].upper()]),
            "last_day": int(Weekday[hours["last"].upper()]),
            "opens_at": hours["opens"],
            "closes_at": hours["closes"],
        }
        for hours in fact.get("hours", [])
    ]
    if values["hours"] and not values["time_zone"]:
        raise UnreadableDirectory("hours need a time zone")
    return values


def _stored_values(contact: Contact) -> Values:
    """The same of an entry as it stands in the database."""
    values = {name: getattr(contact, name) for name in PLAIN_FIELDS}
    values["phones"] = [{"number": each.number, "kind": each.kind} for each in contact.phones.all()]
    values["hours"] = [
        {name: getattr(each, name) for name in ("first_day", "last_day", "opens_at", "closes_at")}
        for each in contact.hours.all()
    ]
    return values


def _hash(values: Values) -> str:
    """Names what was loaded. Not a secret: two loads of the same words have the same name."""

    def plain(value: Any) -> str:
        if isinstance(value, datetime.date | datetime.time):
            return value.isoformat()
        raise TypeError(type(value))

    content = json.dumps(values, sort_keys=True, ensure_ascii=False, default=plain)
    return hashlib.sha256(content.encode()).hexdigest()[:32]


def _hash_of_entry(values: Values) -> str:
    """Names what an entry says. When it was checked is no part of that: checking changes nothing in it."""
    return _hash({name: value for name, value in values.items() if name != "checked_on"})


def _load_contact(slug: str, values: Values, loaded: Loaded) -> Contact:
    wanted = _hash_of_entry(values)
    contact = Contact.objects.filter(slug=slug).first()
    if contact is not None and contact.has_unpublished_changes:
        loaded.left_to_editors_count += 1
        return contact
    if contact is not None:
        is_checked_later = _is_later(values["checked_on"], contact.checked_on)
        if contact.loaded_hash == wanted and not is_checked_later:
            return contact
        if contact.loaded_hash != _hash_of_entry(_stored_values(contact)):
            loaded.left_to_editors_count += 1
            return contact
    loaded.made_count += contact is None
    loaded.changed_count += contact is not None
    contact = contact or Contact(slug=slug)
    _keep_the_later_check(contact, values)
    for name in PLAIN_FIELDS:
        setattr(contact, name, values[name])
    contact.loaded_hash = wanted
    contact.full_clean()
    contact.save()
    _replace_children(contact, values)
    return contact


def _is_later(day: datetime.date | None, other: datetime.date | None) -> bool:
    return day is not None and (other is None or day > other)


def _keep_the_later_check(contact: Contact, values: Values) -> None:
    """A file never takes a later check away. What it says has not been seen by whoever checked the entry:
    her day stays, and the entry is due again the day after. With a later check of its own the clock begins
    anew."""
    checked_on: datetime.date | None = contact.checked_on
    if checked_on is not None and _is_later(checked_on, values["checked_on"]):
        values["checked_on"] = checked_on
        contact.check_due = checked_on + datetime.timedelta(days=1)
    elif _is_later(values["checked_on"], contact.checked_on):
        contact.check_due = None


def _replace_children(contact: Contact, values: Values) -> None:
    """Make numbers and hours anew. A number that stays keeps what readers and editors said of it."""
    known = {(phone.number, phone.kind): phone for phone in ContactPhone.objects.filter(contact=contact)}
    ContactPhone.objects.filter(contact=contact).delete()
    ContactHours.objects.filter(contact=contact).delete()
    children: list[Any] = [
        *(
            ContactPhone(contact=contact, position=place, **each)
            for place, each in enumerate(values["phones"])
        ),
        *(ContactHours(contact=contact, **each) for each in values["hours"]),
    ]
    for child in children:
        child.full_clean()
        if isinstance(child, ContactPhone) and (before := known.get((child.number, child.kind))):
            child.reported_at, child.found_working_at = before.reported_at, before.found_working_at
        child.save()


def _load_text(contact: Contact, language: str, values: Values, loaded: Loaded) -> None:
    if unknown := set(values) - set(TEXT_FIELDS):
        raise UnreadableDirectory(f"does not know {sorted(unknown)}")
    wanted = _hash(values)
    text = ContactText.objects.filter(contact=contact, language=language).first()
    if text is not None and text.loaded_hash == wanted:
        return
    if text is not None and text.loaded_hash != _hash({name: getattr(text, name) for name in TEXT_FIELDS}):
        loaded.left_to_editors_count += 1
        return
    loaded.made_count += text is None
    loaded.changed_count += text is not None
    text = text or ContactText(contact=contact, language=language)
    for name in TEXT_FIELDS:
        setattr(text, name, values[name])
    text.loaded_hash = wanted
    text.full_clean()
    text.save()
