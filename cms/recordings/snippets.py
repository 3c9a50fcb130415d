"""Recordings in Wagtail's admin."""

from wagtail.admin.panels import FieldPanel, ObjectList
from wagtail.snippets.views.snippets import SnippetViewSet

from cms.models import Recording
from cms.recordings.forms import RecordingForm


class RecordingViewSet(SnippetViewSet):
    model = Recording
    icon = "media"
    list_display = ["title", "language", "seconds", "byte_count"]
    edit_handler = ObjectList(
        [FieldPanel("title"), FieldPanel("language"), FieldPanel("file")], base_form_class=RecordingForm
    )
