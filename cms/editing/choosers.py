"""What Wagtail's choosers show to whom.

A chooser of Wagtail lists every row of its model to everybody who gets into the CMS. Here one answers for all
snippets: people of the house choose among all rows, others among what readers see and what their union keeps.
Rows of a model that is not named here are for those who have a right on it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import FieldDoesNotExist
from django.db.models import ForeignKey, Model, Q, QuerySet
from django.urls import URLPattern, URLResolver, include, path
from django.utils.translation import gettext as _
from wagtail.images import get_image_model
from wagtail.models import Page, ReferenceIndex
from wagtail.permissions import policy_registry
from wagtail.snippets.models import get_snippet_models
from wagtail.snippets.views import chooser

from campaigns.drives.models import Campaign
from campaigns.petitions.models import Petition
from cms.editing import permissions
from cms.models import Contact, FeeRule, Recording
from members.users.models import CMS_ROLES, User
from organising.unions.models import Union

RIGHTS = ["choose", "view", "add", "change", "delete"]

Rows = Callable[[User, QuerySet[Any]], QuerySet[Any]]


def _campaigns(user: User, rows: QuerySet[Campaign]) -> QuerySet[Campaign]:
    unions = permissions.unions_written_for(user)
    return rows.filter(Q(pk__in=Campaign.objects.public().values("pk")) | Q(union__in=unions))


def _petitions(user: User, rows: QuerySet[Petition]) -> QuerySet[Petition]:
    unions = permissions.unions_written_for(user)
    return rows.filter(Q(pk__in=Petition.objects.public().values("pk")) | Q(union__in=unions))


def _contacts(user: User, rows: QuerySet[Contact]) -> QuerySet[Contact]:
    return rows.filter(Q(live=True) | Q(union__in=permissions.unions_written_for(user)))


def _fee_rules(user: User, rows: QuerySet[FeeRule]) -> QuerySet[FeeRule]:
    return rows.filter(live=True)


def _recordings(user: User, rows: QuerySet[Recording]) -> QuerySet[Recording]:
    return rows.filter(pk__in=[int(pk) for pk in _used_on_pages(Recording, user)])


def _unions(user: User, rows: QuerySet[Union]) -> QuerySet[Union]:
    """One's own, and those that stand behind a campaign that readers see."""
    public = Campaign.objects.public().values("union")
    return rows.filter(Q(pk__in=permissions.unions_written_for(user)) | Q(pk__in=public))


READERS_SEE: dict[type[Model], Rows] = {
    Campaign: _campaigns,
    Petition: _petitions,
    Contact: _contacts,
    FeeRule: _fee_rules,
    Recording: _recordings,
    Union: _unions,
}


def _used_on_pages(model: type[Model], user: User) -> list[str]:
    """The keys of what stands on live pages, and on pages that this person's union keeps."""
    keys = permissions.keys_written_by(user)
    pages = Page.objects.filter(Q(live=True) | Q(translation_key__in=keys)).order_by("pk")
    known = ReferenceIndex.objects.filter(
        to_content_type=ContentType.objects.get_for_model(model),
        base_content_type=ContentType.objects.get_for_model(Page),
        object_id__in=[str(pk) for pk in pages.values_list("pk", flat=True)],
    )
    return list(known.values_list("to_object_id", flat=True).distinct())


def rows_to_choose(user: User, rows: QuerySet[Any]) -> QuerySet[Any]:
    """Of some rows of one model those that somebody may choose, and so read."""
    model = rows.model
    if model in READERS_SEE:
        return rows if user.roles & CMS_ROLES else READERS_SEE[model](user, rows)
    policy = policy_registry.get_by_type(model)
    return rows if policy.user_has_any_permission(user, RIGHTS) else rows.none()


