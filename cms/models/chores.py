"""What waits for an editor: a guide to be read again, a contact to be called."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class ChoreKind(models.TextChoices):
    REVIEW = "review", _("Read the guide again")
    CONTACT = "contact", _("Check the contact")


class Chore(models.Model):
    """One thing for one editor, or for whoever takes it. Opened by a clock, closed by the work itself."""

    kind = models.CharField(_("kind"), max_length=12, choices=ChoreKind)
    page = models.ForeignKey(
        "wagtailcore.Page", on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    contact = models.ForeignKey(
        "cms.Contact", on_delete=models.CASCADE, null=True, blank=True, related_name="chores"
    )
    assigned_to = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    due_date = models.DateField(_("due"))
    opened_at = models.DateTimeField(_("opened"))
    done_at = models.DateTimeField(_("done"), null=True, blank=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["due_date", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind=ChoreKind.REVIEW, page__isnull=False, contact__isnull=True)
                | Q(kind=ChoreKind.CONTACT, page__isnull=True, contact__isnull=False),
                name="chore_is_about_a_page_or_a_contact",
            ),
            models.UniqueConstraint(
                fields=["page"], condition=Q(done_at__isnull=True), name="chore_open_once_a_page"
            ),
            models.UniqueConstraint(
                fields=["contact"], condition=Q(done_at__isnull=True), name="chore_open_once_a_contact"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.due_date}"
