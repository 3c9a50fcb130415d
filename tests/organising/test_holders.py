"""What is held about staff is described, and forgetting takes the name off the figures."""

import pytest
from django.utils import timezone

from members.consent.registry import Person, holders
from organising.pairings.models import PairingParty
from organising.records.models import RecruitmentRecord
from organising.unions.models import Mandate
from tests.organising.pairings.factories import PairingFactory
from tests.organising.records.factories import RecordFactory
from tests.organising.unions.factories import MandateFactory

pytestmark = pytest.mark.django_db
KEYS = {"unions", "pairings", "targets", "records"}


def ours():
    return [holder for holder in holders() if holder.key in KEYS]


def test_all_four_subjects_are_registered():
    assert {holder.key for holder in ours()} == KEYS


def test_forgetting_keeps_the_figures_and_drops_the_name():
    user = MandateFactory().user
    record = RecordFactory(recorded_by=user)
    pairing = PairingFactory()
    pairing.parties.update(accepted_by=user)
    person = Person(user=user)

    described = {holder.key for holder in ours() if holder.describe(person)}
    assert described == {"unions", "pairings", "records"}

    for _twice in range(2):
        for holder in ours():
            holder.forget(person, timezone.now())
    assert not [holder.key for holder in ours() if holder.describe(person)]
    assert RecruitmentRecord.objects.get(pk=record.pk).recorded_by is None
    assert not PairingParty.objects.filter(accepted_by=user).exists()
    assert not Mandate.objects.filter(user=user).exists()


def test_a_person_without_an_account_has_nothing_here():
    person = Person(email="nobody@mail.example")
    assert not [holder.describe(person) for holder in ours() if holder.describe(person)]
