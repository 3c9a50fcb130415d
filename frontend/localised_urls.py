"""Addresses below the language prefix."""

from django.urls import path

from frontend import views

urlpatterns = [path("offline/", views.offline, name="offline")]
