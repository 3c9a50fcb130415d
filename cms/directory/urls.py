"""Addresses below `/{lang}/help/`."""

from django.urls import path

from cms.directory import views

app_name = "directory"
urlpatterns = [
    path("", views.index, name="index"),
    path("<slug:slug>/", views.contact, name="contact"),
]
