"""Pictures are drawn when a page is published, and never while somebody reads it."""

from __future__ import annotations

import io

import pytest
from django.core.files.images import ImageFile
from django.utils import timezone
from PIL import Image, ImageFilter

from cms import changes, renditions
from cms.models import CustomImage, CustomRendition
from tests.cms.factories import BODY, publish_guide

pytestmark = pytest.mark.usefixtures("site_tree")


def upload() -> CustomImage:
    """A picture that is wider than any size it is drawn in, with something to compress."""
    content = io.BytesIO()
    noise = Image.effect_noise((800, 600), 60).filter(ImageFilter.GaussianBlur(2))
    noise.convert("RGB").save(content, "JPEG")
    return CustomImage.objects.create(title="Sample", file=ImageFile(content, name="sample.jpg"))


@pytest.fixture
def image() -> CustomImage:
    return upload()


@pytest.fixture
def guide(image):
    return publish_guide(body=[*BODY, {"type": "image", "image": image.pk, "alt": "A red box"}])


def test_a_reader_sees_the_words_until_the_picture_is_drawn(client, guide):
    html = client.get("/en/guides/fees/").content.decode()

    assert "<picture" not in html
    assert '<p class="box">A red box</p>' in html
    assert not CustomRendition.objects.exists()


def test_what_follows_the_publication_draws_it_once(client, guide, image):
    changes.follow(now=timezone.now())
    drawn = list(CustomRendition.objects.order_by("pk").values_list("filter_spec", flat=True))
    changes.record("page", guide.pk)
    changes.follow(now=timezone.now())

    assert sorted(drawn) == sorted(renditions.SPECS)
    assert CustomRendition.objects.count() == len(renditions.SPECS)
    assert "<picture>" in client.get("/en/guides/fees/").content.decode()


def test_an_image_with_a_new_file_is_drawn_again(guide, image):
    changes.follow(now=timezone.now())
    image.renditions.all().delete()
    image.save()
    changes.follow(now=timezone.now())

    assert image.renditions.count() == len(renditions.SPECS)


def test_a_change_of_the_site_draws_what_is_missing_anywhere(guide, image):
    renditions.follow([], timezone.now())
    assert image.renditions.count() == 0

    changes.record("site")
    changes.follow(now=timezone.now())

    assert image.renditions.count() == len(renditions.SPECS)


def test_the_three_formats_get_lighter(guide, image):
    made = renditions.draw(image)

    weights = [made[f"format-{kind}|width-320"].file.size for kind in ("avif", "webp", "jpeg")]
    assert weights[0] < weights[2]
