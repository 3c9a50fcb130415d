"""Forms of the records desk. They validate and never save."""

from __future__ import annotations

import datetime
import re
import uuid
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from organising.pairings.models import Corridor
from organising.records import calendar, photos, services
from organising.records.models import RecordState, Verdict
from organising.unions.models import Union

_MONTH = re.compile(r"(\d{4})-(\d{1,2})")


class MonthField(forms.Field):
    """A month, sent as "2026-03". Gives its first day. Chosen from `months`, newest first."""

    widget = forms.Select
    default_error_messages = {
        "invalid": _("Write the month as year and month, for example 2026-03."),
        "required": _("Choose a month."),
    }

    def __init__(self, *, months: list[datetime.date], any_label: Any = None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        choices = [(f"{month:%Y-%m}", calendar.name(month)) for month in months]
        self.widget.choices = choices if any_label is None else [("", any_label), *choices]

    def to_python(self, value: Any) -> datetime.date | None:
        if value in self.empty_values:
            return None
        match = _MONTH.fullmatch(str(value).strip())
        if match is None:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        try:
            return datetime.date(int(match[1]), int(match[2]), 1)
        except ValueError:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from None

    def prepare_value(self, value: Any) -> Any:
        return f"{value:%Y-%m}" if isinstance(value, datetime.date) else value


class PhotoField(forms.FileField):
    """A photograph, drawn anew without its metadata. Gives a photos.Photo."""

    widget = forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp"})

    def clean(self, data: Any, initial: Any = None) -> photos.Photo | None:
        upload = super().clean(data, initial)
        if not isinstance(upload, UploadedFile):
            return None
        try:
            return photos.redraw(upload.read())
        except photos.PhotoTooLarge:
            raise ValidationError(_("This photo is larger than 10 MB. Choose a smaller one.")) from None
        except photos.PhotoTooManyPixels:
            raise ValidationError(
                _("This photo has more than 50 million pixels. Choose a smaller one.")
            ) from None
        except photos.PhotoRefused:
            raise ValidationError(
                _("We cannot read this file as a photo. Choose a JPEG, PNG or WebP photo.")
            ) from None


class AddRecordForm(forms.Form):
    """How many workers joined. Everything but the number is filled in already."""

    joined_count = forms.IntegerField(
        label=_("How many workers joined?"),
        min_value=1,
        max_value=services.MOST_WORKERS,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={
            "required": _("Write how many workers joined."),
            "invalid": services.CountOutOfRange.sentence,
            "min_value": services.CountOutOfRange.sentence,
            "max_value": services.CountOutOfRange.sentence,
        },
    )
    corridor = forms.ModelChoiceField(
        Corridor.objects.none(),
        label=_("Corridor"),
        required=False,
        empty_label=_("No corridor, or several"),
        error_messages={"invalid_choice": services.CorridorElsewhere.sentence},
    )
    photo = PhotoField(
        label=_("Photo of the list or the forms"),
        required=False,
        help_text=_("We draw it anew: place, time and device are removed. Up to 10 MB."),
    )
    note = forms.CharField(
        label=_("Note for the verifier"),
        required=False,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Where and how they joined. Write no names of workers."),
    )
    reference = forms.UUIDField(widget=forms.HiddenInput, required=False)

    field_order = ["joined_count", "month", "union", "corridor", "photo", "note", "reference"]

    def __init__(
        self,
        *args: Any,
        unions: list[Union],
        corridors: list[Corridor],
        months: list[datetime.date],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["month"] = MonthField(
            label=_("In which month?"), months=months, initial=months[0] if months else None
        )
        self.fields["union"] = forms.ModelChoiceField(
            _among(Union.objects.all(), unions),
            label=_("For which union?"),
            empty_label=None,
            initial=unions[0] if unions else None,
            widget=forms.Select if len(unions) > 1 else forms.HiddenInput,
            error_messages={"invalid_choice": services.OrganiserMandateMissing.sentence},
        )
        corridor = self.fields["corridor"]
        corridor.queryset = _among(Corridor.objects.all(), corridors)  # type: ignore[attr-defined]
        self.fields["reference"].initial = uuid.uuid4()
        self.order_fields(self.field_order)


class VerifyForm(forms.Form):
    """A verdict. Its buttons carry the verdict, so it is no field to fill in."""

    verdict = forms.ChoiceField(
        choices=Verdict.choices,
        widget=forms.HiddenInput,
        error_messages={
            "required": _("Choose one of the three buttons: confirm, ask back or refuse."),
            "invalid_choice": _("Choose one of the three buttons: confirm, ask back or refuse."),
        },
    )
    note = forms.CharField(
        label=_("Your question, or why you refuse"),
        required=False,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Needed to ask back and to refuse. The union reads it. Write no names of workers."),
    )

    def __init__(self, *args: Any, unions: list[Union], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["verifying_union"] = forms.ModelChoiceField(
            _among(Union.objects.all(), unions),
            label=_("You decide for"),
            empty_label=None,
            initial=unions[0] if unions else None,
            widget=forms.Select if len(unions) > 1 else forms.HiddenInput,
            error_messages={"invalid_choice": services.VerifierMandateMissing.sentence},
        )
        self.order_fields(["verifying_union", "note", "verdict"])


class AnswerForm(forms.Form):
    note = forms.CharField(
        label=_("Your answer"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The verifier reads it and decides. Write no names of workers."),
        error_messages={"required": _("Write an answer: the verifier waits for it.")},
    )


class FilterForm(forms.Form):
    """What the list shows. An unknown value is an error that says so; the list is then unfiltered."""

    state = forms.ChoiceField(
        label=_("State"), required=False, choices=[("", _("All states")), *RecordState.choices]
    )

    def __init__(self, *args: Any, unions: list[Union], months: list[datetime.date], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["month"] = MonthField(
            label=_("Month"), months=months, any_label=_("All months"), required=False
        )
        if len(unions) > 1:
            self.fields["union"] = forms.ModelChoiceField(
                _among(Union.objects.all(), unions),
                label=_("Union"),
                required=False,
                empty_label=_("All unions"),
                to_field_name="slug",
            )


def _among(rows: QuerySet[Any], allowed: list[Any]) -> QuerySet[Any]:
    return rows.filter(pk__in=[row.pk for row in allowed])
