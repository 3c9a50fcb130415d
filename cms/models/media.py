"""Images and documents of our own from the start, so that fields can be added without moving data."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.documents.models import AbstractDocument, Document
from wagtail.images.models import AbstractImage, AbstractRendition, Image


class CustomImage(AbstractImage):
    """An image with the credit it is published under."""

    credit = models.CharField(_("credit"), max_length=200, blank=True)

    admin_form_fields = (*Image.admin_form_fields, "credit")


class CustomRendition(AbstractRendition):
    """An image in one size."""

    image = models.ForeignKey("cms.CustomImage", on_delete=models.CASCADE, related_name="renditions")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["image", "filter_spec", "focal_point_key"], name="rendition_once")
        ]


class CustomDocument(AbstractDocument):
    """A file with the source it came from."""

    source = models.CharField(_("source"), max_length=200, blank=True)

    admin_form_fields = (*Document.admin_form_fields, "source")
