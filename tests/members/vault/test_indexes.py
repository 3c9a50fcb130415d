import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from members.vault.indexes import (
    BlindIndexField,
    NotAnEmail,
    NotAnIndex,
    NotAPhoneNumber,
    blind_index,
    normalise_email,
    normalise_phone,
)
from tests.members.vault.testapp.models import Diary


class TestEmail:
    @pytest.mark.parametrize(
        ("typed", "normal"),
        [
            (" Asha@Example.ORG ", "asha@example.org"),
            ("a.s+h@example.org", "a.s+h@example.org"),
            ("jose\u0301@example.org", "jos\u00e9@example.org"),
            ("a@M\u00dcNCHEN.example", "a@xn--mnchen-3ya.example"),
            ("a@xn--mnchen-3ya.example", "a@xn--mnchen-3ya.example"),
            ("a@\u0928\u0947\u092a\u093e\u0932.example", "a@xn--l2bey1c2b.example"),
            ('"a@b"@example.org', '"a@b"@example.org'),
        ],
    )
    def test_spellings_of_one_address_become_one(self, typed, normal):
        assert normalise_email(typed) == normal

    @pytest.mark.parametrize(
        "typed",
        ["", "asha", "@example.org", "asha@", "a b@example.org", "a@\u2603..\u2603", '"a\x01"@example.org'],
    )
    def test_what_is_no_address_is_refused(self, typed):
        with pytest.raises(NotAnEmail):
            normalise_email(typed)

    @given(st.text(max_size=30), st.text(max_size=20))
    def test_normalising_twice_changes_nothing(self, local, domain):
        try:
            once = normalise_email(f"{local}@{domain}")
        except NotAnEmail:
            return

        assert normalise_email(once) == once


class TestPhone:
    @pytest.mark.parametrize(
        ("typed", "region"),
        [
            ("+977 981-2345678", None),
            ("00977 981 2345678", "MY"),
            ("981-2345678", "np"),
            ("+977(981)2345678", "QA"),
        ],
    )
    def test_spellings_of_one_number_become_one(self, typed, region):
        assert normalise_phone(typed, region=region) == "+9779812345678"

    @pytest.mark.parametrize("typed", ["", "asha", "981-2345678", "+1", "+999999999999999999", "12"])
    def test_what_is_no_number_is_refused(self, typed):
        with pytest.raises(NotAPhoneNumber):
            normalise_phone(typed)

    @given(st.text(max_size=30))
    def test_any_text_is_a_number_or_is_refused(self, text):
        with contextlib.suppress(NotAPhoneNumber):
            assert normalise_phone(text, region="NP").startswith("+")


class TestBlindIndex:
    def test_one_address_has_one_index_within_a_scope(self):
        one = blind_index(" Asha@Example.org", kind="email", scope="petitions.signature")

        assert one == blind_index("asha@example.org", kind="email", scope="petitions.signature")
        assert len(one) == 64

    def test_scopes_and_kinds_cannot_be_joined(self):
        indexes = {
            blind_index("+9779812345678", kind="phone", scope="a"),
            blind_index("+9779812345678", kind="phone", scope="b"),
            blind_index("+9779812345678", kind="exact", scope="a"),
        }

        assert len(indexes) == 3

    def test_another_key_gives_another_index(self, settings):
        before = blind_index("asha@example.org", kind="email", scope="a")
        settings.VAULT_INDEX_KEY = "B" * 43

        assert blind_index("asha@example.org", kind="email", scope="a") != before

    def test_an_unknown_kind_is_refused(self):
        with pytest.raises(ValueError, match="kind"):
            blind_index("x", kind="status", scope="a")


@pytest.mark.django_db
class TestField:
    def test_a_row_is_found_by_its_index(self):
        index = blind_index("asha@example.org", kind="email", scope="diary")
        diary = Diary.objects.create(name="Asha", email_index=index)

        assert Diary.objects.get(email_index=index) == diary

    def test_a_plain_value_is_neither_stored_nor_looked_up(self):
        with pytest.raises(NotAnIndex) as caught:
            Diary.objects.create(name="Asha", email_index="asha@example.org")
        assert "asha@" not in str(caught.value)
        with pytest.raises(NotAnIndex):
            Diary.objects.filter(email_index="asha@example.org").exists()
        with pytest.raises(NotAnIndex):
            Diary.objects.update(email_index="")

    def test_it_deconstructs_cleanly(self):
        _, path, args, kwargs = BlindIndexField(null=True, unique=True).deconstruct()

        assert path == "members.vault.indexes.BlindIndexField"
        assert (args, kwargs) == ([], {"null": True, "unique": True})
