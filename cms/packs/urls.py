"""Addresses of packs below the language prefix. Their files need none: `config.urls` has them."""

from django.urls import path

from cms.packs import views

app_name = "packs"
urlpatterns = [
    path("", views.index, name="index"),
    path("<slug:slug>.json", views.manifest, name="manifest"),
]
