from django.urls import path

from members.notifications import views

app_name = "notifications"
urlpatterns = [
    path("", views.home, name="home"),
    path("preferences/", views.preferences, name="preferences"),
    path("push/subscribe/", views.push_subscribe, name="push_subscribe"),
    path("push/unsubscribe/", views.push_unsubscribe, name="push_unsubscribe"),
    path("confirm/<str:token>/", views.confirm, name="confirm"),
    path("stop/<str:token>/", views.stop, name="stop"),
    path("<slug:slug>/", views.topic, name="topic"),
    path("<slug:slug>/asked/", views.asked, name="asked"),
]
