"""Recordings in Wagtail's admin."""

from wagtail.snippets.views.snippets import SnippetViewSet

from cms.models import Recording


class RecordingViewSet(SnippetViewSet):
    model = Recording
    icon = "media"
    list_display = ["title", "language", "seconds", "byte_count"]
