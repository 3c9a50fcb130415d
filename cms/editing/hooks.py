"""Where Wagtail meets this package: addresses, links in its menus, and what choosers and reports show."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, include, path, reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.chooser import BrowseView
from wagtail.admin.views.reports.page_types_usage import PageTypesUsageReportView
from wagtail.admin.widgets.button import Button
from wagtail.images import get_image_model
from wagtail.images.api.admin.views import ImagesAdminAPIViewSet
from wagtail.models import Page
from wagtail.permissions import policy_registry

from cms.editing import permissions
from cms.models import TranslatedPage


@hooks.register("register_admin_urls")
def register_urls() -> list[URLPattern | URLResolver]:
    return [path("editing/", include("cms.editing.urls"))]


@hooks.register("register_page_header_buttons")
def link_to_the_check(page: Page, user: Any, view_name: str, next_url: str | None = None) -> Iterator[Button]:
    if isinstance(page.specific_deferred, TranslatedPage) and permissions.can_check_page(user, page):
        url = reverse("editing_check", args=[page.pk])
        yield Button(_("Before you publish"), url, icon_name="glasses", priority=12)


class UnionsMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return bool(permissions.unions_run_by(request.user, on=timezone.localdate()))  # type: ignore[arg-type]


@hooks.register("register_admin_menu_item")
def link_to_unions() -> MenuItem:
    return UnionsMenuItem(
        _("Pages of unions"), reverse("editing_unions"), name="editing-unions", icon_name="group", order=230
    )


@hooks.register("construct_page_chooser_queryset")
def choose_among_public_and_own(pages: Any, request: HttpRequest) -> Any:
    """Whoever may not write everywhere links to what readers see, and to drafts of her own.

    Wagtail's chooser lists every draft to everybody.
    """
    own = policy_registry.get_by_type(Page).explorable_instances(request.user)
    return pages.filter(Q(live=True) | Q(pk__in=own.order_by().values_list("pk", flat=True)))


def browse_from(request: HttpRequest, parent_page_id: int) -> HttpResponse:
    """Wagtail's chooser names the page it starts from, whosever draft it is."""
    parents = Page.objects.filter(pk=parent_page_id)
    if not choose_among_public_and_own(parents, request).exists():
        raise PermissionDenied
    return BrowseView.as_view()(request, parent_page_id=parent_page_id)


@hooks.register("before_move_page")
def name_no_page_that_may_not_be_moved(request: HttpRequest, page: Page, destination: Page) -> None:
    """Wagtail asks only on sending whether somebody may move a page, and names it to everybody before."""
    if not page.permissions_for_user(request.user).can_move_to(destination):
        raise PermissionDenied


class OwnImages(ImagesAdminAPIViewSet):
    """Wagtail's list of pictures for programs shows all folders; here those that somebody may use."""

    def get_queryset(self) -> Any:
        policy = policy_registry.get_by_type(get_image_model())
        rights = ["choose", "add", "change", "delete"]
        return (
            super()
            .get_queryset()
            .filter(
                pk__in=policy.instances_user_has_any_permission_for(self.request.user, rights).values("pk")
            )
        )


@hooks.register("construct_admin_api", order=10)
def list_own_images(router: Any) -> None:
    router.register_endpoint("images", OwnImages)


def _writes_everywhere(request: HttpRequest) -> bool:
    return bool(Page.get_first_root_node().permissions_for_user(request.user).can_edit())


class HouseReport:
    """A report that lists drafts without asking who looks: for those who may see all of them."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not _writes_everywhere(request):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)  # type: ignore[misc]


class HousePageTypesReport(HouseReport, PageTypesUsageReportView):
    pass
