"""Forms of readers and of the desk. They check and never save."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from members.notifications import queries
from members.notifications.models import AlertText, Urgency
from members.vault.indexes import NotAnEmail, normalise_email


class SubscribeForm(forms.Form):
    """An address. The language is that of the page."""

    email = forms.EmailField(
        label=_("Your e-mail address"),
        max_length=254,
        help_text=_("We send one e-mail there. The alerts begin when you confirm it."),
        widget=forms.EmailInput(attrs={"autocomplete": "email", "inputmode": "email", "dir": "ltr"}),
    )

    def clean_email(self) -> str:
        email: str = self.cleaned_data["email"]
        try:
            normalise_email(email)
        except NotAnEmail:
            raise forms.ValidationError(_("Please check the part after the @."), code="domain") from None
        return email


def _topic_choices() -> list[tuple[str, str]]:
    return [(view.topic.slug, view.name) for view in queries.open_topics(get_language() or "en")]


def _language_choices() -> list[tuple[str, str]]:
    return list(settings.LANGUAGES)


class AlertForm(forms.Form):
    """Where an alert goes: to whom, to which page, how urgently."""

    topic = forms.ChoiceField(
        label=_("Topic"), choices=_topic_choices, help_text=_("Everybody who follows it gets the alert.")
    )
    path = forms.CharField(
        label=_("Page that the alert opens"),
        max_length=300,
        required=False,
        help_text=_(
            "Without the address of the site and without the language: campaigns/fees/. "
            "Each reader gets the page in her own language. Left empty, the page of the topic opens."
        ),
        widget=forms.TextInput(attrs={"dir": "ltr", "autocapitalize": "off", "spellcheck": "false"}),
    )
    urgency = forms.ChoiceField(
        label=_("How urgent is it?"),
        choices=Urgency.choices,
        initial=Urgency.NORMAL,
        help_text=_("Urgent alerts wake a sleeping phone. Keep them for what cannot wait until tomorrow."),
    )


class AlertTextForm(forms.ModelForm):
    """The words of an alert in one language."""

    class Meta:
        model = AlertText
        fields = ("subject", "push_line", "body")
        labels = {
            "subject": _("Subject"),
            "push_line": _("Push line"),
            "body": _("Text of the e-mail"),
        }
        help_texts = {
            "subject": _("What happened, in one line. It is the title of the push message too."),
            "push_line": _(
                "What a phone shows under the title: what to do now. Phones cut after about 60 letters."
            ),
            "body": _("Short paragraphs with an empty line between them. One thing to do."),
        }
        widgets = {"body": forms.Textarea(attrs={"rows": 8})}

    def __init__(self, *args: Any, language: str, direction: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget.attrs.update({"lang": language, "dir": direction})


class FirstLanguageForm(forms.Form):
    """The language in which an alert is written first."""

    language = forms.ChoiceField(label=_("Language you write in"), choices=_language_choices)


class ScheduleForm(forms.Form):
    """When an alert leaves, in the time zone of the person at the desk."""

    at = forms.DateTimeField(
        label=_("Day and time"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"],
    )
