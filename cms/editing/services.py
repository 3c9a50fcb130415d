"""Unions that keep guides of their own, and the people who write them.

Wagtail's own rights do the work: a group for each union holds the right to change exactly the union's pages,
in every language they exist in. Nobody in it may publish, and nobody in it sees another draft.
"""

from __future__ import annotations

import datetime
import uuid

from django.contrib.auth.models import Group, Permission
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission, Page

from cms import changes
from cms.editing import permissions
from cms.models import CampaignPage, ContentChange, GuideIndexPage, GuidePage, PageOwner, Stage
from cms.services import IndexMissing
from members.notifications import services as notifications
from members.users import services as users
from members.users.models import CO_EDITORS, User
from organising.unions.models import Union
from organising.unions.refusals import Refused

RIGHTS_ON_PAGES = ("change_page",)
RIGHTS_ON_FILES = ("wagtailimages.add_image", "wagtailimages.choose_image")
RIGHTS_ANYWHERE = ("wagtailadmin.access_admin", "wagtail_localize.submit_translation")
INVITATION = "cms.invitation"
"""The mail to somebody who may write for a union. Its reference is the row that puts her into the group."""


class EditingRefused(Refused):
    """The base of what the acts below raise."""


class NotForThisUnion(EditingRefused):
    sentence = _("Only administrators and officers of this union may do this.")


class NotAdministrator(EditingRefused):
    sentence = _("Only an administrator may do this.")


class NotAPageToKeep(EditingRefused):
    sentence = _("A union can keep guides and campaign pages only.")


class AddressTaken(EditingRefused):
    sentence = _("Another guide has this address. Choose another title.")
    field = "title"


class NoSuchAddress(EditingRefused):
    sentence = _("This is no e-mail address.")
    field = "email"


class NotAPersonToInvite(EditingRefused):
    sentence = _("This address cannot be invited. Ask an administrator.")
    field = "email"


def group_of(union: Union) -> Group:
    """The group of those who write for a union, with its own folder of pictures; made when it is not there.

    The name begins with the union's number, so that it stays when the union is called otherwise. What such a
    group may do anywhere is given to it again each time: to start a translation is asked for page by page in
    `cms.translators.permissions`.
    """
    prefix = f"{CO_EDITORS}{union.pk}-"
    group = Group.objects.filter(name__startswith=prefix).order_by("pk").first()
    if group is not None:
        group.permissions.add(*map(_permission, RIGHTS_ANYWHERE))
        return group
    group = Group.objects.create(name=prefix + union.slug)
    group.permissions.add(*map(_permission, RIGHTS_ANYWHERE))
    folder = Collection.get_first_root_node().add_child(name=union.name)
    GroupCollectionPermission.objects.bulk_create(
        [
            GroupCollectionPermission(group=group, collection=folder, permission=_permission(name))
            for name in RIGHTS_ON_FILES
        ]
    )
    return group


def _permission(name: str) -> Permission:
    app_label, codename = name.split(".")
    return Permission.objects.get(content_type__app_label=app_label, codename=codename)


@transaction.atomic
def start_union_guide(
    *, union: Union, title: str, summary: str, language: str, by: User, now: datetime.datetime
) -> GuidePage:
    """Make the draft of a guide that a union keeps, still without a body. It is an original in `language`.

    Raises:
        NotForThisUnion: `by` is neither administrator nor officer of the union.
        AddressTaken: a guide in any language has the address that follows from the title.
        cms.services.IndexMissing: the language has no index of guides.
    """
    _require_runner(by, union, now)
    index = GuideIndexPage.objects.filter(locale__language_code=language).first()
    if index is None:
        raise IndexMissing(language)
    slug = _slug_for(title, union)
    if GuidePage.objects.filter(slug=slug).exists():
        raise AddressTaken
    page = GuidePage(
        title=title, slug=slug, summary=summary, stage=Stage.WORK, locale=index.locale, owner=by, live=False
    )
    index.add_child(instance=page)
    _hand_over(page, union)
    page.save_revision(user=by, log_action="wagtail.create")
    return page


