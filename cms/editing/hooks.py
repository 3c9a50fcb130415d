"""Where Wagtail meets this package: addresses, links in its menus, and what choosers and reports show."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from django.apps import apps
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.urls import URLPattern, URLResolver, include, path, reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.views import tags
from wagtail.admin.views.bulk_action import dispatcher as bulk_actions
from wagtail.admin.views.chooser import BrowseView, ChosenMultipleView
from wagtail.admin.views.reports.page_types_usage import PageTypesUsageReportView
from wagtail.admin.widgets.button import Button
from wagtail.documents import get_document_model
from wagtail.documents.api.admin.views import DocumentsAdminAPIViewSet
from wagtail.images import get_image_model
from wagtail.images.api.admin.views import ImagesAdminAPIViewSet
from wagtail.images.views.chooser import ImageChooserViewSet, ImageChooseView
from wagtail.images.views.images import IndexView
from wagtail.models import Page
from wagtail.permissions import policy_registry

from cms.editing import choosers, permissions
from cms.models import TranslatedPage
from members.users.models import CMS_ROLES


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


def choose_many(request: HttpRequest) -> HttpResponse:
    """Wagtail's chooser names each page whose number it is told."""
    wanted = [pk for pk in request.GET.getlist("id") if pk.isdigit()]
    pages = choose_among_public_and_own(Page.objects.filter(pk__in=wanted), request)
    if pages.count() < len(set(request.GET.getlist("id"))):
        raise PermissionDenied
    return ChosenMultipleView.as_view()(request)


def complete_tags(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    """Tags are words of whoever wrote them, also on pictures of other unions."""
    if not _writes_everywhere(request):
        return JsonResponse([], safe=False)
    return tags.autocomplete(request, **kwargs)


def do_in_bulk(request: HttpRequest, app_label: str, model_name: str, action: str) -> HttpResponse:
    """Wagtail lists by name what somebody may not change, before it leaves that out."""
    if not _writes_everywhere(request):
        try:
            model = apps.get_model(app_label, model_name)
        except LookupError as problem:
            raise Http404 from problem
        wanted = set(request.GET.getlist("id"))
        seen = {str(pk) for pk in _seen_in_listings(model, request).values_list("pk", flat=True)}
        if not wanted <= seen:
            raise PermissionDenied
    return bulk_actions.index(request, app_label, model_name, action)


def _seen_in_listings(model: Any, request: HttpRequest) -> Any:
    policy = policy_registry.get_by_type(model)
    if issubclass(model, Page):
        return policy.explorable_instances(request.user).order_by()
    return policy.instances_user_has_any_permission_for(request.user, choosers.RIGHTS).order_by()


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


class OwnDocuments(DocumentsAdminAPIViewSet):
    """The same for files."""

    def get_queryset(self) -> Any:
        policy = policy_registry.get_by_type(get_document_model())
        own = policy.instances_user_has_any_permission_for(self.request.user, choosers.RIGHTS)
        return super().get_queryset().filter(pk__in=own.values("pk"))


@hooks.register("construct_admin_api", order=10)
def list_own_files(router: Any) -> None:
    router.register_endpoint("images", OwnImages)
    router.register_endpoint("documents", OwnDocuments)


def _writes_everywhere(request: HttpRequest) -> bool:
    return bool(Page.get_first_root_node().permissions_for_user(request.user).can_edit())


def for_the_house(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A list whose filters name everybody who ever wrote a page: for people with a role."""

    def asked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not _is_of_the_house(request):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return asked


def for_who_sees_the_page(view: Callable[..., HttpResponse], name: str) -> Callable[..., HttpResponse]:
    """A view that names the page in its refusals; `name` is the page's number among its arguments."""

    def asked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        pages = policy_registry.get_by_type(Page).explorable_instances(request.user)
        if not pages.filter(pk=kwargs[name]).exists():
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return asked


def _is_of_the_house(request: HttpRequest) -> bool:
    return bool(request.user.roles & CMS_ROLES)  # type: ignore[union-attr]


HOUSE_REPORTS = ("workflows", "workflow-tasks", "site-history", "page-types-usage")


@hooks.register("construct_reports_menu")
def leave_out_reports_of_the_house(request: HttpRequest, items: list[Any]) -> None:
    if not _is_of_the_house(request):
        items[:] = [item for item in items if item.name not in HOUSE_REPORTS]


class OwnImagesIndex(IndexView):
    """Wagtail's filter lists the tags of all pictures, whosever they are."""

    @cached_property
    def filters(self) -> Any:
        found = super().filters
        if found is not None and not _is_of_the_house(self.request):
            found.filters.pop("tag", None)
            found.form.fields.pop("tag", None)
        return found


class _ChooseImage(ImageChooseView):
    """The same for the tags that the chooser proposes."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        return context if _is_of_the_house(self.request) else context | {"popular_tags": []}


class ChooseImages(ImageChooserViewSet):
    choose_view_class = _ChooseImage


class HouseReport:
    """A report that lists drafts without asking who looks: for those who may see all of them."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not _writes_everywhere(request):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)  # type: ignore[misc]


class HousePageTypesReport(HouseReport, PageTypesUsageReportView):
    pass
