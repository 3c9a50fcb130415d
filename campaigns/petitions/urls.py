from django.urls import path

from campaigns.petitions import views

app_name = "petitions"
urlpatterns = [
    path("", views.index, name="index"),
    path("confirm/<str:token>/", views.confirm, name="confirm"),
    path("<slug:slug>/", views.detail, name="detail"),
    path("<slug:slug>/thanks/", views.thanks, name="thanks"),
]
