import pytest
from django.conf import settings
from django.core.cache import cache


@pytest.fixture(autouse=True)
def empty_cache():
    """Forget what limits have counted, in this test run's own names only."""
    client = cache._cache.get_client(None, write=True)
    prefix = settings.CACHES["default"]["KEY_PREFIX"]
    for key in client.scan_iter(f"{prefix}:*"):
        client.delete(key)
