"""Addresses below `/{lang}/wrong/`."""

from django.urls import path

from cms.reports import views

app_name = "reports"
urlpatterns = [
    path("answer/", views.answer, name="answer"),
    path("number/", views.number, name="number"),
    path("<slug:code>/", views.page, name="page"),
]
