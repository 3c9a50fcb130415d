"""Who may see the board, and which pages on it."""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser
from django.contrib.contenttypes.models import ContentType
from django.db.models import Q, QuerySet
from wagtail.models import Locale, Page
from wagtail.permissions import policy_registry

from cms.models import CampaignIndexPage, CampaignPage, GuideIndexPage, GuidePage
from cms.translators import permissions as translators
from members.users.models import User


def explorable_pages(user: User | AnonymousUser) -> QuerySet[Page]:
    """The pages that Wagtail's own explorer shows to this person."""
    return policy_registry.get_by_type(Page).explorable_instances(user)


def editable_pages(user: User | AnonymousUser) -> QuerySet[Page]:
    """The pages that this person may change."""
    return policy_registry.get_by_type(Page).instances_user_has_permission_for(user, "change")


def addable_pages(user: User | AnonymousUser) -> QuerySet[Page]:
    """The pages below which this person may write new ones."""
    return policy_registry.get_by_type(Page).instances_user_has_permission_for(user, "add")


def writable_pages(user: User | AnonymousUser) -> QuerySet[Page]:
    """The pages that this person may change, or write new ones below."""
    policy = policy_registry.get_by_type(Page)
    return policy.instances_user_has_any_permission_for(user, {"add", "change"})


def can_see_board(user: User | AnonymousUser) -> bool:
    """Whether this person sees any guide or campaign page, or an index to write one below."""
    if not user.is_authenticated or not user.is_active:
        return False
    kinds = (GuideIndexPage, GuidePage, CampaignIndexPage, CampaignPage)
    kept = Q(content_type__in=ContentType.objects.get_for_models(*kinds).values())
    return explorable_pages(user).filter(kept).exists()


def languages_to_translate_into(user: User) -> set[str]:
    """The languages for which "translate this page" opens for this person. One query."""
    if not user.has_perm("wagtail_localize.submit_translation"):
        return set()
    allowed = translators.languages_to_send_to(user, Locale.objects.order_by("language_code"))
    return set(allowed.values_list("language_code", flat=True))
