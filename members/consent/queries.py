"""Reading wordings and consents."""

from __future__ import annotations

import uuid
from collections.abc import Iterable

from members.consent.models import Consent, ConsentText
from members.users.models import User

FALLBACK_LANGUAGE = "en"


def current_text(purpose: str, language: str) -> ConsentText | None:
    """The newest wording of a purpose, in this language or else in English of the same version.

    A version is never mixed: an older wording in the reader's language would ask for something else.
    One query. None when nothing was published for it.
    """
    published = ConsentText.objects.filter(purpose=purpose)
    newest = published.order_by("-version").values("version")[:1]
    offered = published.filter(version=newest, language__in=[language, FALLBACK_LANGUAGE])
    texts = {text.language: text for text in offered.order_by("language")}
    return texts.get(language) or texts.get(FALLBACK_LANGUAGE)


_purposes: dict[int, str] = {}
"""What this process knows of published wordings, by id. They never change, so it never grows old."""


def purposes(text_ids: Iterable[int]) -> dict[int, str]:
    """The purposes of these wordings, by id; ids of none are left out. One query for those not seen yet."""
    wanted = set(text_ids)
    unknown = wanted - _purposes.keys()
    if unknown:
        _purposes.update(ConsentText.objects.filter(pk__in=unknown).values_list("pk", "purpose"))
    return {text_id: _purposes[text_id] for text_id in wanted if text_id in _purposes}


def active_consents(user: User) -> list[Consent]:
    """What this account agreed to and has not withdrawn, oldest first, with the wording. One query."""
    return list(Consent.objects.active().filter(user=user).select_related("text").order_by("given_at", "id"))


def all_consents(user: User) -> list[Consent]:
    """Every consent of this account, the withdrawn ones too, oldest first, with the wording. One query."""
    return list(Consent.objects.filter(user=user).select_related("text").order_by("given_at", "id"))


def has_consent(*, purpose: str, subject: tuple[str, uuid.UUID]) -> bool:
    """Whether a row's person agreed to a purpose and has not withdrawn. One query."""
    return Consent.objects.active().of_subject(*subject).filter(text__purpose=purpose).exists()
