import uuid

import pytest

from members.consent import queries
from members.consent import services as consent
from tests.members.consent.factories import NOW, ConsentTextFactory, UserFactory

pytestmark = pytest.mark.django_db


class TestCurrentText:
    def test_the_newest_version_in_the_readers_language(self, django_assert_num_queries):
        for version in (1, 2):
            for language in ("en", "ne"):
                ConsentTextFactory(version=version, language=language, wording=f"{language} {version}")

        with django_assert_num_queries(1):
            assert queries.current_text("alerts-email", "ne").wording == "ne 2"

    def test_english_of_the_same_version_rather_than_an_old_translation(self):
        ConsentTextFactory(version=1, language="ne", wording="ne 1")
        ConsentTextFactory(version=2, language="en", wording="en 2")

        assert queries.current_text("alerts-email", "ne").wording == "en 2"

    def test_nothing_when_nothing_is_published(self):
        ConsentTextFactory(purpose="other")

        assert queries.current_text("alerts-email", "ne") is None

    def test_nothing_rather_than_a_third_language(self):
        ConsentTextFactory(language="ar")

        assert queries.current_text("alerts-email", "ne") is None


class TestConsentsOfAnAccount:
    def test_the_standing_ones_with_their_words_in_one_query(self, django_assert_num_queries):
        user = UserFactory()
        kept = consent.give_consent(text=ConsentTextFactory(), user=user, now=NOW)
        ended = consent.give_consent(text=ConsentTextFactory(purpose="other"), user=user, now=NOW)
        consent.withdraw_consent(consent=ended, by=user, now=NOW)
        consent.give_consent(text=ConsentTextFactory(), user=UserFactory(), now=NOW)

        with django_assert_num_queries(1):
            found = queries.active_consents(user)
            assert [row.text.wording for row in found] == [kept.text.wording]
        with django_assert_num_queries(1):
            assert {row.text.purpose for row in queries.all_consents(user)} == {"alerts-email", "other"}


class TestHasConsent:
    def test_only_while_it_stands_for_that_purpose_and_row(self, django_assert_num_queries):
        subject = ("petitions.Signature", uuid.uuid4())
        given = consent.give_consent(text=ConsentTextFactory(), subject=subject, now=NOW)

        with django_assert_num_queries(1):
            assert queries.has_consent(purpose="alerts-email", subject=subject)
        assert not queries.has_consent(purpose="other", subject=subject)
        assert not queries.has_consent(purpose="alerts-email", subject=(subject[0], uuid.uuid4()))

        consent.withdraw_consent(consent=given, by=None, now=NOW)
        assert not queries.has_consent(purpose="alerts-email", subject=subject)