def images_to_choose(user: User) -> QuerySet[Any]:
    """Pictures of the folders that somebody may take from, and those on pages that she may read."""
    model = get_image_model()
    if user.roles & CMS_ROLES:
        return model.objects.all()
    allowed = policy_registry.get_by_type(model).instances_user_has_any_permission_for(user, RIGHTS)
    used = [int(pk) for pk in _used_on_pages(model, user)]
    return model.objects.filter(Q(pk__in=allowed.order_by().values("pk")) | Q(pk__in=used))


def refuse_hidden(before: Page, values: dict[str, Any], user: User | None) -> Iterator[tuple[str, str]]:
    """Fields of a page's form that name what its writer may not read, and a sentence about each.

    A form takes any number, whatever the chooser lists, and the preview then shows what has that number.
    What stood in the page before is left alone.
    """
    if user is None or user.roles & CMS_ROLES:
        return
    for name, value in values.items():
        field = _field(before, name)
        named = _named(field, value)
        fresh = named - _named(field, field.value_from_object(before)) if named else set()
        if any(pks - _readable(user, model, pks) for model, pks in _by_model(fresh).items()):
            yield name, str(_("You cannot choose this here. Choose something else."))


def _field(page: Page, name: str) -> Any:
    try:
        return page._meta.get_field(name)
    except FieldDoesNotExist:
        return None


def _named(field: Any, value: Any) -> set[tuple[type[Model], str]]:
    """Which pictures and snippets a field names, by their keys."""
    if hasattr(field, "extract_references"):
        return {
            (each[0], str(each[1])) for each in field.extract_references(value) if _is_restricted(each[0])
        }
    if value and isinstance(field, ForeignKey) and _is_restricted(field.related_model):
        return {(field.related_model, str(getattr(value, "pk", value)))}
    return set()


def _is_restricted(model: type[Model]) -> bool:
    return model is get_image_model() or model in get_snippet_models()


def _by_model(named: set[tuple[type[Model], str]]) -> dict[type[Model], set[str]]:
    return {model: {pk for each, pk in named if each is model} for model, _pk in named}


def _readable(user: User, model: type[Model], pks: set[str]) -> set[str]:
    rows = (
        images_to_choose(user)
        if model is get_image_model()
        else rows_to_choose(user, model._default_manager.all())
    )
    return {str(pk) for pk in rows.filter(pk__in=pks).values_list("pk", flat=True)}


class _Restricted:
    """Asks who looks before a row is listed or named."""

    request: Any

    def get_object_list(self) -> Any:
        return rows_to_choose(self.request.user, super().get_object_list())  # type: ignore[misc]

    def get_object(self, pk: Any) -> Any:
        return rows_to_choose(self.request.user, self.model_class.objects.all()).get(pk=pk)  # type: ignore[attr-defined]

    def get_objects(self, pks: Any) -> Any:
        return rows_to_choose(self.request.user, super().get_objects(pks))  # type: ignore[misc]


class ChooseView(_Restricted, chooser.ChooseView):
    pass


class ChooseResultsView(_Restricted, chooser.ChooseResultsView):
    pass


class ChosenView(_Restricted, chooser.SnippetChosenView):
    pass


class ChosenMultipleView(_Restricted, chooser.SnippetChosenMultipleView):
    pass


class RestrictedChooserViewSet(chooser.SnippetChooserViewSet):
    choose_view_class = ChooseView
    choose_results_view_class = ChooseResultsView
    chosen_view_class = ChosenView
    chosen_multiple_view_class = ChosenMultipleView


def urlpatterns() -> list[URLPattern | URLResolver]:
    """The addresses of the choosers of all snippets, as Wagtail has them; its own are never reached."""
    found: list[URLPattern | URLResolver] = []
    for model in get_snippet_models():
        viewset = model.snippet_viewset
        restricted = RestrictedChooserViewSet(
            viewset.get_chooser_admin_url_namespace(),
            model=model,
            url_prefix=viewset.get_chooser_admin_base_path(),
            icon=viewset.icon,
            per_page=viewset.chooser_per_page,
        )
        found.append(path(f"{restricted.url_prefix}/", include(restricted.get_urlpatterns())))
    return found
