"""Addresses below /cms/ that Wagtail has itself, before which somebody asks who looks."""

from django.urls import path
from wagtail.admin.auth import require_admin_access

from cms.editing.hooks import HousePageTypesReport, browse_from

urlpatterns = [
    path("choose-page/<int:parent_page_id>/", require_admin_access(browse_from)),
    path("reports/page-types-usage/", require_admin_access(HousePageTypesReport.as_view())),
    path(
        "reports/page-types-usage/results/",
        require_admin_access(HousePageTypesReport.as_view(results_only=True)),
    ),
]
