"""Reading the directory for readers. Each function says how many SQL queries it makes."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import urlencode

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When
from django.urls import reverse
from django.utils import timezone

from cms.directory import hours
from cms.models import Contact, ContactKind, ContactPhone, ContactText, Need, PhoneKind, Sector
from frontend import languages

CONTENT = ("texts", "phones", "hours")
KIND_ORDER = (
    ContactKind.HELPLINE,
    ContactKind.UNION,
    ContactKind.EMBASSY,
    ContactKind.INSPECTORATE,
    ContactKind.ORGANISATION,
    ContactKind.INTERNATIONAL,
)
"""Who answers a worker soonest comes first; international bodies seldom take up one person's case."""

OLD_AFTER = datetime.timedelta(days=365)


@dataclass(frozen=True)
class Wish:
    """For whom help is looked for. Empty means: not said."""

    country: str = ""
    """where she is"""
    origin: str = ""
    """where she is from"""
    language: str = ""
    """what she speaks"""
    need: str = ""

    @property
    def query(self) -> str:
        """As it stands in an address: "country=MY&need=danger"."""
        return urlencode({key: value for key, value in vars(self).items() if value})

    @property
    def address(self) -> str:
        """Where the directory answers this wish, in the active language."""
        index = reverse("directory:index")
        return f"{index}?{self.query}" if self.query else index

    def without(self, name: str) -> Wish:
        return replace(self, **{name: ""})


@dataclass(frozen=True)
class Phone:
    """A number as a link: a call, a WhatsApp chat or a text message."""

    number: str
    kind: str
    label: str
    pk: int = field(default=0, compare=False)
    reported_on: datetime.date | None = None
    """the day on which a reader said that it does not work, until somebody has called it"""

    @property
    def href(self) -> str:
        kept = "".join(each for each in self.number if each in "+0123456789*#")
        if self.kind == PhoneKind.WHATSAPP:
            return f"https://wa.me/{kept.lstrip('+')}"
        return ("sms:" if self.kind == PhoneKind.SMS else "tel:") + kept.replace("#", "%23")


@dataclass(frozen=True)
class Entry:
    """A contact as a reader meets it: plain words in the best language for her, ready for a template."""

    contact_id: int
    slug: str
    url: str
    name: str
    local_name: str
    """what it is called in the language of the text, where that differs"""
    kind: str
    kind_label: str
    needs: list[str]
    countries: list[str]
    """names of the countries it helps in; none: in every country"""
    origins: list[str]
    lang: str
    """the language of `does`, `helps`, `reach`; empty when there is no text yet"""
    other_language: str
    """the name of that language where it is not the reader's"""
    does: str
    helps: str
    reach: str
    phones: list[Phone]
    """those that a reader reported stand last"""
    is_always_open: bool
    hours: list[str]
    zone: str
    languages: list[str]
    email: str
    website: str
    address: str
    jobs: list[str]
    """the jobs it is for; none: every job"""
    checked_on: datetime.date | None
    is_old: bool
    """checked so long ago that it may be out of date"""
    source_url: str
    union_id: int | None = None

    @property
    def dir(self) -> str:
        return languages.direction(self.lang) if self.lang else ""


@dataclass(frozen=True)
class Choices:
    """What occurs in the directory and can therefore be asked for. Codes."""

    countries: list[str] = field(default_factory=list)
    origins: list[str] = field(default_factory=list)
    languages: list[str] = field(default_factory=list)
    needs: list[str] = field(default_factory=list)


def choices() -> Choices:
    """The countries, languages and needs that occur among public contacts. One query."""
    rows = (
        Contact.objects.filter(live=True)
        .order_by()
        .values_list("country_codes", "origin_codes", "language_codes", "needs")
        .distinct()
    )
    found: tuple[set[str], ...] = (set(), set(), set(), set())
    for countries, origins, spoken, needs in rows:
        for values, occurring in zip((countries, origins, spoken.split(), needs), found, strict=True):
            occurring.update(values)
    return Choices(*(sorted(each) for each in found))


