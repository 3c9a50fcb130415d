"""The board's address below `/cms/`."""

from django.urls import path

from cms.board import views

app_name = "board"
urlpatterns = [path("", views.BoardView.as_view(), name="index")]
