from django.urls import path

from organising.records import views

app_name = "progress"
urlpatterns = [
    path("", views.home, name="home"),
    path("<slug:slug>/", views.union, name="union"),
]
