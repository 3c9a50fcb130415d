from django.urls import path

from organising.pairings import desk_views

app_name = "desk_pairings"
urlpatterns = [
    path("", desk_views.pairings, name="list"),
    path("propose/", desk_views.choose_corridor, name="choose_corridor"),
    path("propose/<slug:slug>/", desk_views.propose, name="propose"),
    path("<uuid:pairing_id>/", desk_views.detail, name="detail"),
    path("<uuid:pairing_id>/accept/<slug:slug>/", desk_views.accept, name="accept"),
    path("<uuid:pairing_id>/end/<slug:slug>/", desk_views.end, name="end"),
]
