"""Pages below the language prefix. In place of Wagtail's own addresses."""

from django.urls import re_path

from cms import addresses, views

urlpatterns = [re_path(rf"^{addresses.PAGE_PATH}$", views.serve, name="wagtail_serve")]
