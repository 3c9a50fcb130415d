"""Whatever no other address has taken and carries no language that we speak."""

from django.urls import re_path

from cms import views

urlpatterns = [re_path(r"^(?P<path>(?:[\w\-]+/)+)$", views.without_language, name="without_language")]
