"""Addresses below /cms/editing/."""

from django.urls import path

from cms.editing import views

urlpatterns = [
    path("<int:page_id>/check/", views.check, name="editing_check"),
    path("unions/", views.unions, name="editing_unions"),
    path("unions/start/", views.start_guide, name="editing_start_guide"),
    path("unions/invite/", views.invite, name="editing_invite"),
    path("unions/give/", views.give, name="editing_give"),
    path("unions/take-back/", views.take_back, name="editing_take_back"),
    path("unions/remove/", views.remove, name="editing_remove"),
]
