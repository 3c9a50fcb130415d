"""What the directory refuses to hold."""

from __future__ import annotations

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from cms.models import Contact, ContactHours, ContactPhone, ContactText
from tests.cms.directory.factories import make_contact


def contact(**changes: object) -> Contact:
    return Contact(**({"slug": "a", "name": "A", "kind": "union"} | changes))


class TestContact:
    @pytest.mark.parametrize(
        ("field", "value"),
        [
            ("time_zone", "Asia/Nowhere"),
            ("time_zone", "../etc/passwd"),
            ("language_codes", "ne xx-yy-zz"),
            ("slug", "fees"),
            ("country_codes", ["ZZ"]),
            ("needs", ["money"]),
            ("website", "ftp://union.example/"),
            ("website", "https://union.example@other.example/"),
            ("website", "https://other.example\\@union.example/"),
            ("website", "https://union.example/\u202efdp.exe"),
            ("source_url", "https://name:word@union.example/"),
        ],
    )
    def test_refuses(self, field, value):
        with pytest.raises(ValidationError) as problem:
            contact(**{field: value}).clean_fields()
            contact(**{field: value}).clean()
            if field == "needs":  # the form knows the choices
                Contact._meta.get_field("needs").formfield().clean(value)

        assert "Traceback" not in str(problem.value)

    def test_takes_languages_with_any_space_between(self):
        made = contact(language_codes=" ne,  en ne hi")

        made.clean()

        assert made.languages == ["ne", "en", "hi"]


class TestPhone:
    @pytest.mark.parametrize(
        ("number", "kind"),
        [
            ("+977 1 555 0123", "call"),
            ("+60 3 0555 0101", "whatsapp"),
            ("1177", "call"),
            ("999", "free"),
            ("1800 22 4444", "free"),
            ("*16#", "call"),
        ],
    )
    def test_takes_what_can_be_dialled(self, number, kind):
        ContactPhone(number=number, kind=kind).clean()

    @pytest.mark.parametrize(
        ("number", "kind"),
        [
            ("call me", "call"),
            ("+977", "call"),
            ("+999 1234567", "call"),
            ("+977 1 555 0123 4567 8910", "call"),
            ("01 555 0123", "call"),
            ("1177", "whatsapp"),
            ("1", "call"),
            ("tel:+97715550123", "call"),
            ("\u0661\u0661\u0667\u0667", "call"),
        ],
    )
    def test_refuses_what_cannot(self, number, kind):
        with pytest.raises(ValidationError):
            ContactPhone(number=number, kind=kind).clean()


def test_text_is_in_a_language_of_the_site():
    with pytest.raises(ValidationError):
        ContactText(language="tlh").clean()


@pytest.mark.django_db
class TestDatabase:
    def test_refuses_two_texts_in_one_language(self):
        made = make_contact(texts={"en": "a"})

        with pytest.raises(IntegrityError), transaction.atomic():
            ContactText.objects.create(contact=made, language="en", does="b")

    def test_refuses_to_close_before_it_opens(self):
        row = ContactHours(
            contact=make_contact(),
            first_day=0,
            last_day=4,
            opens_at=datetime.time(17),
            closes_at=datetime.time(9),
        )

        with pytest.raises(ValidationError):
            row.clean()
        with pytest.raises(IntegrityError), transaction.atomic():
            row.save()
