import base64

import pytest


def encoded(byte: int) -> str:
    """A key of 32 equal bytes, as it stands in the settings."""
    return base64.urlsafe_b64encode(bytes([byte]) * 32).decode().rstrip("=")


@pytest.fixture(autouse=True)
def own_keys(settings):
    """Keys of these tests alone: key 1 seals."""
    settings.VAULT_KEYS = f"1:{encoded(1)}"
    settings.VAULT_INDEX_KEY = encoded(9)
    return settings


@pytest.fixture
def second_key(settings):
    """Call it to put a new key 2 before key 1."""

    def add() -> None:
        settings.VAULT_KEYS = f"2:{encoded(2)},1:{encoded(1)}"

    return add
