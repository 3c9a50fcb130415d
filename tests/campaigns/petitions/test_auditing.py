"""The nightly audit finds what is wrong, and nothing else."""

import logging

import pytest

from campaigns.petitions import services as petitions
from campaigns.petitions.models import Signature, SignatureJournal
from tests.campaigns.petitions.factories import NOW, PetitionFactory
from tests.campaigns.petitions.signing import confirmed

pytestmark = pytest.mark.django_db


@pytest.fixture
def petition():
    petition = PetitionFactory(open=True)
    for number in range(3):
        confirmed(petition, f"worker{number}@example.org")
    petitions.count_signatures(now=NOW)
    return petition


def test_a_right_count_is_silent_also_while_signatures_wait_to_be_counted(petition, caplog):
    confirmed(petition, "late@example.org")

    assert petitions.audit_counts() == []
    assert not caplog.records


@pytest.mark.parametrize("said", [0, 2, 4])
def test_a_wrong_count_is_an_error_that_says_where(petition, caplog, said):
    SignatureJournal.objects.update(signature_count=said)

    drift = petitions.audit_counts()[0]

    assert (drift.country, drift.language, drift.said, drift.true) == ("NP", "ne", said, 3)
    assert caplog.records[0].levelno == logging.ERROR


def test_a_journal_that_is_gone_and_one_of_nobody_are_found(petition):
    SignatureJournal.objects.update(country="PH")

    assert [(each.country, each.said, each.true) for each in petitions.audit_counts()] == [
        ("NP", 0, 3),
        ("PH", 3, 0),
    ]


def test_a_signature_without_a_petition_is_an_error(petition, caplog):
    Signature.objects.filter(pk=Signature.objects.first().pk).update(
        petition_id="00000000-0000-0000-0000-000000000000"
    )

    petitions.audit_counts()

    assert "have no petition" in caplog.text
