"""The papers of a guide, below its address."""

from django.urls import path

from cms.models import Print
from cms.prints import views

app_name = "prints"

urlpatterns = [
    path("guides/<slug:slug>/booklet.pdf", views.pdf, {"kind": Print.Kind.BOOKLET.value}, name="booklet"),
    path("guides/<slug:slug>/card.pdf", views.pdf, {"kind": Print.Kind.CARD.value}, name="card"),
]
