from django.urls import path

from members.users import views

app_name = "users"
urlpatterns = [
    path("", views.home, name="home"),
    path("profile/", views.profile, name="profile"),
    path("data/", views.data, name="data"),
    path("data/download/", views.download, name="download"),
    path("data/forget/", views.forget, name="forget"),
]
