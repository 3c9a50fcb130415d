from django.urls import path

from members.notifications import desk_views as views

app_name = "desk_alerts"
urlpatterns = [
    path("", views.index, name="list"),
    path("new/", views.new, name="new"),
    path("<uuid:alert_id>/", views.detail, name="detail"),
    path("<uuid:alert_id>/change/", views.change, name="change"),
    path("<uuid:alert_id>/text/<str:language>/", views.text, name="text"),
    path("<uuid:alert_id>/preview/<str:language>/", views.preview, name="preview"),
    path("<uuid:alert_id>/preview/<str:language>/mail/", views.preview_mail, name="preview_mail"),
    path("<uuid:alert_id>/send/", views.send, name="send"),
    path("<uuid:alert_id>/schedule/", views.schedule, name="schedule"),
    path("<uuid:alert_id>/cancel/", views.cancel, name="cancel"),
]