def _slug_for(title: str, union: Union) -> str:
    """An address in ASCII; a title in a script without Latin letters gets the union's name and a number."""
    return slugify(title)[:60].strip("-") or f"{union.slug[:50]}-{uuid.uuid4().hex[:6]}"


@transaction.atomic
def give_page_to_union(*, page: Page, union: Union | None, by: User, now: datetime.datetime) -> None:
    """Let a union keep a page in all its languages from now on; None: the house keeps it again.

    Those who wrote for another union lose it. Again: change nothing.

    Raises NotAdministrator, or NotAPageToKeep for a home or an index.
    """
    if not permissions.can_give_page(by):
        raise NotAdministrator
    if not isinstance(page.specific, GuidePage | CampaignPage):
        raise NotAPageToKeep
    _hand_over(page, union)


def _hand_over(page: Page, union: Union | None) -> None:
    owner = PageOwner.objects.select_for_update().filter(translation_key=page.translation_key).first()
    if (owner.union_id if owner else None) == (union.pk if union else None):
        return
    family = list(Page.objects.filter(translation_key=page.translation_key).order_by("pk"))
    GroupPagePermission.objects.filter(page__in=family, group__name__startswith=CO_EDITORS).delete()
    if union is None:
        PageOwner.objects.filter(translation_key=page.translation_key).delete()
    else:
        PageOwner.objects.update_or_create(translation_key=page.translation_key, defaults={"union": union})
        for each in family:
            _let_write(group_of(union), each)
    changes.record_all(ContentChange.Kind.PAGE, [each.pk for each in family if each.live])


def _let_write(group: Group, page: Page) -> None:
    for codename in RIGHTS_ON_PAGES:
        GroupPagePermission.objects.get_or_create(
            group=group, page=page, permission=_permission(f"wagtailcore.{codename}")
        )


@transaction.atomic
def keep_translation(*, page: Page) -> None:
    """A new language of a page belongs to the union that keeps the page. Nothing when the house does."""
    owner = PageOwner.objects.filter(translation_key=page.translation_key).select_related("union").first()
    if owner is not None:
        _let_write(group_of(owner.union), page)


@transaction.atomic
def invite_co_editor(*, union: Union, email: str, language: str, by: User, now: datetime.datetime) -> User:
    """Let somebody write what a union keeps; makes her an account when she has none. Again: change nothing.

    She is told by mail, in her own language or, in a new account, in `language`. She signs in with a code
    from her mail and must set up a second factor before Wagtail opens. An account that exists keeps its
    roles, name and language.

    Raises NotForThisUnion, NoSuchAddress, or NotAPersonToInvite for a closed account.
    """
    _require_runner(by, union, now)
    address = User.objects.normalize_email(email.strip())
    try:
        validate_email(address)
    except ValidationError as problem:
        raise NoSuchAddress from problem
    user = User.objects.filter(email__iexact=address).first()
    if user is None:
        user = User.objects.create_user(email=address, password=None, joined_at=now)
        users.sync_address(user=user)
        users.update_profile(
            user=user, display_name="", language=language, country="", time_zone="UTC", now=now
        )
    elif not user.is_active:
        raise NotAPersonToInvite
    group = group_of(union)
    if not user.groups.filter(pk=group.pk).exists():
        user.groups.add(group)
        _tell(user, group, now)
    return User.objects.get(pk=user.pk)


def _tell(user: User, group: Group, now: datetime.datetime) -> None:
    """The row of the group is what the mail is about: removed, and invited again, she has another row."""
    row = User.groups.through.objects.get(user=user, group=group)
    notifications.queue_notice(
        purpose=INVITATION,
        reference=uuid.UUID(int=row.pk),
        language=users.ensure_profile(user).language,
        now=now,
    )


@transaction.atomic
def remove_co_editor(*, union: Union, user: User, by: User, now: datetime.datetime) -> None:
    """Somebody writes for a union no more: from her next request on. Her account and other roles stay.

    A mail to her that has not gone out yet never does. Raises NotForThisUnion.
    """
    _require_runner(by, union, now)
    user.groups.remove(group_of(union))


def _require_runner(by: User, union: Union, now: datetime.datetime) -> None:
    if not permissions.can_run_union_pages(by, union, on=now.date()):
        raise NotForThisUnion
