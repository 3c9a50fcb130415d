from django.urls import path

from organising.targets import desk_views

app_name = "desk_targets"
urlpatterns = [
    path("", desk_views.targets, name="list"),
    path("open/<slug:slug>/", desk_views.open_cycle, name="open"),
    path("close/<slug:slug>/", desk_views.close_cycle, name="close"),
    path("floor/", desk_views.floor, name="floor"),
    path("unions/<slug:slug>/", desk_views.target, name="target"),
]
