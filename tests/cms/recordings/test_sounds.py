"""What a sound file turns out to be, whatever its name says."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cms.recordings import sounds
from tests.cms.sounds import m4a, mp3, ogg


class TestWhatIsTaken:
    @pytest.mark.parametrize(
        ("data", "mime_type", "suffix"),
        [(ogg(3), "audio/ogg", ".ogg"), (mp3(3), "audio/mpeg", ".mp3"), (m4a(3), "audio/mp4", ".m4a")],
    )
    def test_its_kind_its_length_and_its_weight_are_read_from_the_file(self, data, mime_type, suffix):
        sound = sounds.examine(data)

        assert (sound.mime_type, sound.suffix) == (mime_type, suffix)
        assert 3 <= sound.seconds <= 4
        assert sound.byte_count == len(data)

    def test_ten_minutes_are(self):
        assert sounds.examine(ogg(sounds.MOST_SECONDS)).seconds == sounds.MOST_SECONDS


class TestWhatIsRefused:
    @pytest.mark.parametrize(
        "data",
        [
            b"",
            b"this is a text",
            b"%PDF-1.7 " + bytes(2000),
            b"\xff\xd8\xff\xe0" + bytes(5000),  # a photograph
            b"ID3\x03\0\0\0\0\0\0" + b"no sound follows " * 500,
            b"ID3\x03\0\0\0\0\0\0" + b"\xff\xfb\x90" + b"xx" * 9999,
            b"RIFF\x24\0\0\0WAVEfmt " + bytes(100),
            b"OggS" + bytes(60),
        ],
    )
    def test_what_is_no_sound(self, data):
        with pytest.raises((sounds.NoSound, sounds.BrokenSound)):
            sounds.examine(data)

    @pytest.mark.parametrize("whole", [ogg(5), m4a(5)])
    @pytest.mark.parametrize("missing", [1, 9, 100, 400])
    def test_a_file_that_lost_its_end(self, whole, missing):
        with pytest.raises(sounds.BrokenSound):
            sounds.examine(whole[:-missing])

    def test_a_heavy_one_and_it_says_how_heavy(self):
        with pytest.raises(sounds.SoundTooHeavy) as refused:
            sounds.examine(ogg(3, filler=9000))

        assert refused.value.args[0] > sounds.BYTES_A_MINUTE

    def test_a_huge_one_unread(self):
        with pytest.raises(sounds.SoundTooHeavy):
            sounds.examine(bytes(6_000_000))

    def test_a_long_one_and_it_says_how_long(self):
        with pytest.raises(sounds.SoundTooLong) as refused:
            sounds.examine(ogg(sounds.MOST_SECONDS + 1))

        assert refused.value.args == (sounds.MOST_SECONDS + 1,)

    @pytest.mark.parametrize("data", [ogg(3, tags=[b"LOCATION=Doha"]), m4a(3, place=b"+25.28+051.52/")])
    def test_one_that_says_where_it_was_recorded(self, data):
        with pytest.raises(sounds.SoundNamesItsPlace):
            sounds.examine(data)

    @given(
        st.binary(max_size=400),
        st.sampled_from([b"", b"OggS\0", b"ID3", b"\0\0\0\x18ftypM4A ", b"\xff\xf3\x18\xc4"]),
    )
    def test_anything_else_in_one_of_these_ways(self, noise, beginning):
        refusals = (
            sounds.NoSound,
            sounds.BrokenSound,
            sounds.SoundTooHeavy,
            sounds.SoundTooLong,
            sounds.SoundNamesItsPlace,
        )
        with contextlib.suppress(*refusals):
            sounds.examine(beginning + noise)
