"""What a guide weighs and asks of the database when nothing is cached."""

import gzip
import statistics
import time

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cms.models import GuidePage


def measure() -> dict[str, float]:
    client = Client(HTTP_HOST="localhost")
    weights, queries, times = [], [], []
    for page in GuidePage.objects.live().order_by("pk"):
        url = page.get_url()
        client.get(url)
        with CaptureQueriesContext(
            connection,
        ) as made:
            began = time.perf_counter()
            response = client.get(url)
            times.append((time.perf_counter() - began) * 1000)
        if response.status_code != 200:
            raise RuntimeError(f"{url} answered {response.status_code}")
        weights.append(len(gzip.compress(response.content, 6)))
        queries.append(len(made))
    return {
        "guides.first_html_max_bytes": max(weights),
        "guides.queries_miss": max(queries),
        "guides.miss_median_ms": round(statistics.median(times), 1),
    }
