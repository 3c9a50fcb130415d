"""Addresses below /cms/ that Wagtail has itself, before which somebody asks who looks."""

from collections.abc import Callable

from django.http import HttpResponse
from django.urls import path
from wagtail.admin.auth import require_admin_access
from wagtail.admin.views.reports.audit_logging import LogEntriesView
from wagtail.admin.views.reports.workflows import WorkflowTasksView, WorkflowView
from wagtail.admin.viewsets.pages import page_viewset_registry
from wagtail.images import get_image_model
from wagtail.utils.urlpatterns import decorate_urlpatterns

from cms.editing import choosers
from cms.editing.hooks import (
    ChooseImages,
    HousePageTypesReport,
    OwnImagesIndex,
    browse_from,
    choose_many,
    complete_tags,
    do_in_bulk,
    for_the_house,
    for_who_sees_the_page,
)

task = "<int:page_id>/<slug:action_name>/<int:task_state_id>/"
kind = "<slug:content_type_app_name>/<slug:content_type_model_name>/"
reports = {
    "reports/site-history/": LogEntriesView,
    "reports/workflow/": WorkflowView,
    "reports/workflow_tasks/": WorkflowTasksView,
}
of_a_page = {
    f"pages/workflow/action/{task}": "workflow_action",
    f"pages/workflow/collect_action_data/{task}": "collect_workflow_action_data",
    "pages/workflow/confirm_cancellation/<int:page_id>/": "confirm_workflow_cancellation",
    "pages/workflow/preview/<int:page_id>/<int:task_id>/": "workflow_preview",
}


def page_view(name: str, argument: str) -> Callable[..., HttpResponse]:
    view = page_viewset_registry.as_view(name, page_id_kwarg=argument)
    return for_who_sees_the_page(view, argument)


def type_view(name: str) -> Callable[..., HttpResponse]:
    view = page_viewset_registry.as_view(
        name, app_label_kwarg="content_type_app_name", model_name_kwarg="content_type_model_name"
    )
    return for_the_house(view)


urlpatterns = decorate_urlpatterns(
    [
        path("choose-page/<int:parent_page_id>/", browse_from),
        path("choose-page/chosen-multiple/", choose_many),
        path("tag-autocomplete/", complete_tags),
        path("tag-autocomplete/<slug:app_name>/<slug:model_name>/", complete_tags),
        path("bulk/<str:app_label>/<str:model_name>/<str:action>/", do_in_bulk),
        path("images/", OwnImagesIndex.as_view()),
        path("images/results/", OwnImagesIndex.as_view(results_only=True)),
        path(
            "images/chooser/",
            ChooseImages("wagtailimages_chooser", model=get_image_model()).choose_view,
        ),
        *(path(route, page_view(name, "page_id")) for route, name in of_a_page.items()),
        path(
            "pages/<int:page_to_move_id>/move/<int:destination_id>/confirm/",
            page_view("move_confirm", "page_to_move_id"),
        ),
        path(f"pages/usage/{kind}", type_view("content_type_use")),
        path(f"pages/usage/{kind}results/", type_view("content_type_use_results")),
        *(path(route, for_the_house(view.as_view())) for route, view in reports.items()),
        *(
            path(f"{route}results/", for_the_house(view.as_view(results_only=True)))
            for route, view in reports.items()
        ),
        path("reports/page-types-usage/", HousePageTypesReport.as_view()),
        path("reports/page-types-usage/results/", HousePageTypesReport.as_view(results_only=True)),
        *choosers.urlpatterns(),
    ],
    require_admin_access,
)
