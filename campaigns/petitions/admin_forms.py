"""Forms below /cms/: writing a petition, and moving it to another state."""

from __future__ import annotations

import datetime
import zoneinfo
from typing import Any

from django import forms
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm

from campaigns.petitions.models import Petition, PetitionState, RejectionReason
from frontend import time_zones

DATES = ("opens_at", "closes_at")


class PetitionForm(WagtailAdminModelForm):
    """Writes a petition; its state is moved by acts alone.

    Its dates are typed and shown in its own time zone, whatever zone the campaigner sits in. What a
    moderator reads or people have signed does not change: in moderation nothing, afterwards neither address
    nor texts, but a language may still be added.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in DATES:
            value = getattr(self.instance, name, None)
            if value is not None and self.instance.time_zone in time_zones.known():
                self.initial[name] = _read_as(value, of=self.instance.zone, to=_here())

    def clean_time_zone(self) -> str:
        name: str = self.cleaned_data["time_zone"]
        if name not in time_zones.known():
            raise forms.ValidationError(_("There is no such time zone. Write it so: Asia/Kathmandu"))
        return name

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        if cleaned.get("time_zone"):
            zone = zoneinfo.ZoneInfo(cleaned["time_zone"])
            for name in DATES:
                if cleaned.get(name):
                    cleaned[name] = _read_as(cleaned[name], of=_here(), to=zone)
        return cleaned

    def is_valid(self) -> bool:
        if not super().is_valid():
            return False
        if self.instance.state == PetitionState.MODERATION and self.has_changed():
            self.add_error(None, _("Take it back to draft before you change it."))
        elif self.instance.state != PetitionState.DRAFT and self._changes_what_was_read():
            self.add_error(None, _("Only a draft can be changed. You can still add a language."))
        return not self.errors

    def _changes_what_was_read(self) -> bool:
        rows = self.formsets["texts"].forms if "texts" in self.formsets else []
        return "slug" in self.changed_data or any(row.instance.pk and row.has_changed() for row in rows)

    @transaction.atomic
    def save(self, commit: bool = True) -> Petition:
        """The state is the one in the row now: somebody may have moved it while this was typed."""
        row = Petition.objects.select_for_update().filter(pk=self.instance.pk).first()
        if row is not None:
            self.instance.state = row.state
            self.instance.rejection_reason = row.rejection_reason
        return super().save(commit=commit)


def _here() -> datetime.tzinfo:
    """The zone in which Django reads and shows dates in forms."""
    return timezone.get_current_timezone()


def _read_as(value: datetime.datetime, *, of: datetime.tzinfo, to: datetime.tzinfo) -> datetime.datetime:
    """The instant at which the clocks in `to` show what those in `of` show at `value`, to the minute."""
    return value.astimezone(of).replace(tzinfo=to, second=0, microsecond=0)


class MoveForm(forms.Form):
    """What is said with a change of state."""

    step = forms.IntegerField(widget=forms.HiddenInput)
    reason = forms.ChoiceField(
        label=_("Reason, for everybody to read"), choices=RejectionReason.choices, widget=forms.RadioSelect
    )
    note = forms.CharField(
        label=_("Note for colleagues"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, petition: Petition, to_state: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if to_state != PetitionState.REJECTED:
            del self.fields["reason"]
        is_return = (petition.state, to_state) == (PetitionState.MODERATION, PetitionState.DRAFT)
        self.fields["note"].required = is_return
