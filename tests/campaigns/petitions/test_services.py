"""Signing, confirming, "it was not me", and a count that always adds up."""

import datetime
import re

import psycopg
import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from campaigns.petitions import queries
from campaigns.petitions import services as petitions
from campaigns.petitions.models import Quarantine, Signature, SignatureJournal, SignatureState
from campaigns.petitions.services import signing
from members.consent import services as consent
from members.consent.models import Consent
from members.notifications.models import Delivery, Subscription, Topic
from tests.campaigns.petitions.factories import NOW, PetitionFactory
from tests.campaigns.petitions.signing import confirm, confirmed, link_of, sign

pytestmark = pytest.mark.django_db


@pytest.fixture
def petition():
    return PetitionFactory(open=True, languages=["en", "ne"])


@pytest.fixture
def wordings():
    return [
        consent.publish_text(
            purpose=purpose, version=1, language="en", wording=f"I agree to {purpose}.", now=NOW
        ).pk
        for purpose in (petitions.SIGNING_CONSENT, petitions.UPDATES_CONSENT)
    ]


def sign_for_receipt(petition, email):
    signature = sign(petition, email)
    return petitions.receipt(slug=petition.slug, email_index=signature.email_index)


class TestSignPetition:
    def test_waits_for_confirmation_and_queues_one_mail(self, petition):
        signature = sign(petition)

        assert signature.state == SignatureState.PENDING
        assert Delivery.objects.filter(reference=signature.pk).count() == 1

    def test_keeps_name_and_address_sealed(self, petition):
        signature = sign(petition)

        with connection.cursor() as cursor:
            cursor.execute("SELECT * FROM petitions_signature WHERE id = %s", [signature.pk])
            row = b"|".join(
                bytes(value) if isinstance(value, memoryview | bytes) else str(value).encode()
                for value in cursor.fetchone()
            )
        assert b"amina" not in row.lower()
        assert Signature.objects.get().email == "amina@example.org"

    def test_signing_twice_is_one_signature_and_no_second_mail_at_once(self, petition):
        first = sign(petition)

        second = sign(petition, "AMINA@example.org ", now=NOW + datetime.timedelta(minutes=1))

        assert second.pk == first.pk
        assert Delivery.objects.count() == 1

    def test_signing_again_later_sends_another_mail_but_never_more_than_five(self, petition):
        for hour in range(8):
            sign(petition, now=NOW + datetime.timedelta(hours=hour))

        assert Delivery.objects.count() == petitions.MAX_CONFIRMATION_MAILS

    def test_signing_again_after_confirming_sends_nothing(self, petition):
        confirmed(petition)

        sign(petition, now=NOW + datetime.timedelta(hours=1))

        assert Delivery.objects.count() == 1

    def test_robot_gets_no_mail_and_never_counts(self, petition):
        signature = sign(petition, quarantined_for=Quarantine.TRAP)

        assert Delivery.objects.count() == 0
        with pytest.raises(petitions.BrokenLink):
            petitions.confirm_signature(token=link_of(signature), now=NOW)

    @pytest.mark.parametrize(
        ("state", "refusal"),
        [
            ({}, petitions.UnknownPetition),
            ({"state": "moderation"}, petitions.UnknownPetition),
            ({"state": "rejected", "rejection_reason": "hateful"}, petitions.UnknownPetition),
            ({"state": "stopped"}, petitions.PetitionClosed),
            ({"closed": True}, petitions.PetitionClosed),
            ({"over": True}, petitions.PetitionClosed),
            ({"open": True, "opens_at": NOW + datetime.timedelta(seconds=1)}, petitions.PetitionClosed),
        ],
    )
    def test_refuses_when_the_petition_is_not_open(self, state, refusal):
        with pytest.raises(refusal):
            sign(PetitionFactory(**state))

    def test_receipt_is_the_same_for_an_address_and_another_for_everybody_else(self, petition):
        given = {sign_for_receipt(petition, email) for email in ("amina@example.org", "AMINA@example.org ")}

        assert len(given) == 1
        assert sign_for_receipt(petition, "bimala@example.org") not in given
        assert sign_for_receipt(PetitionFactory(open=True), "amina@example.org") not in given

    def test_unknown_petition_is_said(self, petition):
        petition.slug = "no-such"

        with pytest.raises(petitions.UnknownPetition):
            sign(petition)

    def test_statement_writes_every_column_that_has_no_default(self, petition):
        """The statement is written by hand; a new column must not be forgotten in it."""
        named = set(re.findall(r"[a-z_]+", signing._SIGN_SQL.split("(")[1].split(")")[0]))
        later = {"confirmed_at", "counted_at", "removal_id"}

        assert {field.column for field in Signature._meta.concrete_fields} == named | later

    def test_what_was_agreed_to_is_a_consent_once_confirmed(self, petition, wordings):
        signature = sign(petition, agreed_texts=wordings)
        assert not Consent.objects.exists()

        confirm(signature)

        assert set(Consent.objects.values_list("text__purpose", flat=True)) == {
            petitions.SIGNING_CONSENT,
            petitions.UPDATES_CONSENT,
        }


