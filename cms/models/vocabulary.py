"""The words by which a reader finds what is for her: stage, job, subject, and whose law it is."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from organising.unions.sectors import Sector

__all__ = ["Jurisdiction", "Sector", "Stage", "Topic"]


class Stage(models.TextChoices):
    """Where on her way the reader needs a guide; the order is the order of the index."""

    DECIDING = "deciding", _("When you decide whether to go")
    RECRUITMENT = "recruitment", _("When somebody offers you a job")
    BEFORE_DEPARTURE = "before_departure", _("Before you leave")
    WORK = "work", _("While you work")
    TROUBLE = "trouble", _("When something goes wrong")
    RETURN = "return", _("When you go home")


class Jurisdiction(models.TextChoices):
    """Whose law a guide tells of."""

    INTERNATIONAL = "international", _("International standards")
    ORIGIN = "origin", _("The law of the country you leave")
    DESTINATION = "destination", _("The law of the country you work in")


class Topic(models.TextChoices):
    """What a guide is about."""

    FEES = "fees", _("Fees and debts")
    CONTRACT = "contract", _("Contract")
    PAPERS = "papers", _("Passport and papers")
    WAGES = "wages", _("Wages")
    HOURS = "hours", _("Hours and rest")
    SAFETY = "safety", _("Safety and health")
    HOUSING = "housing", _("Housing and food")
    UNION = "union", _("Unions")
    VIOLENCE = "violence", _("Violence and harassment")
    COMPLAINT = "complaint", _("Complaints")
    RETURN = "return", _("Going home")
