import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from organising.records import photos
from tests.organising.records.factories import SECRET_PLACE, jpeg, png_bomb


class TestRedraw:
    def test_keeps_the_picture_and_nothing_else(self):
        before = jpeg()
        assert SECRET_PLACE in before
        clean = photos.redraw(before).jpeg
        for secret in (SECRET_PLACE, b"Phone of", b"Exif", b"http"):
            assert secret not in clean
        image = Image.open(io.BytesIO(clean))
        image.load()
        assert image.format == "JPEG"
        assert image.size == (64, 48)
        assert not image.getexif()
        assert set(image.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
        red, green, _blue = image.getpixel((30, 20))
        assert red > 240
        assert green < 20

    def test_turns_it_upright_first(self):
        clean = Image.open(io.BytesIO(photos.redraw(jpeg((64, 48), orientation=6)).jpeg))
        assert clean.size == (48, 64)

    @pytest.mark.parametrize(
        ("file_format", "mode"), [("PNG", "RGBA"), ("PNG", "P"), ("WEBP", "RGB"), ("PNG", "L")]
    )
    def test_reads_other_formats_and_draws_what_is_transparent_on_white(self, file_format, mode):
        out = io.BytesIO()
        Image.new(mode, (10, 10)).save(out, file_format)
        clean = Image.open(io.BytesIO(photos.redraw(out.getvalue()).jpeg))
        assert clean.mode == "RGB"
        if mode == "RGBA":
            assert clean.getpixel((5, 5)) == (255, 255, 255)

    def test_makes_large_ones_small(self):
        clean = Image.open(io.BytesIO(photos.redraw(jpeg((5000, 2500))).jpeg))
        assert clean.size == (2000, 1000)

    def test_refuses_a_bomb_without_decoding_it(self):
        with pytest.raises(photos.PhotoTooManyPixels):
            photos.redraw(png_bomb())

    def test_refuses_what_is_too_large(self):
        with pytest.raises(photos.PhotoTooLarge):
            photos.redraw(b"\xff" * (photos.MOST_BYTES + 1))

    @pytest.mark.parametrize(
        "data",
        [
            b"",
            b"GIF89a" + b"\0" * 50,
            b"%PDF-1.7",
            b"<svg xmlns='http://www.w3.org/2000/svg'/>",
            jpeg()[:200],
        ],
        ids=["empty", "gif", "pdf", "svg", "cut off"],
    )
    def test_refuses_what_is_no_photo(self, data):
        with pytest.raises(photos.NotAPhoto):
            photos.redraw(data)

    @settings(max_examples=60, deadline=None)
    @given(st.binary(max_size=300), st.integers(0, 500), st.binary(min_size=1, max_size=8))
    def test_any_bytes_are_a_photo_or_refused(self, noise, place, patch):
        whole = jpeg()
        for data in (noise, whole[:place] + patch + whole[place + len(patch) :]):
            try:
                assert Image.open(io.BytesIO(photos.redraw(data).jpeg)).format == "JPEG"
            except photos.PhotoRefused:
                continue
