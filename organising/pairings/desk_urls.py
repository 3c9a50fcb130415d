from django.urls import URLPattern

app_name = "desk_pairings"
urlpatterns: list[URLPattern] = []
