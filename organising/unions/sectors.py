"""The jobs for which corridors, guides, contacts and fee rules differ."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Sector(models.TextChoices):
    """Jobs as workers name them, after the sections of ISIC Rev. 4 in which migrants work most."""

    DOMESTIC = "domestic", _("Work in somebody's home")
    CARE = "care", _("Care and health")
    CONSTRUCTION = "construction", _("Building")
    FACTORY = "factory", _("Factory")
    FARM = "farm", _("Farm")
    SEA = "sea", _("Ships and fishing")
    CLEANING = "cleaning", _("Cleaning")
    HOTEL = "hotel", _("Hotel and restaurant")
    TRANSPORT = "transport", _("Driving and delivery")
    SECURITY = "security", _("Security guard")
    SHOP = "shop", _("Shop and warehouse")
