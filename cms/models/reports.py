"""What readers say is wrong: a page that is not clear, wrong or old, a number that nobody answers."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cms.models.contacts import PhoneKind
from members.vault.fields import SealedTextField
from members.vault.indexes import BlindIndexField


class ReportKind(models.TextChoices):
    UNCLEAR = "unclear", _("It is not clear")
    WRONG = "wrong", _("It is wrong")
    OUTDATED = "outdated", _("It is out of date")
    DEAD_NUMBER = "dead_number", _("The number does not work")


class ReaderReport(models.Model):
    """One reader's word about a page or a number. Who she is, nobody knows; her words are sealed, because she
    may tell of herself. The code on her screen is kept as a hash: with it she finds the answer."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(_("kind"), max_length=12, choices=ReportKind)
    page = models.ForeignKey(
        "wagtailcore.Page", on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    contact = models.ForeignKey(
        "cms.Contact", on_delete=models.CASCADE, null=True, blank=True, related_name="reports"
    )
    number = models.CharField(_("number"), max_length=24, blank=True)
    phone_kind = models.CharField(max_length=10, choices=PhoneKind, blank=True)
    language = models.CharField(_("language"), max_length=12)
    words = SealedTextField(_("words"), max_length=1000, blank=True)
    code_hash = BlindIndexField(unique=True)
    reported_at = models.DateTimeField(_("reported"))
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    answer = models.TextField(_("answer"), max_length=1000, blank=True)

    class Meta:
        ordering = ["reported_at", "pk"]
        verbose_name = _("reader's report")
        verbose_name_plural = _("readers' reports")
        indexes = [
            models.Index(fields=["page"], name="report_open_by_page", condition=Q(answered_at__isnull=True)),
            models.Index(
                fields=["contact"], name="report_open_by_contact", condition=Q(answered_at__isnull=True)
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind=ReportKind.DEAD_NUMBER, contact__isnull=False, page__isnull=True)
                | (~Q(kind=ReportKind.DEAD_NUMBER) & Q(contact__isnull=True, page__isnull=False)),
                name="report_is_about_a_page_or_a_number",
            ),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=False) | Q(answer=""), name="report_answer_has_its_time"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} [{self.language}]"
