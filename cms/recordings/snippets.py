"""Recordings in Wagtail's admin."""

from typing import Any

from django.http import HttpRequest
from wagtail.admin.panels import FieldPanel, ObjectList
from wagtail.snippets.views.snippets import CreateView, EditView, SnippetViewSet

from cms.models import Recording
from cms.recordings.forms import RecordingForm


class _SavedByHand:
    """A recording has no drafts: Wagtail would save each letter of a title for readers at once."""

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)  # type: ignore[misc]
        self.autosave_enabled = False


class RecordingCreateView(_SavedByHand, CreateView):
    pass


class RecordingEditView(_SavedByHand, EditView):
    pass


class RecordingViewSet(SnippetViewSet):
    model = Recording
    add_view_class = RecordingCreateView
    edit_view_class = RecordingEditView
    icon = "media"
    list_display = ["title", "language", "seconds", "byte_count"]
    edit_handler = ObjectList(
        [FieldPanel("title"), FieldPanel("language"), FieldPanel("file")], base_form_class=RecordingForm
    )
