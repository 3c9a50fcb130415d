from django.urls import URLPattern

app_name = "desk_alerts"
urlpatterns: list[URLPattern] = []
