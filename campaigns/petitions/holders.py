"""What petitions hold about a person, and how they forget her."""

from __future__ import annotations

import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from campaigns.petitions import services as petitions
from campaigns.petitions.models import Signature, SignatureState
from members.consent.registry import Entry, ForgetResult, Holder, Person, Section


def _signatures_of(person: Person) -> list[Signature]:
    index = person.email_index(petitions.EMAIL_INDEX_SCOPE)
    if index is None:
        return []
    found = Signature.objects.filter(email_index=index).select_related("petition")
    return list(found.order_by("signed_at", "id"))


def describe(person: Person) -> list[Section]:
    """One section for each petition the person has signed."""
    return [
        Section(
            title=_("Signature under the petition “%(petition)s”") % {"petition": signature.petition.slug},
            entries=[
                Entry(_("Name"), signature.name),
                Entry(_("E-mail address"), signature.email),
                Entry(_("Country"), signature.country),
                Entry(_("State"), str(SignatureState(signature.state).label)),
                Entry(_("Signed at"), signature.signed_at.isoformat()),
            ],
            why=_("To count your signature. It is wiped when you withdraw it."),
        )
        for signature in _signatures_of(person)
    ]


def forget(person: Person, now: datetime.datetime) -> ForgetResult:
    """Withdraw and wipe every signature of the person; the count is corrected by the next batch."""
    signatures = _signatures_of(person)
    for signature in signatures:
        petitions.withdraw_signature(signature=signature, now=now)
    return ForgetResult(anonymised_count=len(signatures))


HOLDER = Holder(key="petitions", label=gettext_lazy("Petitions you signed"), describe=describe, forget=forget)
