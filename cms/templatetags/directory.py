"""`{% load directory %}`: who helps, drawn into a guide."""

from __future__ import annotations

from django import template

from cms.directory import guides
from cms.models import GuidePage

register = template.Library()


@register.simple_tag
def contacts_for(page: object, need: str = "") -> guides.Helpers:
    """At most five contacts for a guide's countries: {% contacts_for page need=value.need as found %}"""
    return guides.helpers_for(page if isinstance(page, GuidePage) else None, need=need or "")
