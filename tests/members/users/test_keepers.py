"""A new vault key reaches second factors too: retiring the old key locks nobody out."""

import base64

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import decrypt, encrypt

from members.users import keepers
from members.users.models import User

pytestmark = pytest.mark.django_db


def key(byte):
    return base64.urlsafe_b64encode(bytes([byte]) * 32).decode()


@pytest.fixture
def sealed_under_the_old_key(settings):
    settings.VAULT_KEYS = f"1:{key(1)}"
    user = User.objects.create(email="amina@example.org")
    Authenticator.objects.create(user=user, type="totp", data={"secret": encrypt("SECRET")})
    Authenticator.objects.create(user=user, type="recovery_codes", data={"seed": encrypt("SEED")})
    settings.VAULT_KEYS = f"2:{key(2)},1:{key(1)}"


def test_dry_run_says_how_many_and_writes_nothing(sealed_under_the_old_key):
    assert keepers.reseal(dry_run=True).resealed_count == 2
    assert keepers.reseal(dry_run=True).resealed_count == 2


def test_secrets_open_without_the_old_key_afterwards(sealed_under_the_old_key, settings):
    keepers.reseal(dry_run=False)

    settings.VAULT_KEYS = f"2:{key(2)}"
    rows = Authenticator.objects.order_by("type")
    opened = [decrypt(value) for row in rows for value in row.data.values()]
    assert opened == ["SEED", "SECRET"]


def test_second_run_finds_nothing_to_do(sealed_under_the_old_key):
    keepers.reseal(dry_run=False)

    assert keepers.reseal(dry_run=False).waiting_count == 0


def test_secret_that_does_not_open_is_named_and_left(sealed_under_the_old_key):
    row = Authenticator.objects.get(type="totp")
    row.data = {"secret": row.data["secret"][:-4] + "AAAA"}
    row.save()

    outcome = keepers.reseal(dry_run=False)

    assert outcome.unopened == [f"data {row.pk}"]
    assert not outcome.is_complete
