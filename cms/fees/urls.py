"""Below `/{lang}/help/fees/`."""

from django.urls import path

from cms.fees import views

app_name = "fees"
urlpatterns = [path("", views.check, name="check")]
