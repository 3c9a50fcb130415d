"""The directory: who helps, whom, where, in which languages, and how they are reached."""

from __future__ import annotations

import datetime
import re
from typing import Any

import phonenumbers
from babel import Locale, UnknownLocaleError
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel

from cms.models.drafts import Drafted, match_children
from cms.models.fields import ChoicesField, CountryCodesField, validate_web_address
from cms.models.vocabulary import Sector
from frontend import languages, time_zones

RESERVED_SLUGS = frozenset({"fees"})
"""Addresses below `/help/` that belong to other pages."""

CHECKED_BEFORE = "checked_on_in_row"


class ContactKind(models.TextChoices):
    UNION = "union", _("Union")
    HELPLINE = "helpline", _("Helpline")
    EMBASSY = "embassy", _("Embassy or consulate")
    INSPECTORATE = "inspectorate", _("Labour inspectorate or ministry")
    ORGANISATION = "organisation", _("Organisation that helps")
    INTERNATIONAL = "international", _("International body")


class Need(models.TextChoices):
    """What somebody looks for help with."""

    DANGER = "danger", _("I am in danger")
    WAGES = "wages", _("I am not paid")
    PAPERS = "papers", _("My passport or papers were taken")
    FEES = "fees", _("Somebody asks me for money for a job")
    INJURY = "injury", _("I am ill or hurt")
    UNION = "union", _("I want to join a union")
    ADVICE = "advice", _("I want advice on my rights")
    RETURN = "return", _("I want to go home")
    COMPLAINT = "complaint", _("I want to tell the world or the United Nations")


class PhoneKind(models.TextChoices):
    CALL = "call", _("Call")
    FREE = "free", _("Free call")
    WHATSAPP = "whatsapp", _("WhatsApp")
    SMS = "sms", _("Text message")


class Weekday(models.IntegerChoices):
    """As `datetime.date.weekday` counts."""

    MONDAY = 0, _("Monday")
    TUESDAY = 1, _("Tuesday")
    WEDNESDAY = 2, _("Wednesday")
    THURSDAY = 3, _("Thursday")
    FRIDAY = 4, _("Friday")
    SATURDAY = 5, _("Saturday")
    SUNDAY = 6, _("Sunday")


