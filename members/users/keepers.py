"""Second factors under a new vault key: allauth keeps them, so no sealed field knows about them."""

from __future__ import annotations

import base64

from allauth.mfa.models import Authenticator
from allauth.mfa.utils import decrypt, encrypt
from django.db import transaction

from members.vault.envelope import TamperedEnvelope, header
from members.vault.keyring import Keyring
from members.vault.rotation import Keeper, Outcome

LABEL = "mfa.Authenticator"
_SEALED = ("secret", "seed")  # of an authenticator app, and of recovery codes


@transaction.atomic
def reseal(dry_run: bool) -> Outcome:
    """Seal every secret of a second factor anew that is not under the primary key."""
    outcome = Outcome(LABEL)
    for row in Authenticator.objects.select_for_update().order_by("pk"):
        old = {
            name: row.data[name] for name in _SEALED if row.data.get(name) and not _is_current(row.data[name])
        }
        if not old:
            continue
        outcome.waiting_count += 1
        try:
            fresh = {name: encrypt(decrypt(text)) for name, text in old.items()}
        except TamperedEnvelope:
            outcome.unopened.append(f"data {row.pk}")
            continue
        outcome.resealed_count += len(fresh)
        if not dry_run:
            row.data = row.data | fresh
            row.save(update_fields=["data"])
    return outcome


def _is_current(text: str) -> bool:
    envelope = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    return envelope.startswith(header(Keyring.from_settings().primary_id))


KEEPER = Keeper(LABEL, reseal)
