from django.urls import URLPattern

app_name = "desk_records"
urlpatterns: list[URLPattern] = []
