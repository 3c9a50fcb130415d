"""Where Wagtail's views publish and take down without asking the model."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from wagtail import hooks

from cms.models import Drafted


@hooks.register("before_unpublish")
def keep_what_is_shown(request: HttpRequest, instance: Any) -> None:
    if isinstance(instance, Drafted):
        instance.keep_what_is_shown(by=request.user)
