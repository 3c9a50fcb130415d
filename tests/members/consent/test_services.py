import datetime
import threading
import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from members.consent import services as consent
from members.consent.models import Consent
from tests.members.consent.factories import NOW, ConsentTextFactory, UserFactory

pytestmark = pytest.mark.django_db
LATER = NOW + datetime.timedelta(days=1)
SIGNATURE = "petitions.Signature"


class TestPublishing:
    def test_a_wording_is_published(self):
        text = consent.publish_text(purpose="alerts-email", version=1, language="ne", wording="…", now=NOW)

        assert (text.purpose, text.version, text.language, text.published_at) == (
            "alerts-email",
            1,
            "ne",
            NOW,
        )

    def test_publishing_the_same_words_again_changes_nothing(self):
        text = ConsentTextFactory()

        again = consent.publish_text(
            purpose=text.purpose, version=1, language="en", wording=text.wording, now=LATER
        )

        assert (again.pk, again.published_at) == (text.pk, NOW)

    def test_other_words_need_a_new_version(self):
        ConsentTextFactory()

        with pytest.raises(consent.WordingConflict):
            consent.publish_text(purpose="alerts-email", version=1, language="en", wording="Other", now=NOW)

        assert consent.publish_text(
            purpose="alerts-email", version=2, language="en", wording="Other", now=NOW
        ).pk


class TestGiving:
    def test_by_an_account(self):
        text, user = ConsentTextFactory(), UserFactory()

        given = consent.give_consent(text=text, user=user, now=NOW)

        assert (given.user, given.subject_kind, given.subject_id) == (user, "", None)
        assert (given.given_at, given.withdrawn_at) == (NOW, None)

    def test_by_somebody_without_an_account(self):
        row = uuid.uuid4()

        given = consent.give_consent(text=ConsentTextFactory(), subject=(SIGNATURE, row), now=NOW)

        assert (given.user, given.subject_kind, given.subject_id) == (None, SIGNATURE, row)

    def test_saying_yes_twice_is_one_consent(self):
        text, user, row = ConsentTextFactory(), UserFactory(), uuid.uuid4()

        for whose in (
            {"user": user},
            {"subject": (SIGNATURE, row)},
            {"user": user, "subject": (SIGNATURE, row)},
        ):
            first = consent.give_consent(text=text, now=NOW, **whose)
            assert consent.give_consent(text=text, now=LATER, **whose) == first

        assert Consent.objects.count() == 2

    def test_saying_yes_after_no_is_a_new_consent(self):
        text, user = ConsentTextFactory(), UserFactory()
        first = consent.give_consent(text=text, user=user, now=NOW)
        consent.withdraw_consent(consent=first, by=user, now=LATER)

        assert consent.give_consent(text=text, user=user, now=LATER) != first

    def test_nobody_cannot_consent(self):
        with pytest.raises(consent.NobodyConsents):
            consent.give_consent(text=ConsentTextFactory(), now=NOW)


class TestWithdrawing:
    def test_it_ends_at_that_moment(self):
        user = UserFactory()
        given = consent.give_consent(text=ConsentTextFactory(), user=user, now=NOW)

        ended = consent.withdraw_consent(consent=given, by=user, now=LATER)

        assert ended.withdrawn_at == LATER

    def test_a_second_time_changes_nothing(self):
        given = consent.give_consent(text=ConsentTextFactory(), user=UserFactory(), now=NOW)
        consent.withdraw_consent(consent=given, by=None, now=NOW)

        assert consent.withdraw_consent(consent=given, by=None, now=LATER).withdrawn_at == NOW

    def test_not_before_it_was_given(self):
        given = consent.give_consent(text=ConsentTextFactory(), user=UserFactory(), now=LATER)

        with pytest.raises(consent.WithdrawnTooEarly):
            consent.withdraw_consent(consent=given, by=None, now=NOW)

    def test_the_consents_of_an_erased_row_go_with_it(self):
        row = uuid.uuid4()
        consent.give_consent(text=ConsentTextFactory(), subject=(SIGNATURE, row), now=NOW)
        consent.give_consent(text=ConsentTextFactory(), subject=(SIGNATURE, uuid.uuid4()), now=NOW)

        assert consent.delete_consents_of(subject=(SIGNATURE, row)) == 1
        assert Consent.objects.count() == 1


class TestAtTheSameMoment:
    def test_one_consent_comes_of_many_requests(self):
        purpose, subject, barrier = (
            f"race-{uuid.uuid4().hex[:8]}",
            (SIGNATURE, uuid.uuid4()),
            threading.Barrier(4),
        )

        def in_its_own_session(act):
            # Committed, so that the sessions see each other; cleaned up below, not by a rollback.
            try:
                return act()
            finally:
                connection.close()

        def say_yes():
            barrier.wait(20)
            return consent.give_consent(text=text, subject=subject, now=NOW).pk

        def clean_up():
            consent.delete_consents_of(subject=subject)
            text.delete()

        with ThreadPoolExecutor(4) as pool:
            text = pool.submit(in_its_own_session, lambda: ConsentTextFactory(purpose=purpose)).result()
            try:
                given = [
                    future.result() for future in [pool.submit(in_its_own_session, say_yes) for _ in range(4)]
                ]
            finally:
                pool.submit(in_its_own_session, clean_up).result()

        assert len(given) == 4
        assert len(set(given)) == 1