class Contact(Drafted, ClusterableModel):
    """One entry of the directory. What it does is said once a language, in `ContactText`."""

    slug = models.SlugField(max_length=80, unique=True)
    name = models.CharField(_("name"), max_length=160, help_text=_("As it calls itself."))
    kind = models.CharField(_("kind"), max_length=20, choices=ContactKind)
    needs = ChoicesField(Need, verbose_name=_("helps when"))
    origin_codes = CountryCodesField(
        verbose_name=_("helps workers from"), help_text=_("Country codes. Empty: from every country.")
    )
    country_codes = CountryCodesField(
        verbose_name=_("helps in"), help_text=_("Country codes. Empty: in every country.")
    )
    sectors = ChoicesField(Sector, verbose_name=_("jobs"), help_text=_("None ticked: every job."))
    language_codes = models.CharField(
        _("languages spoken"),
        max_length=120,
        blank=True,
        help_text=_("Language codes with a space between: ne en hi"),
    )
    email = models.EmailField(_("e-mail"), blank=True)
    website = models.URLField(_("website"), blank=True, max_length=300)
    address = models.TextField(_("postal address"), blank=True, max_length=300)
    is_always_open = models.BooleanField(_("open day and night"), default=False)
    time_zone = models.CharField(
        _("time zone of the opening hours"), max_length=40, blank=True, help_text=_("Asia/Kathmandu")
    )
    union = models.ForeignKey(
        "unions.Union", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    checked_on = models.DateField(_("checked on"), null=True, blank=True)
    check_due = models.DateField(_("to be checked again by"), null=True, blank=True)
    source_url = models.URLField(_("where this was read"), blank=True, max_length=300)
    loaded_hash = models.CharField(
        max_length=32,
        blank=True,
        editable=False,
        help_text="what the directory's files said when they were loaded; empty: an editor made it",
    )

    class Meta:
        ordering = ["kind", "name", "pk"]
        verbose_name = _("contact")
        verbose_name_plural = _("contacts")

    def __str__(self) -> str:
        return self.name

    @property
    def languages(self) -> list[str]:
        return self.language_codes.split()

    def serializable_data(self) -> dict[str, Any]:
        """With the day that stands in the row now: it tells later whether the row was checked since."""
        checked_on = Contact.objects.filter(pk=self.pk).values_list("checked_on", flat=True).first()
        return super().serializable_data() | {CHECKED_BEFORE: _as_in_json(checked_on)}

    def keep_from_row(self, draft: Contact, content: dict[str, Any]) -> None:
        """Rounds, readers and files write into the row; an old draft takes none of that back.

        The day of the last check is the draft's only when somebody typed another one there and nobody has
        checked the row since.
        """
        row = Contact.objects.filter(pk=self.pk).values_list("checked_on", "check_due").first()
        checked_on, check_due = row or (self.checked_on, self.check_due)
        draft.loaded_hash, draft.check_due = self.loaded_hash, check_due
        if CHECKED_BEFORE not in content or content[CHECKED_BEFORE] != _as_in_json(checked_on):
            draft.checked_on = checked_on
        texts = ContactText.objects.filter(contact=self).order_by("pk")
        for text, stored in match_children(draft.texts.all(), texts, ("language",)):
            text.loaded_hash = stored.loaded_hash if stored else ""
        phones = ContactPhone.objects.filter(contact=self).order_by("pk")
        for phone, stored in match_children(draft.phones.all(), phones, ("number", "kind")):
            phone.reported_at = stored.reported_at if stored else None
            phone.found_working_at = stored.found_working_at if stored else None

    def held_row(self) -> Contact:
        row: Contact = super().held_row()
        list(ContactPhone.objects.select_for_update(of=("self",)).filter(contact=row).order_by("pk"))
        return row

    def clean(self) -> None:
        super().clean()
        self.language_codes = " ".join(dict.fromkeys(re.split(r"[\s,]+", self.language_codes.strip())))
        problems: dict[str, ValidationError] = {}
        unknown = [code for code in self.languages if not _is_language(code)]
        if unknown:
            problems["language_codes"] = ValidationError(
                _("These are no language codes: %(codes)s. Write them with a space between: ne en hi"),
                params={"codes": " ".join(unknown)},
            )
        if self.time_zone and self.time_zone not in time_zones.known():
            problems["time_zone"] = ValidationError(
                _("There is no such time zone. Write it so: Asia/Kathmandu")
            )
        if self.slug in RESERVED_SLUGS:
            problems["slug"] = ValidationError(_("Another page has this address."))
        for name in ("website", "source_url"):
            try:
                validate_web_address(getattr(self, name))
            except ValidationError as problem:
                problems[name] = problem
        if problems:
            raise ValidationError(problems)


def _as_in_json(day: datetime.date | None) -> str | None:
    return None if day is None else day.isoformat()


def _is_language(code: str) -> bool:
    """Whether CLDR knows the code."""
    try:
        Locale.parse(code, sep="-")
    except (UnknownLocaleError, ValueError):
        return False
    return True


class ContactText(models.Model):
    """What a contact does, in one language."""

    contact = ParentalKey(Contact, on_delete=models.CASCADE, related_name="texts")
    language = models.CharField(_("language"), max_length=12)
    name = models.CharField(
        _("name in this language"), max_length=160, blank=True, help_text=_("Only if it has one.")
    )
    does = models.TextField(_("what it does"), max_length=600)
    helps = models.CharField(_("whom it helps"), max_length=400, blank=True)
    reach = models.TextField(_("how to reach it"), max_length=500, blank=True)
    checked_by_speaker = models.BooleanField(_("checked by a speaker of the language"), default=False)
    loaded_hash = models.CharField(max_length=32, blank=True, editable=False)

    class Meta:
        ordering = ["contact_id", "language"]
        constraints = [
            models.UniqueConstraint(fields=["contact", "language"], name="contact_text_once_a_language")
        ]
        verbose_name = _("text in one language")

    def __str__(self) -> str:
        return f"{self.contact} [{languages.endonym(self.language)}]"

    def clean(self) -> None:
        if self.language and self.language not in dict(settings.LANGUAGES):
            raise ValidationError({"language": _("This site has no such language.")})


class ContactPhone(models.Model):
    """A number and the way in which it is used."""

    contact = ParentalKey(Contact, on_delete=models.CASCADE, related_name="phones")
    number = models.CharField(
        _("number"), max_length=24, help_text=_("With the country code; short numbers as they are dialled.")
    )
    kind = models.CharField(_("kind"), max_length=10, choices=PhoneKind, default=PhoneKind.CALL)
    position = models.PositiveSmallIntegerField(default=0)
    reported_at = models.DateTimeField(
        null=True,
        editable=False,
        help_text="when a reader said that it does not work; empty: nobody did since it was checked",
    )
    found_working_at = models.DateTimeField(
        null=True, editable=False, help_text="when an editor called it last and somebody answered"
    )

    sort_order_field = "position"

    class Meta:
        ordering = ["contact_id", "position", "pk"]
        verbose_name = _("telephone number")

    def __str__(self) -> str:
        return self.number

    def clean(self) -> None:
        self.number = " ".join(self.number.split())
        problem = _problem_of_number(self.number, self.kind)
        if problem:
            raise ValidationError({"number": problem})


def _problem_of_number(number: str, kind: str) -> str:
    """Why nobody can dial this; "" when somebody can.

    A number with its country code has a length that numbers of its country have (libphonenumber's metadata;
    which numbers are given out today changes faster than the library). Without one it is a short number, or
    a free number that works inside its country.
    """
    if not re.fullmatch(r"\+?[0-9][0-9 ().*#-]*|[*#][0-9 *#]+", number):
        return str(_("A number has digits and spaces only, with + before the country code."))
    if number.startswith("+"):
        try:
            possible = phonenumbers.is_possible_number(phonenumbers.parse(number, None))
        except phonenumbers.NumberParseException:
            possible = False
        return "" if possible else str(_("This number is too short, too long, or of no country."))
    if kind == PhoneKind.WHATSAPP:
        return str(_("WhatsApp needs the number with + and the country code."))
    longest = 12 if kind == PhoneKind.FREE else 6
    if not 2 <= len(re.sub(r"[^0-9]", "", number)) <= longest:
        return str(_("Write the number with + and the country code."))
    return ""


class ContactHours(models.Model):
    """Open on these days, from and to these times in the contact's time zone."""

    contact = ParentalKey(Contact, on_delete=models.CASCADE, related_name="hours")
    first_day = models.PositiveSmallIntegerField(_("from"), choices=Weekday)
    last_day = models.PositiveSmallIntegerField(_("to"), choices=Weekday)
    opens_at = models.TimeField(_("opens"))
    closes_at = models.TimeField(_("closes"))

    class Meta:
        ordering = ["contact_id", "first_day", "opens_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(first_day__lte=6) & Q(last_day__lte=6), name="contact_hours_name_weekdays"
            ),
            models.CheckConstraint(
                condition=Q(closes_at__gt=F("opens_at")), name="contact_closes_after_it_opens"
            ),
        ]
        verbose_name = _("opening hours")

    def __str__(self) -> str:
        return f"{self.get_first_day_display()}–{self.get_last_day_display()}"

    def clean(self) -> None:
        if self.opens_at and self.closes_at and self.closes_at <= self.opens_at:
            raise ValidationError({"closes_at": _("It closes after it opens.")})
