"""How fast people can sign, and how fast the count can be read, beside the bare server in the same run."""

import statistics

from campaigns.petitions.models import Petition
from frontend.anonymous import form_token
from tests.load import serving

SIGNATURES = 1500
ROUNDS = 3


def _form(token, round_number):
    def form(number):
        return {
            "name": "Load Sample",
            "email": f"load-{round_number}-{number}@corridor.example",
            "country": "NP",
            "agrees": "on",
            "form_token": token,
        }

    return form


def measure() -> dict[str, float]:
    petition = Petition.objects.filter(state="open").order_by("slug")[0]
    path, token = f"/en/petitions/{petition.slug}/", form_token("petitions.sign")
    signed, floor, counted = [], [], []
    with serving.serve(serving.SITE) as site, serving.serve(serving.FLOOR) as bare:
        for round_number in range(ROUNDS):
            form = _form(token, round_number)
            sent = {"method": "POST", "form": form, "count": SIGNATURES // ROUNDS}
            own = {"Origin": site, "Sec-Fetch-Site": "same-origin"}
            signed.append(serving.run(site, path, headers=own, expected=frozenset({302}), **sent))
            floor.append(serving.run(bare, path, **sent))
            counted.append(serving.run(site, f"/petitions/{petition.slug}/count.json", count=1000))
    rate = statistics.median(load.per_second for load in signed)
    return {
        "petitions.sign_per_s": round(rate, 1),
        "petitions.sign_p95_ms": round(statistics.median(load.p95_ms for load in signed), 1),
        "petitions.sign_over_floor": round(rate / statistics.median(load.per_second for load in floor), 4),
        "petitions.count_json_per_s": round(statistics.median(load.per_second for load in counted), 1),
    }
