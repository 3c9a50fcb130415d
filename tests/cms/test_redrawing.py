"""What an uploaded image keeps, and what it loses."""

import contextlib
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageCms, PngImagePlugin

from cms.redrawing import BrokenImage, without_metadata

SECRET = b"SECRET-PHONE"


def photo(kind="JPEG", *, size=(60, 40), mode="RGB", orientation=1, **options):
    """An image with all the places where a camera or a program can write."""
    exif = Image.Exif()
    exif[0x010F] = SECRET.decode()
    exif[0x0112] = orientation
    exif[0x8825] = {1: "N", 2: (27.0, 42.0, 0.0), 29: SECRET.decode()}
    if kind == "PNG":
        options["pnginfo"] = PngImagePlugin.PngInfo()
        options["pnginfo"].add_text("Comment", SECRET.decode())
    if kind in ("JPEG", "GIF"):
        options["comment"] = SECRET
    if kind in ("JPEG", "WEBP"):
        options["xmp"] = b"<x>" + SECRET + b"</x>"
    out = io.BytesIO()
    Image.new(mode, size, 1 if mode == "P" else "red").save(out, kind, exif=exif.tobytes(), **options)
    return out.getvalue()


def opened(data):
    return Image.open(io.BytesIO(data))


class TestWhatGoes:
    @pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF", "GIF"])
    def test_everything_that_was_written_beside_the_picture(self, kind):
        data = photo(kind)

        clean = without_metadata(data)

        assert SECRET in data
        assert SECRET not in clean
        assert not opened(clean).getexif()
        assert opened(clean).format == kind

    def test_the_other_pictures_of_a_phone_s_file(self):
        out = io.BytesIO()
        first, second = Image.new("RGB", (60, 40), "red"), Image.new("RGB", (6, 4), "blue")
        first.save(out, "MPO", save_all=True, append_images=[second])

        clean = opened(without_metadata(out.getvalue()))

        assert (clean.format, clean.size, getattr(clean, "n_frames", 1)) == ("JPEG", (60, 40), 1)


class TestWhatStays:
    def test_it_stands_upright_without_the_tag_that_said_so(self):
        assert opened(without_metadata(photo(orientation=6))).size == (40, 60)

    def test_transparency(self):
        out = io.BytesIO()
        palette = Image.new("P", (8, 8), 3)
        palette.putpalette([255, 0, 0] * 4)
        palette.save(out, "PNG", transparency=3)

        assert opened(without_metadata(out.getvalue())).convert("RGBA").getpixel((4, 4))[3] == 0

    def test_the_colour_profile(self):
        profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()

        assert opened(without_metadata(photo(icc_profile=profile))).info["icc_profile"] == profile

    @pytest.mark.parametrize("kind", ["GIF", "WEBP", "PNG"])
    def test_movement(self, kind):
        out = io.BytesIO()
        frames = [Image.new("RGB", (8, 8), colour) for colour in ("red", "blue", "green")]
        frames[0].save(out, kind, save_all=True, append_images=frames[1:], duration=[100, 200, 300], loop=0)

        assert opened(without_metadata(out.getvalue())).n_frames == 3

    @pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "I;16", "RGBA"])
    def test_unusual_kinds_of_pixels(self, mode):
        out = io.BytesIO()
        Image.new(mode, (8, 8)).save(out, "PNG")

        assert opened(without_metadata(out.getvalue())).size == (8, 8)


class TestBroken:
    @pytest.mark.parametrize("data", [b"", b"text", b"<svg/>", photo()[:300], photo(size=(600, 400))[:-2000]])
    def test_is_refused(self, data):
        with pytest.raises(BrokenImage):
            without_metadata(data)

    @settings(max_examples=40, deadline=None)
    @given(place=st.integers(0, 600), byte=st.integers(0, 255))
    def test_any_broken_byte_is_drawn_or_refused(self, place, byte):
        data = bytearray(photo("PNG"))
        data[place % len(data)] = byte

        with contextlib.suppress(BrokenImage):
            assert SECRET not in without_metadata(bytes(data))
