"""Reading notes and what waits, for readers and for editors. Each function says how many queries it makes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.views.decorators.debug import sensitive_variables

from cms import addresses
from cms import queries as pages
from cms.models import Chore, ChoreKind, Contact, ContactPhone, GuidePage, ReaderReport, ReportKind
from cms.reports import codes, permissions
from members.users.models import User

ON_PAGES: Final = (ReportKind.UNCLEAR, ReportKind.WRONG, ReportKind.OUTDATED)


@dataclass(frozen=True)
class Wish:
    """Which notes an editor wants to see. Empty means all of them."""

    state: str = "open"
    """"open" or "answered" """
    kind: str = ""
    language: str = ""


def guide_of_code(code: str, *, language: str) -> GuidePage | None:
    """The live guide with a short code, in the reader's language or the best other one. One query."""
    keys = addresses.keys_of_code(code)
    if keys is None:
        return None
    found = (
        GuidePage.objects.filter(translation_key__range=keys, live=True, alias_of__isnull=True)
        .select_related("locale")
        .defer("body", "sources")
        .order_by("pk")
    )
    rank = pages.language_rank(language)
    return min(found, key=lambda page: rank(page.locale.language_code), default=None)


def public_phone(pk: str) -> ContactPhone | None:
    """A number that readers see; None for anything else that was sent. One query."""
    if not (pk.isascii() and pk.isdigit() and len(pk) <= 18):
        return None
    found = ContactPhone.objects.filter(pk=int(pk), contact__live=True)
    return found.select_related("contact").first()


@sensitive_variables()
def note_of_code(code: str) -> ReaderReport | None:
    """The note whose reader has this code. One query, whatever was typed: no time tells codes apart."""
    return ReaderReport.objects.filter(code_hash=codes.index_of(code)).first()


def notes(user: User, wish: Wish) -> QuerySet[ReaderReport]:
    """The notes that somebody may answer, with page or contact. No query yet.

    Open ones stand in the order in which they came, answered ones the other way round.
    """
    is_open = wish.state != "answered"
    same_number = ContactPhone.objects.filter(
        contact=OuterRef("contact"), number=OuterRef("number"), kind=OuterRef("phone_kind")
    ).order_by()
    chosen: dict[str, Any] = {"answered_at__isnull": is_open}
    if wish.kind:
        chosen["kind"] = wish.kind
    if wish.language:
        chosen["language"] = wish.language
    return (
        permissions.visible_to(user)
        .filter(**chosen)
        .select_related("page__locale", "contact", "answered_by__profile")
        .annotate(is_listed=Exists(same_number))
        .order_by(*(["reported_at", "pk"] if is_open else ["-answered_at", "pk"]))
    )


def contact_chores() -> QuerySet[Chore]:
    """Contacts that wait to be checked, the longest due first. No query yet."""
    return (
        Chore.objects.filter(kind=ChoreKind.CONTACT, done_at__isnull=True)
        .select_related("contact")
        .order_by("due_date", "pk")
    )


def doubted_numbers() -> QuerySet[ContactPhone]:
    """Numbers that somebody must call: behind a notice, or with a note that waits (`is_noted`). No query
    yet."""
    noted = ReaderReport.objects.filter(
        kind=ReportKind.DEAD_NUMBER,
        contact=OuterRef("contact"),
        number=OuterRef("number"),
        phone_kind=OuterRef("kind"),
        answered_at__isnull=True,
    ).order_by()
    numbers = ContactPhone.objects.alias(is_noted=Exists(noted))
    return numbers.filter(Q(reported_at__isnull=False) | Q(is_noted=True)).order_by()


def numbers_of(contact: Contact) -> list[tuple[ContactPhone, bool]]:
    """The numbers of a contact and whether somebody must call them; those first. Two queries."""
    doubted = set(doubted_numbers().filter(contact=contact).values_list("pk", flat=True))
    found = [(phone, phone.pk in doubted) for phone in contact.phones.order_by("position", "pk")]
    return sorted(found, key=lambda each: not each[1])
