"""Uploads stay in memory. Django's own handlers write what is larger than 2.5 MB to the disk in clear."""

from __future__ import annotations

from io import BytesIO
from typing import Any, NoReturn

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import InMemoryUploadedFile, UploadedFile
from django.core.files.uploadhandler import FileUploadHandler
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _


class RefusedUpload(UploadedFile):
    """Stands for a file that was too large to be taken: nothing of it was kept.

    Every form field asks a file for its size first. The answer is a ValidationError, so that the reader
    sees a sentence at the field instead of an error page, whichever form the file was sent to.
    """

    def _refuse(self) -> NoReturn:
        raise ValidationError(
            _("This file is too large. You can send up to %(limit)s at once."),
            code="file_too_large",
            params={"limit": filesizeformat(settings.FILE_UPLOAD_MAX_MEMORY_SIZE)},
        )

    @property
    def size(self) -> int:
        self._refuse()

    @size.setter
    def size(self, value: object) -> None:
        """The base class sets it; there is nothing to keep."""

    def open(self, *args: Any, **kwargs: Any) -> NoReturn:
        self._refuse()

    def read(self, *args: Any) -> NoReturn:
        self._refuse()

    def chunks(self, chunk_size: int | None = None) -> NoReturn:
        self._refuse()


class MemoryOnlyUploadHandler(FileUploadHandler):
    """Keeps the files of one request in memory, `FILE_UPLOAD_MAX_MEMORY_SIZE` bytes of them at most.

    The limit holds for the sum of all files of the request: a hundred files of the allowed size would
    otherwise fill the machine. The rest of a file that is too large is read and thrown away.
    """

    def __init__(self, request: Any = None) -> None:
        super().__init__(request)
        self.left = settings.FILE_UPLOAD_MAX_MEMORY_SIZE

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self.buffer: BytesIO | None = BytesIO()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        if self.buffer is None:
            return
        if len(raw_data) > self.left:
            self.left += self.buffer.tell()
            self.buffer = None
            return
        self.left -= len(raw_data)
        self.buffer.write(raw_data)

    def file_complete(self, file_size: int) -> UploadedFile:
        if self.buffer is None:
            return RefusedUpload(
                file=BytesIO(), name=self.file_name, content_type=self.content_type, charset=self.charset
            )
        self.buffer.seek(0)
        return InMemoryUploadedFile(
            file=self.buffer,
            field_name=self.field_name,
            name=self.file_name,
            content_type=self.content_type,
            size=file_size,
            charset=self.charset,
            content_type_extra=self.content_type_extra,
        )
