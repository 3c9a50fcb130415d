"""Who may write in a language, and who may send a page into one."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import QuerySet
from wagtail.models import Locale, Page

from cms.editing import permissions as editing
from members.users.models import CMS_ROLES, User


def can_edit_page(user: User, page: Page) -> bool:
    """Whether somebody may write a page: her language's, or any that her role lets her write."""
    return bool(page.permissions_for_user(user).can_edit())


def can_publish_page(user: User, page: Page) -> bool:
    return bool(page.permissions_for_user(user).can_publish())


def can_read_source(user: User, page: Page) -> bool:
    """Whether somebody may make a translation from a page: everybody reads live ones, drafts are private."""
    return bool(page.live) or can_edit_page(user, page)


def can_send_page(user: User, page: Page) -> bool:
    """Whether somebody may start a translation of a page.

    Who only writes for a union may do so with what that union keeps; live pages of others are not hers.
    """
    if user.roles & CMS_ROLES or user.translates:
        return can_read_source(user, page)
    return editing.writes_for_keeper_of(user, page) and can_edit_page(user, page)


def languages_to_send_to(user: User, locales: QuerySet[Locale]) -> QuerySet[Locale]:
    """The languages into which somebody may send a page. Roles may send into all; translators into theirs."""
    if user.roles & CMS_ROLES:
        return locales
    return locales.filter(language_code__in=user.translates)


def languages_to_send_page_to(user: User, page: Page, locales: QuerySet[Locale]) -> QuerySet[Locale]:
    """The same for one page: whoever writes for the union that keeps it may send it into every language."""
    return locales if editing.writes_for_keeper_of(user, page) else languages_to_send_to(user, locales)


def pages_that_may_be_chosen(pages: QuerySet[Page], explorable: Iterable[int]) -> QuerySet[Page]:
    """Of some pages those that are live, and the drafts of languages that somebody may see."""
    return pages.filter(live=True) | pages.filter(pk__in=explorable)


def can_delete_pages(user: object) -> bool:
    """Whether somebody has a role; what she may delete is then Wagtail's matter."""
    return isinstance(user, User) and bool(user.roles & CMS_ROLES)
