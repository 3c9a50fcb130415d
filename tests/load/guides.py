"""What a guide weighs, asks of the database and takes: when it is drawn, and when it is stored."""

import gzip
import statistics
import sys

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cms.models import GuidePage
from tests.load import serving

ROUNDS = 5
RUSH = 4000
DRAWN = 80


def measure() -> dict[str, float]:
    weights, queries = _weigh()
    heaviest = max(weights, key=lambda path: weights[path])
    return {
        "guides.first_html_max_bytes": max(weights.values()),
        "guides.queries_miss": max(queries),
        **_serve(heaviest, list(weights)),
    }


def _weigh() -> tuple[dict[str, int], list[int]]:
    """Bytes of every guide by its path, as Django compresses them, and the queries that drawing one takes."""
    client = Client(HTTP_HOST="localhost")
    weights, queries = {}, []
    for page in GuidePage.objects.live().order_by("pk"):
        path = page.get_url()
        client.get(path)
        with CaptureQueriesContext(connection) as made:
            response = client.get(path)
        if response.status_code != 200:
            raise RuntimeError(f"{path} answered {response.status_code}")
        weights[path] = len(gzip.compress(response.content, 6))
        queries.append(len(made))
    return weights, queries


def _serve(path: str, every_path: list[str]) -> dict[str, float]:
    """The heaviest guide stored, the same drawn each time, and two bytes: in turn, on one server each."""
    stored, drawn, floor = [], [], []
    with (
        serving.serve(serving.SITE) as site,
        serving.serve(serving.UNSTORED) as unstored,
        serving.serve(serving.FLOOR) as bare,
    ):
        for address in (site, unstored, bare):
            serving.rush(address, path, count=50)
        for number in range(ROUNDS):
            stored.append(serving.rush(site, path, count=RUSH))
            floor.append(serving.rush(bare, path, count=RUSH))
            drawn.append(serving.rush(unstored, path, count=DRAWN, together=2))
            _tell(number, stored=stored[-1], floor=floor[-1], drawn=drawn[-1])
        hits = serving.one_by_one(site, path, count=1000)
        misses = [_draw_each(unstored, every_path) for _round in range(ROUNDS)]
    rate = _median(stored, "per_second")
    return {
        "guides.cached_per_s": round(rate, 1),
        "guides.cached_over_uncached": round(rate / _median(drawn, "per_second"), 1),
        "guides.cached_over_floor": round(rate / _median(floor, "per_second"), 3),
        "guides.cached_over_floor_by_cpu": round(
            _median(floor, "server_us") / _median(stored, "server_us"), 3
        ),
        "guides.hit_median_ms": round(statistics.median(hits), 2),
        "guides.miss_median_ms": round(statistics.median(map(statistics.median, misses)), 1),
        "guides.miss_p95_ms": round(statistics.median(map(_p95, misses)), 1),
        "guides.miss_p95_min_ms": round(min(map(_p95, misses)), 1),
    }


def _draw_each(address: str, paths: list[str]) -> list[float]:
    """Milliseconds that drawing each guide took, two times after a first that is not told."""
    times = [took for path in paths for took in serving.one_by_one(address, path, count=3)[1:]]
    print(f"  drawn: {statistics.median(times):.0f} ms, p95 {_p95(times):.0f} ms", file=sys.stderr)
    return times


def _p95(times: list[float]) -> float:
    return statistics.quantiles(times, n=20)[-1]


def _median(rushes: list[serving.Rush], name: str) -> float:
    return statistics.median(getattr(each, name) for each in rushes)


def _tell(number: int, **rushes: serving.Rush) -> None:
    """Each round on standard error: a client that used a whole core has measured itself."""
    said = [
        f"{name} {each.per_second:.0f}/s (server {each.server_us:.0f} µs, client {each.client_share:.0%})"
        for name, each in rushes.items()
    ]
    print(f"  round {number + 1}: {', '.join(said)}", file=sys.stderr)
