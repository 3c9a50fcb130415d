from django.urls import path

from organising.records import desk_views

app_name = "desk_records"
urlpatterns = [
    path("", desk_views.records, name="list"),
    path("export.csv", desk_views.export, name="export"),
    path("add/", desk_views.add, name="add"),
    path("to-verify/", desk_views.to_verify, name="to_verify"),
    path("to-answer/", desk_views.to_answer, name="to_answer"),
    path("<uuid:record_id>/", desk_views.detail, name="detail"),
    path("<uuid:record_id>/verify/", desk_views.verify, name="verify"),
    path("<uuid:record_id>/answer/", desk_views.answer, name="answer"),
    path("<uuid:record_id>/photo/<uuid:evidence_id>/", desk_views.photo, name="photo"),
]
