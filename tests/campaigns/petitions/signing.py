"""Signing and confirming as a signatory does, for tests that need signatures."""

from campaigns.petitions import services as petitions
from campaigns.petitions.models import Display, Signature
from members.vault import tokens
from members.vault.indexes import blind_index
from tests.campaigns.petitions.factories import NOW


def sign(petition, email="amina@example.org", **changes):
    """The signature that an address has afterwards."""
    arguments = {
        "slug": petition.slug,
        "name": "Amina Sample",
        "email": email,
        "country": "NP",
        "language": "ne",
        "display": Display.ANONYMOUS,
        "agreed_texts": [],
        "network": "",
        "quarantined_for": "",
        "now": NOW,
    }
    petitions.sign_petition(**{**arguments, **changes})
    index = blind_index(email, kind="email", scope=petitions.EMAIL_INDEX_SCOPE)
    return Signature.objects.get(petition=petition, email_index=index)


def link_of(signature):
    return tokens.row_token(purpose=petitions.CONFIRMATION_PURPOSE, row=signature.pk)


def confirm(signature, now=NOW):
    petitions.confirm_signature(token=link_of(signature), now=now)
    signature.refresh_from_db()
    return signature


def confirmed(petition, email="amina@example.org", **changes):
    return confirm(sign(petition, email, **changes))
