from django.urls import URLPattern

app_name = "desk_targets"
urlpatterns: list[URLPattern] = []
