"""The mail that asks a signatory to confirm: in her language, her direction, with one link."""

import pytest
from django.conf import settings

from campaigns.petitions import notices
from tests.campaigns.petitions.factories import PetitionFactory
from tests.campaigns.petitions.signing import sign

pytestmark = pytest.mark.django_db


@pytest.fixture
def letter():
    signature = sign(PetitionFactory(open=True, languages=["en", "ar"]), language="ar")
    return notices.compose_confirmation(signature.pk, "ar")


def test_an_arabic_mail_reads_from_right_to_left(letter):
    assert '<html lang="ar" dir="rtl">' in letter.html
    assert letter.headers["Content-Language"] == "ar"


def test_text_and_html_lead_to_the_same_page_in_the_readers_language(letter):
    start = f"{settings.SITE_URL}/ar/petitions/confirm/"
    link = next(word for word in letter.text.split() if word.startswith(start))

    assert f'href="{link}"' in letter.html
