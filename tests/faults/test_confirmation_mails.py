"""The mail provider is down for an hour and the cache is flushed: every signatory gets exactly one mail."""

from __future__ import annotations

import datetime
from collections import Counter

import pytest
from django.core.cache import cache

from members.notifications import lanes
from members.notifications import services as notifications
from members.notifications.models import Delivery, DeliveryState
from tests.campaigns.petitions.factories import NOW, PetitionFactory
from tests.campaigns.petitions.signing import sign
from tests.members.notifications.conftest import sendgrid  # noqa: F401  a fixture

pytestmark = pytest.mark.django_db
MINUTE = datetime.timedelta(minutes=1)
SIGNATORIES = 30


def test_an_hour_without_the_provider_costs_nobody_her_mail(sendgrid):  # noqa: F811
    petition = PetitionFactory(open=True)
    accept, is_down = sendgrid.accept, True
    sendgrid.accept = lambda request, body: (503, {}, b"") if is_down else accept(request, body)
    for number in range(SIGNATORIES):
        sign(petition, f"worker{number}@example.org")

    for minute in range(60 * 4):
        is_down = minute < 60
        if minute in (30, 61):
            cache.clear()
        now = NOW + minute * MINUTE
        notifications.send_waiting(lane=lanes.NOTICES, clock=lambda at=now: at)

    assert Counter(Delivery.objects.values_list("state", flat=True)) == {DeliveryState.SENT: SIGNATORIES}
    reached = [each["to"][0]["email"] for mail in sendgrid.mails for each in mail["personalizations"]]
    assert sorted(reached) == sorted(f"worker{number}@example.org" for number in range(SIGNATORIES))