def fitting(wish: Wish, *, reader: str) -> QuerySet[Contact]:
    """Contacts that fit a wish, the most useful first. No query yet.

    First those where she is that name people from her country, then those for everybody there, then those
    at home, then those everywhere; international bodies last. Among equals, those who speak her language.
    """
    found = Contact.objects.filter(live=True)
    everywhere = Q(country_codes=[])
    for_her = Q(origin_codes=[]) | Q(origin_codes__contains=[wish.origin])
    if wish.country:
        here = Q(country_codes__contains=[wish.country])
        at_home = Q(country_codes__contains=[wish.origin]) if wish.origin else Q(pk__in=[])
        found = found.filter(here | everywhere | at_home)
    if wish.origin:
        found = found.filter(for_her)
    if wish.need:
        found = found.filter(needs__contains=[wish.need])
    if wish.language:
        found = found.filter(_speaks(wish.language))
    return found.annotate(
        place_rank=_place_rank(wish),
        language_rank=Case(
            When(_speaks(wish.language or reader), then=Value(0)),
            default=Value(1),
            output_field=IntegerField(),
        ),
        kind_rank=Case(
            *(When(kind=kind, then=Value(place)) for place, kind in enumerate(KIND_ORDER)),
            default=Value(len(KIND_ORDER)),
            output_field=IntegerField(),
        ),
    ).order_by("place_rank", "language_rank", "kind_rank", "name", "pk")


def _speaks(language: str) -> Q:
    return Q(language_codes__regex=rf"(^| ){language}( |$)")


def _place_rank(wish: Wish) -> Case:
    ranks: list[Any] = [When(kind=ContactKind.INTERNATIONAL, then=Value(4))]
    if wish.country:
        here = Q(country_codes__contains=[wish.country])
        if wish.origin:
            ranks.append(When(here & Q(origin_codes__contains=[wish.origin]), then=Value(0)))
        ranks += [When(here, then=Value(1)), When(country_codes=[], then=Value(3))]
    elif wish.origin:
        ranks.append(When(origin_codes__contains=[wish.origin], then=Value(0)))
    return Case(*ranks, default=Value(2), output_field=IntegerField())


def entries(contacts: QuerySet[Contact], *, reader: str) -> list[Entry]:
    """These contacts in a reader's best language. Four queries, or one when there is no contact."""
    return [entry(contact, reader=reader) for contact in contacts.prefetch_related(*CONTENT)]


def find(wish: Wish, *, reader: str, limit: int | None = None) -> list[Entry]:
    """Contacts that fit a wish as a reader of a language meets them. Four queries."""
    return entries(fitting(wish, reader=reader)[:limit], reader=reader)


def public_contact(slug: str) -> Contact | None:
    """The contact at an address, with all that belongs to it. Four queries."""
    return Contact.objects.filter(live=True, slug=slug).prefetch_related(*CONTENT).first()


def entry(contact: Contact, *, reader: str) -> Entry:
    """One contact in a reader's best language. No query when its texts, phones and hours were prefetched."""
    text = best_text(contact.texts.all(), reader=reader)
    local_name = text.name if text else ""
    return Entry(
        contact_id=contact.pk,
        slug=contact.slug,
        url=reverse("directory:contact", args=[contact.slug]),
        name=contact.name,
        local_name=local_name if local_name != contact.name else "",
        kind=contact.kind,
        kind_label=contact.get_kind_display(),
        needs=[str(Need(need).label) for need in Need.values if need in contact.needs],
        countries=[languages.country_name(code) for code in contact.country_codes],
        origins=[languages.country_name(code) for code in contact.origin_codes],
        lang=text.language if text else "",
        other_language=languages.language_name(text.language) if text and text.language != reader else "",
        does=text.does if text else "",
        helps=text.helps if text else "",
        reach=text.reach if text else "",
        phones=sorted(map(_phone, contact.phones.all()), key=lambda phone: phone.reported_on is not None),
        is_always_open=contact.is_always_open,
        hours=hours.hours_in_words(contact.hours.all()),
        zone=hours.zone_in_words(contact.time_zone),
        languages=contact.languages,
        email=contact.email,
        website=contact.website,
        address=contact.address,
        jobs=[str(job.label) for job in Sector if job.value in contact.sectors],
        checked_on=contact.checked_on,
        is_old=contact.checked_on is not None and contact.checked_on < timezone.localdate() - OLD_AFTER,
        source_url=contact.source_url,
        union_id=contact.union_id,
    )


def best_text(texts: Iterable[ContactText], *, reader: str) -> ContactText | None:
    """The text that a reader of a language reads best; None when there is none. No query."""
    by_language = {text.language: text for text in texts}
    best = languages.best_language(reader, by_language)
    return by_language[best] if best else None


def _phone(phone: ContactPhone) -> Phone:
    return Phone(
        number=phone.number,
        kind=phone.kind,
        label=str(PhoneKind(phone.kind).label),
        pk=phone.pk,
        reported_on=timezone.localdate(phone.reported_at) if phone.reported_at else None,
    )
