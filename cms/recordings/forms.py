"""The form in which an editor hands in a recording."""

from __future__ import annotations

import io
import secrets
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import InMemoryUploadedFile, UploadedFile
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from wagtail.admin.forms import WagtailAdminModelForm

from cms.recordings import sounds
from frontend import languages

HOW_TO_SAVE = _("Save it as Opus, mono, 16 kbit/s, and upload it again.")


class RecordingForm(WagtailAdminModelForm):
    """Title and language are typed; length, weight and kind are read from the file."""

    language = forms.ChoiceField(label=capfirst(_("language")))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["language"].choices = settings.LANGUAGES
        file = self.fields["file"]
        file.widget.attrs["accept"] = ".ogg,.opus,.mp3,.m4a,audio/*"
        file.help_text = _("Opus, MP3 or M4A; at most 10 minutes and 240 kB a minute.")

    def clean_file(self) -> Any:
        """The sound under a name that tells nothing; says what to do when it cannot be taken."""
        upload = self.cleaned_data["file"]
        if not isinstance(upload, UploadedFile):
            return upload
        upload.seek(0)
        data = upload.read()
        try:
            sound = sounds.examine(data)
        except sounds.NoSound:
            raise _refusal(_("This is no sound file that phones can play."), HOW_TO_SAVE) from None
        except sounds.BrokenSound:
            raise _refusal(
                _("The end of this recording is missing."), _("Copy it once more, and upload it again.")
            ) from None
        except sounds.SoundNamesItsPlace:
            raise _refusal(_("This file says where it was recorded."), HOW_TO_SAVE) from None
        except sounds.SoundTooHeavy as problem:
            sentence = _("A minute of this recording weighs %(size)s; 240 kB is the most.")
            size = languages.filesize_short(int(problem.args[0]))
            raise _refusal(sentence % {"size": size}, HOW_TO_SAVE) from None
        except sounds.SoundTooLong as problem:
            minutes = -(-int(problem.args[0]) // 60)
            sentence = ngettext(
                "This recording is %(count)d minute long; 10 minutes is the most.",
                "This recording is %(count)d minutes long; 10 minutes is the most.",
                minutes,
            )
            raise _refusal(sentence % {"count": minutes}, _("Make one recording for each section.")) from None
        self.instance.mime_type = sound.mime_type
        self.instance.seconds = sound.seconds
        self.instance.byte_count = sound.byte_count
        return InMemoryUploadedFile(
            file=io.BytesIO(data),
            field_name="file",
            name=secrets.token_hex(8) + sound.suffix,
            content_type=sound.mime_type,
            size=len(data),
            charset=None,
        )


def _refusal(what: Any, to_do: Any) -> ValidationError:
    return ValidationError(f"{what} {to_do}")
