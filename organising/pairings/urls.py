from django.urls import path

from organising.pairings import views

app_name = "pairings"
urlpatterns = [
    path("", views.corridors, name="list"),
    path("<slug:slug>/", views.corridor, name="corridor"),
]
