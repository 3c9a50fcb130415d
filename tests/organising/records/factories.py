"""Records, photographs and hostile files for tests."""

from __future__ import annotations

import io
import struct
import zlib

import factory
from django.utils import timezone
from PIL import Image

from organising.records.models import RecordState, RecruitmentRecord
from tests.organising.targets.factories import TargetCycleFactory, months_ago
from tests.organising.unions.factories import UnionFactory


class RecordFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = RecruitmentRecord

    cycle = factory.SubFactory(TargetCycleFactory)
    union = factory.SubFactory(UnionFactory)
    month_date = factory.LazyFunction(lambda: months_ago(1))
    joined_count = 10
    recorded_at = factory.LazyFunction(timezone.now)

    class Params:
        queried = factory.Trait(state=RecordState.QUERIED)
        confirmed = factory.Trait(state=RecordState.CONFIRMED)
        refused = factory.Trait(state=RecordState.REFUSED)


SECRET_PLACE = b"Dormitory 7, second floor"


def jpeg(size: tuple[int, int] = (64, 48), *, orientation: int = 1) -> bytes:
    """A photograph that says where, when and with what it was taken, in three places."""
    image = Image.new("RGB", size, "red")
    exif = Image.Exif()
    exif[0x0110] = "Phone of a frightened person"
    exif[0x0112] = orientation
    exif.get_ifd(0x8825)[2] = (3.0, 8.0, 20.0)
    out = io.BytesIO()
    image.save(out, "JPEG", exif=exif, comment=SECRET_PLACE)
    return out.getvalue() + SECRET_PLACE


def png_bomb(side: int = 20_000) -> bytes:
    """A valid PNG of a few bytes that claims `side` times `side` pixels."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    pixels = chunk(b"IDAT", zlib.compress(b""))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + pixels + chunk(b"IEND", b"")
