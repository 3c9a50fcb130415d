"""How fast people can sign and confirm, beside the barest view that writes the same rows, on the same server
in the same run; how long they wait when the server is nearly full; how fast the page and its count are read.

Every signature is looked for afterwards: none is lost, none is there twice, and the count says how many.
"""

from __future__ import annotations

import statistics
import sys
import uuid
from collections.abc import Iterator

from django.db import connection
from django.utils import timezone
from uuid_utils.compat import uuid7

from campaigns.petitions import queries
from campaigns.petitions import services as petitions
from campaigns.petitions.models import Petition, Signature
from frontend.anonymous import form_token
from members.consent import queries as consent_queries
from members.consent.models import Consent
from members.notifications.models import Delivery
from members.vault import tokens
from tests.load import posting, serving

ROUNDS = 5
A_ROUND = 800
FLOOR = "tests.load.floor:application"
DOMAIN = "bench.example"
BARE_DOMAIN = "0" * 64


def measure() -> dict[str, float]:
    petition = Petition.objects.filter(state="open").order_by("slug")[0]
    text = consent_queries.current_text(petitions.SIGNING_CONSENT, "en")
    bench = _Bench(petition, text.pk)
    bench.clean()
    try:
        with serving.serve(serving.SITE) as site, serving.serve(FLOOR) as floor:
            return bench.spike(site, floor) | bench.reading(site, floor)
    finally:
        bench.clean()


class _Bench:
    def __init__(self, petition: Petition, text_id: int) -> None:
        self.petition, self.text_id, self.number = petition, text_id, 0
        self.token = form_token("petitions.sign")

    def clean(self) -> None:
        """Take away what a measurement wrote, also one that was broken off."""
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM notifications_delivery WHERE purpose = 'bench.floor'")
            cursor.execute("DELETE FROM consent_consent WHERE subject_kind = 'bench'")
        index = petitions.domain_index(DOMAIN)
        made = Signature.objects.filter(domain_index__in=[index, BARE_DOMAIN])
        ids = list(made.order_by().values_list("pk", flat=True))
        Delivery.objects.filter(purpose=petitions.CONFIRMATION_PURPOSE, reference__in=ids).delete()
        Consent.objects.filter(subject_kind=petitions.SUBJECT_KIND, subject_id__in=ids).delete()
        made.update(state="withdrawn")
        petitions.count_signatures(now=timezone.now(), limit=1_000_000)
        made.delete()

    def signings(self, site: str, count: int) -> Iterator[bytes]:
        path = f"/en/petitions/{self.petition.slug}/"
        for _each in range(count):
            self.number += 1
            fields = {"name": "Load Sample", "email": f"load-{self.number}@{DOMAIN}", "country": "NP"}
            fields |= {"agrees": str(self.text_id), "form_token": self.token, "website": ""}
            yield posting.form(site, path, fields, sender=self.number)

    def bare_signings(self, floor: str, count: int) -> Iterator[bytes]:
        for _each in range(count):
            row = uuid.uuid4()
            fields = {"id": str(uuid7()), "petition": str(self.petition.pk)}
            fields |= {
                "index": row.hex * 2,
                "domain": BARE_DOMAIN,
                "name": "Load Sample",
                "email": "load@bench.example",
            }
            yield posting.form(floor, "/sign", fields | {"form_token": self.token})

    def spike(self, site: str, floor: str) -> dict[str, float]:
        before = queries.petition_count(self.petition)
        for address, forms in ((site, self.signings), (floor, self.bare_signings)):
            posting.post(address, list(forms(address, 50)))  # what is only read once is read
        signed, bare = [], []
        for number in range(ROUNDS):
            signed.append(posting.post(site, list(self.signings(site, A_ROUND))))
            bare.append(posting.post(floor, list(self.bare_signings(floor, A_ROUND))))
            _tell(f"signing {number + 1}", signed[-1], bare[-1])
        rate, bare_rate = _rate(signed), _rate(bare)
        paced = posting.post(site, list(self.signings(site, A_ROUND * 2)), together=64, per_second=0.8 * rate)
        _tell("signing at 80 %", paced)
        confirmed, bare_confirmed = self.confirm(site, floor)
        found = Signature.objects.filter(domain_index=petitions.domain_index(DOMAIN))
        mails = Delivery.objects.filter(
            purpose=petitions.CONFIRMATION_PURPOSE, reference__in=found.values("pk")
        ).count()
        while petitions.count_signatures(now=timezone.now()):
            pass
        counted = queries.petition_count(self.petition) - before - bare_confirmed.statuses[302]
        statuses = sum((each.statuses for each in [*signed, paced, confirmed]), start=type(paced.statuses)())
        return {
            "petitions.sign_per_s": round(rate, 1),
            "petitions.sign_floor_per_s": round(bare_rate, 1),
            "petitions.sign_over_floor": round(rate / bare_rate, 3),
            "petitions.sign_p95_ms": round(paced.p95_ms, 1),
            "petitions.confirm_per_s": round(confirmed.per_second, 1),
            "petitions.confirm_floor_per_s": round(bare_confirmed.per_second, 1),
            "petitions.confirm_over_floor": round(confirmed.per_second / bare_confirmed.per_second, 3),
            "petitions.confirm_p95_ms": round(confirmed.p95_ms, 1),
            "petitions.errors_count": sum(statuses.values()) - statuses[302],
            "petitions.lost_count": self.number - found.count(),
            "petitions.mails_lost_or_twice_count": abs(self.number - mails),
            "petitions.count_drift_count": abs(counted - confirmed.statuses[302]),
        }

    def confirm(self, site: str, floor: str) -> tuple[posting.Posted, posting.Posted]:
        rows = Signature.objects.filter(domain_index=petitions.domain_index(DOMAIN)).order_by("pk")
        bare = Signature.objects.filter(domain_index=BARE_DOMAIN)
        forms = []
        for row in rows.values_list("pk", flat=True):
            token = tokens.row_token(purpose=petitions.CONFIRMATION_PURPOSE, row=row)
            forms.append(posting.form(site, f"/en/petitions/confirm/{token}/", {"answer": "confirm"}))
        bare_forms = [
            posting.form(floor, f"/confirm/{row}", {"text": str(self.text_id), "answer": "confirm"})
            for row in bare.order_by("pk").values_list("pk", flat=True)
        ]
        half = len(forms) // 2
        first = posting.post(site, forms[:half])
        low = posting.post(floor, bare_forms)
        second = posting.post(site, forms[half:])
        _tell("confirming", second, low)
        both = posting.Posted(
            statistics.median([first.per_second, second.per_second]),
            first.times + second.times,
            first.statuses + second.statuses,
        )
        return both, low

    def reading(self, site: str, floor: str) -> dict[str, float]:
        paths = {"page": f"/en/petitions/{self.petition.slug}/"}
        paths["count_json"] = f"/petitions/{self.petition.slug}/count.json"
        rates = {}
        for name, path in paths.items():
            serving.rush(site, path, count=50)
            rounds = [serving.rush(site, path, count=4000) for _ in range(3)]
            rates[f"petitions.{name}_per_s"] = round(statistics.median(r.per_second for r in rounds), 1)
        return rates


def _rate(rounds: list[posting.Posted]) -> float:
    return statistics.median(each.per_second for each in rounds)


def _tell(what: str, *posted: posting.Posted) -> None:
    said = ", ".join(f"{each.per_second:.0f}/s (p95 {each.p95_ms:.0f} ms)" for each in posted)
    print(f"  {what}: {said}", file=sys.stderr)
