import datetime
import uuid

import pytest
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError

from members.consent.models import Consent, WordingIsFixed
from tests.members.consent.factories import NOW, ConsentTextFactory, UserFactory

pytestmark = pytest.mark.django_db


class TestWording:
    @pytest.mark.parametrize(
        "change", [{"wording": "Other words"}, {"version": 2}, {"language": "ne"}, {"purpose": "other"}]
    )
    def test_a_published_wording_is_never_changed(self, change):
        text = ConsentTextFactory()
        for name, value in change.items():
            setattr(text, name, value)

        with pytest.raises(WordingIsFixed):
            text.save()

    def test_saving_it_as_it_is_changes_nothing(self):
        text = ConsentTextFactory()

        text.save()

        text.refresh_from_db()
        assert text.wording == "You agree that we send you alerts."

    def test_there_is_one_wording_per_version_and_language(self):
        ConsentTextFactory()

        with pytest.raises(IntegrityError, match="consent_text_one_per_version_and_language"):
            type(ConsentTextFactory.build()).objects.create(
                purpose="alerts-email", version=1, language="en", wording="Again", published_at=NOW
            )

    def test_versions_begin_at_one(self):
        with pytest.raises(IntegrityError, match="consent_text_versions_begin_at_one"):
            ConsentTextFactory(version=0)

    def test_a_wording_that_somebody_agreed_to_is_kept(self):
        text = ConsentTextFactory()
        Consent.objects.create(text=text, user=UserFactory(), given_at=NOW)

        with pytest.raises(ProtectedError):
            text.delete()


class TestRowsTheDatabaseRefuses:
    @pytest.mark.parametrize(
        ("fields", "constraint"),
        [
            ({}, "consent_is_somebodys"),
            ({"subject_kind": "petitions.Signature"}, "consent_"),
            ({"subject_id": uuid.uuid4()}, "consent_subject_has_kind_and_id"),
            (
                {
                    "subject_kind": "petitions.Signature",
                    "subject_id": uuid.uuid4(),
                    "withdrawn_at": NOW - datetime.timedelta(seconds=1),
                },
                "consent_is_withdrawn_after_it_was_given",
            ),
        ],
    )
    def test_a_consent_that_makes_no_sense(self, fields, constraint):
        with pytest.raises(IntegrityError, match=constraint):
            Consent.objects.create(text=ConsentTextFactory(), given_at=NOW, **fields)

    def test_two_standing_consents_to_one_wording(self):
        text, user, row = ConsentTextFactory(), UserFactory(), uuid.uuid4()
        for whose in ({"user": user}, {"subject_kind": "petitions.Signature", "subject_id": row}):
            Consent.objects.create(text=text, given_at=NOW, **whose)

            with pytest.raises(IntegrityError, match="consent_active_once"), transaction.atomic():
                Consent.objects.create(text=text, given_at=NOW, **whose)
