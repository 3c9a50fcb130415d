"""Forms of the CMS that are not Wagtail's own."""

from __future__ import annotations

import io
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import InMemoryUploadedFile, UploadedFile
from django.forms import Field
from wagtail.images.fields import WagtailImageField
from wagtail.images.forms import BaseImageForm

from cms import redrawing


class ImageField(WagtailImageField):
    """Wagtail's field, which looks into a file with a library that raises what it likes on half a picture."""

    @classmethod
    def in_place_of(cls, field: Field) -> ImageField:
        names = ("label", "required", "widget", "help_text", "initial", "disabled")
        return cls(**{name: getattr(field, name) for name in names})

    def to_python(self, data: Any) -> Any:
        try:
            return super().to_python(data)
        except ValidationError:
            raise
        except Exception:
            # Decoders meet broken bytes with a dozen kinds of exception; all of them mean one thing here.
            raise ValidationError(self.error_messages["invalid_image"], code="invalid_image") from None


class ImageForm(BaseImageForm):
    """Every way an image comes in: the list, several at once, the chooser, a new file for an old image."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "file" in self.fields:
            self.fields["file"] = ImageField.in_place_of(self.fields["file"])

    def clean_file(self) -> Any:
        """The image without what its camera wrote into it; says so when it cannot be drawn."""
        upload = self.cleaned_data["file"]
        if not isinstance(upload, UploadedFile):
            return upload
        upload.seek(0)
        try:
            clean = redrawing.without_metadata(upload.read())
        except redrawing.BrokenImage:
            message = self.fields["file"].error_messages["invalid_image"]
            raise ValidationError(message, code="invalid_image") from None
        return InMemoryUploadedFile(
            file=io.BytesIO(clean),
            field_name="file",
            name=upload.name,
            content_type=upload.content_type,
            size=len(clean),
            charset=None,
        )