class TestConfirmSignature:
    def test_confirming_twice_is_the_same_as_once(self, petition):
        signature = sign(petition)
        confirm(signature)

        confirm(signature, now=NOW + datetime.timedelta(days=1))

        assert signature.confirmed_at == NOW

    @pytest.mark.parametrize("end", ["#", "", "AA", "é"])
    def test_link_that_is_broken_is_refused(self, petition, end):
        with pytest.raises(petitions.BrokenLink):
            petitions.confirm_signature(token=link_of(sign(petition))[:-1] + end, now=NOW)

    def test_link_older_than_thirty_days_is_refused(self, petition):
        signature = sign(petition)

        with pytest.raises(petitions.ExpiredLink):
            petitions.confirm_signature(token=link_of(signature), now=NOW + datetime.timedelta(days=31))

    def test_link_of_a_confirmed_signature_never_expires(self, petition):
        signature = confirmed(petition)

        again = confirm(signature, now=NOW + datetime.timedelta(days=90))

        assert again.state == SignatureState.CONFIRMED

    def test_who_wanted_news_is_subscribed_once_confirmed(self, petition, wordings):
        petition.topic = Topic.objects.create(slug="ratify", created_at=NOW)
        petition.save()

        confirmed(petition, agreed_texts=wordings)
        confirmed(petition, "bimala@example.org", agreed_texts=wordings[:1])

        assert Subscription.objects.active().count() == 1
        assert Subscription.objects.get().language == "ne"


class TestDisownSignature:
    def test_wipes_who_it_was(self, petition):
        signature = sign(petition)

        petitions.disown_signature(token=link_of(signature), now=NOW)

        signature = Signature.objects.get()
        assert (signature.state, signature.name, signature.email) == (SignatureState.WITHDRAWN, "", "")

    def test_address_may_sign_again_afterwards(self, petition):
        petitions.disown_signature(token=link_of(sign(petition)), now=NOW)

        again = sign(petition)

        assert again.state == SignatureState.PENDING

    def test_takes_a_counted_signature_off_the_count(self, petition):
        signature = confirmed(petition)
        confirmed(petition, "bimala@example.org")
        petitions.count_signatures(now=NOW)

        petitions.disown_signature(token=link_of(signature), now=NOW)
        petitions.count_signatures(now=NOW)

        assert queries.petition_count(petition) == 1


class TestCountSignatures:
    def test_counts_only_what_is_confirmed(self, petition):
        confirmed(petition)
        sign(petition, "bimala@example.org")

        counted = petitions.count_signatures(now=NOW)

        assert counted == 1
        assert queries.petition_count(petition) == 1

    def test_counting_again_changes_nothing(self, petition):
        confirmed(petition)
        petitions.count_signatures(now=NOW)

        assert petitions.count_signatures(now=NOW) == 0
        assert queries.petition_count(petition) == 1

    def test_goes_on_where_a_full_batch_stopped(self, petition):
        for number in range(5):
            confirmed(petition, f"worker{number}@example.org")

        batches = [petitions.count_signatures(now=NOW, limit=2) for _ in range(4)]

        assert batches == [2, 2, 1, 0]
        assert queries.petition_count(petition) == 5

    def test_signing_and_confirming_write_no_shared_row(self, petition, django_assert_max_num_queries):
        signature = sign(petition)

        with django_assert_max_num_queries(20) as queries_made:
            petitions.confirm_signature(token=link_of(signature), now=NOW)

        written = [query["sql"] for query in queries_made if query["sql"].startswith(("UPDATE", "INSERT"))]
        assert not any('petitions_petition"' in sql or "journal" in sql for sql in written)

    @settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(
        acts=st.lists(
            st.tuples(
                st.sampled_from(["sign", "confirm", "disown", "quarantine", "release", "count"]),
                st.integers(min_value=0, max_value=5),
                st.sampled_from(["NP", "PH", ""]),
                st.sampled_from(["en", "ne"]),
            ),
            max_size=40,
        )
    )
    def test_parts_add_up_to_the_total_after_any_history(self, petition, acts):
        Signature.objects.all().delete()
        SignatureJournal.objects.all().delete()
        for act, person, country, language in acts:
            email = f"worker{person}@example.org"
            if act == "count":
                petitions.count_signatures(now=NOW)
                continue
            signature = sign(petition, email, country=country, language=language)
            if act == "confirm":
                confirm(signature)
            elif act == "quarantine":
                Signature.objects.filter(pk=signature.pk).update(quarantined_for=Quarantine.RUSH)
            elif act == "release":
                Signature.objects.filter(pk=signature.pk).update(quarantined_for="")
            elif act == "disown":
                petitions.disown_signature(token=link_of(signature), now=NOW)
        petitions.count_signatures(now=NOW)

        count = queries.public_count(petition)

        truth = Signature.objects.filter(state=SignatureState.CONFIRMED, quarantined_for="").count()
        assert count.total == truth
        for part in (count.by_country, count.by_language, count.by_channel):
            assert sum(part.values()) == truth


def test_second_batch_leaves_at_once_while_one_is_running(petition):
    confirmed(petition)
    with psycopg.connect(**connection.get_connection_params() | {"cursor_factory": None}) as other:
        other.execute("SELECT pg_advisory_xact_lock(%s)", [petitions.COUNTING_LOCK])

        assert petitions.count_signatures(now=NOW) == 0

    assert petitions.count_signatures(now=NOW) == 1
    assert queries.petition_count(petition) == 1
