"""Whatever no other address has taken and whose first part is none of our languages."""

import re

from django.conf import settings
from django.urls import re_path

from cms import views

# An address below one of our languages must stay unknown here: Django's LocaleMiddleware would lead a reader
# from /xx/guides/ to /en/xx/guides/ if that could be resolved.
OURS = "|".join(re.escape(code) for code, _name in settings.LANGUAGES)

urlpatterns = [
    re_path(rf"^(?P<path>(?!(?:{OURS})/)(?:[\w\-]+/)+)$", views.without_language, name="without_language")
]
