"""A file that somebody sends lies in memory alone until it is sealed."""

from __future__ import annotations

import os
import tempfile

import pytest
from django import forms
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpRequest
from django.test import RequestFactory, override_settings

from members.vault.uploads import MemoryOnlyUploadHandler

MEGABYTE = 1024 * 1024


class UploadForm(forms.Form):
    file = forms.FileField()
    second = forms.FileField(required=False)


def upload(*sizes: int) -> tuple[HttpRequest, set[str]]:
    """A request with files of these sizes, and what appeared in the temporary folder meanwhile."""
    names = ["file", "second"]
    files = {
        name: SimpleUploadedFile(f"{name}.bin", b"x" * size) for name, size in zip(names, sizes, strict=False)
    }
    request = RequestFactory().post("/", files)
    before = set(os.listdir(tempfile.gettempdir()))
    seen: set[str] = set()
    take = MemoryOnlyUploadHandler.receive_data_chunk

    def watch(self, raw_data, start):
        seen.update(set(os.listdir(tempfile.gettempdir())) - before)
        return take(self, raw_data, start)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(MemoryOnlyUploadHandler, "receive_data_chunk", watch)
        assert set(request.FILES) == set(files)
    seen.update(set(os.listdir(tempfile.gettempdir())) - before)
    return request, {name for name in seen if name.endswith((".upload", ".bin"))}


class TestAnUpload:
    def test_only_our_handler_is_in_use(self):
        assert settings.FILE_UPLOAD_HANDLERS == ["members.vault.uploads.MemoryOnlyUploadHandler"]

    @pytest.mark.parametrize("size", [1, 3 * MEGABYTE, 10 * MEGABYTE])
    def test_stays_in_memory(self, size):
        request, on_disk = upload(size)

        form = UploadForm({}, request.FILES)

        assert on_disk == set()
        assert form.is_valid()
        assert form.cleaned_data["file"].size == size
        assert form.cleaned_data["file"].read() == b"x" * size

    def test_over_ten_megabytes_is_refused_with_a_sentence(self):
        request, on_disk = upload(10 * MEGABYTE + 1)

        form = UploadForm({}, request.FILES)

        assert on_disk == set()
        assert form.errors["file"] == ["This file is too large. You can send up to 10.0\xa0MB at once."]

    def test_two_files_share_the_limit_and_the_first_is_kept(self):
        request, _on_disk = upload(6 * MEGABYTE, 6 * MEGABYTE)

        form = UploadForm({}, request.FILES)

        assert list(form.errors) == ["second"]
        assert form.cleaned_data["file"].size == 6 * MEGABYTE

    def test_nothing_of_a_refused_file_can_be_read(self):
        request, _on_disk = upload(11 * MEGABYTE)
        file = request.FILES["file"]

        for read in (file.read, file.open, lambda: file.size, lambda: list(file.chunks())):
            with pytest.raises(forms.ValidationError):
                read()

    def test_the_django_default_would_have_written_to_the_disk(self):
        """The check above can fail: Django's own handlers do leave a file."""
        handlers = [
            "django.core.files.uploadhandler.MemoryFileUploadHandler",
            "django.core.files.uploadhandler.TemporaryFileUploadHandler",
        ]
        with override_settings(FILE_UPLOAD_HANDLERS=handlers, FILE_UPLOAD_MAX_MEMORY_SIZE=MEGABYTE):
            request = RequestFactory().post("/", {"file": SimpleUploadedFile("big.bin", b"x" * 3 * MEGABYTE)})
            assert os.path.exists(request.FILES["file"].temporary_file_path())
