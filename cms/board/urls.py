"""The addresses of the board and of what waits, below `/cms/`."""

from django.urls import path

from cms.board import views

app_name = "board"
urlpatterns = [
    path("", views.BoardView.as_view(), name="index"),
    path("waiting/", views.WaitingView.as_view(), name="waiting"),
]
