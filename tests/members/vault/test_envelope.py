import uuid

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from members.vault import envelope as envelopes
from members.vault.envelope import TamperedEnvelope, UnknownKey, open_sealed, seal
from members.vault.keyring import Keyring

RING = Keyring(primary_id=2, keys={2: b"2" * 32, 1: b"1" * 32, 258: b"3" * 32})
OLD_RING = Keyring(primary_id=1, keys={1: b"1" * 32})
ROW = uuid.UUID("b5f1c1a0-0000-4000-8000-000000000001")
CELL = {"table": "petitions_signature", "column": "email", "row": ROW}

texts = st.binary(max_size=300)
names = st.text(st.characters(codec="utf-8"), max_size=30)


class TestRoundTrip:
    @given(plaintext=texts, table=names, column=names, row=st.uuids())
    @example(plaintext=b"\x80\x00\x00", table="t", column="c", row=ROW)
    @example(plaintext=b"\x00" * 31, table="t", column="c", row=ROW)
    def test_what_is_sealed_opens_in_its_cell(self, plaintext, table, column, row):
        cell = {"table": table, "column": column, "row": row}

        assert open_sealed(seal(plaintext, **cell, keyring=RING), **cell, keyring=RING) == plaintext

    def test_the_keyring_of_the_settings_is_used_by_default(self):
        assert open_sealed(seal(b"x", **CELL), **CELL) == b"x"

    def test_two_seals_of_one_value_differ(self):
        assert seal(b"x", **CELL, keyring=RING) != seal(b"x", **CELL, keyring=RING)

    def test_an_older_key_still_opens(self):
        assert open_sealed(seal(b"x", **CELL, keyring=OLD_RING), **CELL, keyring=RING) == b"x"

    def test_the_header_names_version_and_key(self):
        assert seal(b"x", **CELL, keyring=RING)[:3] == b"\x01\x00\x02" == envelopes.header(2)


class TestLengths:
    @given(length=st.integers(0, 300_000))
    def test_a_bucket_holds_the_text_and_its_mark(self, length):
        size = envelopes.bucket(length)

        assert length < size <= max(32, 2 * (length + 1))

    def test_lengths_fall_into_few_buckets(self):
        assert {envelopes.bucket(length) for length in range(256)} == {32, 64, 128, 256}
        assert {envelopes.bucket(length) for length in (65_536, 100_000)} == {131_072}

    @given(one=st.integers(0, 31), other=st.integers(0, 31))
    def test_short_values_look_alike(self, one, other):
        assert len(seal(b"a" * one, **CELL, keyring=RING)) == len(seal(b"b" * other, **CELL, keyring=RING))


class TestSurgery:
    """Whatever is done to a stored envelope raises; nothing comes back as a value."""

    @given(plaintext=texts, row=st.uuids())
    def test_another_row(self, plaintext, row):
        assume(row != ROW)
        sealed = seal(plaintext, **CELL, keyring=RING)

        with pytest.raises(TamperedEnvelope):
            open_sealed(sealed, **CELL | {"row": row}, keyring=RING)

    @given(table=names, column=names)
    @example(table="petitions_signaturee", column="mail")
    @example(table="petitions_signature", column="name")
    @example(table="", column="petitions_signatureemail")
    def test_another_table_or_column(self, table, column):
        assume((table, column) != (CELL["table"], CELL["column"]))
        sealed = seal(b"plain", **CELL, keyring=RING)

        with pytest.raises(TamperedEnvelope):
            open_sealed(sealed, table=table, column=column, row=ROW, keyring=RING)

    @given(plaintext=texts, data=st.data())
    def test_a_flipped_bit(self, plaintext, data):
        sealed = bytearray(seal(plaintext, **CELL, keyring=RING))
        bit = data.draw(st.integers(0, len(sealed) * 8 - 1))
        sealed[bit // 8] ^= 1 << bit % 8

        with pytest.raises(TamperedEnvelope):
            open_sealed(bytes(sealed), **CELL, keyring=RING)

    @given(plaintext=texts, data=st.data())
    def test_a_truncation_at_either_end(self, plaintext, data):
        sealed = seal(plaintext, **CELL, keyring=RING)
        cut = data.draw(st.integers(1, len(sealed)))

        for rest in (sealed[:-cut], sealed[cut:]):
            with pytest.raises(TamperedEnvelope):
                open_sealed(rest, **CELL, keyring=RING)

    @given(extra=st.binary(min_size=1, max_size=64))
    def test_something_appended(self, extra):
        with pytest.raises(TamperedEnvelope):
            open_sealed(seal(b"plain", **CELL, keyring=RING) + extra, **CELL, keyring=RING)

    @given(version=st.integers(0, 255).filter(lambda number: number != envelopes.VERSION))
    def test_another_version(self, version):
        sealed = seal(b"plain", **CELL, keyring=RING)

        with pytest.raises(TamperedEnvelope, match="version"):
            open_sealed(bytes([version]) + sealed[1:], **CELL, keyring=RING)

    @given(key_id=st.integers(0, 65_535).filter(lambda number: number != RING.primary_id))
    @example(key_id=1)
    @example(key_id=258)
    def test_another_key_id(self, key_id):
        sealed = seal(b"plain", **CELL, keyring=RING)

        with pytest.raises(TamperedEnvelope):
            open_sealed(sealed[:1] + key_id.to_bytes(2, "big") + sealed[3:], **CELL, keyring=RING)

    def test_the_same_key_under_another_id(self):
        sealed = seal(b"plain", **CELL, keyring=RING)
        ring = Keyring(primary_id=4, keys={4: RING.primary})

        with pytest.raises(TamperedEnvelope):
            open_sealed(sealed[:1] + b"\x00\x04" + sealed[3:], **CELL, keyring=ring)

    @given(
        planted=st.one_of(
            texts, names.map(str.encode), st.binary(max_size=200).map(lambda b: b"\x01\x00\x02" + b)
        )
    )
    def test_planted_plain_text(self, planted):
        with pytest.raises(TamperedEnvelope):
            open_sealed(planted, **CELL, keyring=RING)

    @given(one=texts, other=texts)
    def test_two_envelopes_spliced(self, one, other):
        first, second = seal(one, **CELL, keyring=RING), seal(other, **CELL, keyring=RING)

        with pytest.raises(TamperedEnvelope):
            open_sealed(first[:27] + second[27:], **CELL, keyring=RING)

    def test_a_retired_key_is_named(self):
        sealed = seal(b"plain", **CELL, keyring=RING)

        with pytest.raises(UnknownKey, match="no key 2"):
            open_sealed(sealed, **CELL, keyring=OLD_RING)

    def test_the_message_names_the_cell_and_never_the_value(self):
        with pytest.raises(TamperedEnvelope) as caught:
            open_sealed(b"asha@example.org" * 10, **CELL, keyring=RING)

        assert "asha" not in str(caught.value)
        assert str(ROW) in str(caught.value)
        assert caught.value.column == "email"
