"""The tree of pages: a home and two indexes for each language."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.models import Group, Permission
from django.db import transaction
from django.utils.translation import gettext, override
from wagtail.models import Collection, GroupPagePermission, Locale, Page, Site

from cms.models import CampaignIndexPage, GuideIndexPage, HomePage, TranslatedPage
from cms.translators import services as translators
from members.users.models import Role

if TYPE_CHECKING:
    from members.users.models import User

CAMPAIGNER_ACTS = ("add_page", "change_page", "publish_page")


@dataclass(frozen=True)
class SiteTexts:
    """What the home page and the indexes of one language say."""

    home_title: str
    home_intro: str
    guides_title: str
    guides_intro: str
    campaigns_title: str
    campaigns_intro: str


def default_texts(language: str) -> SiteTexts:
    """The texts of a site whose editors have not written any, in the given language."""
    with override(language):
        return SiteTexts(
            home_title=gettext("Your rights travel with you"),
            home_intro=gettext(
                "Read your rights in your own language. Sign with other workers, and find your union at both "
                "ends of the journey."
            ),
            guides_title=gettext("Rights guides"),
            guides_intro=gettext("Know your rights before you pay, sign or leave."),
            campaigns_title=gettext("Campaigns"),
            campaigns_intro=gettext("See what workers and their unions demand, and add your name."),
        )


@transaction.atomic
def ensure_site_tree(
    *, texts: Mapping[str, SiteTexts] | None = None, by: User | None, now: datetime.datetime
) -> dict[str, HomePage]:
    """Make what is missing of the tree in all languages, and leave what is there as editors made it.

    Only texts that are given replace those of an existing page. Answers the home pages by language.
    """
    given = texts or {}
    root = Page.get_first_root_node() or Page.add_root(title="Root", slug="root", locale=_locale("en"))
    if not Collection.objects.exists():
        Collection.add_root(name="Root")
    codes = [settings.LANGUAGE_CODE]
    codes += [code for code, _name in settings.LANGUAGES if code != settings.LANGUAGE_CODE]
    homes: dict[str, HomePage] = {}
    guides: dict[str, Any] = {}
    campaigns: dict[str, Any] = {}
    for code in codes:
        words = given.get(code)
        homes[code] = _home(root, code, words, homes, by=by)
        guides[code] = _index(GuideIndexPage, homes[code], "guides", words, guides, by=by)
        campaigns[code] = _index(CampaignIndexPage, homes[code], "campaigns", words, campaigns, by=by)
    _ensure_site(homes[settings.LANGUAGE_CODE])
    _let_campaigners_in(list(campaigns.values()))
    translators.ensure_translator_groups(homes=homes.values())
    Site.clear_site_root_paths_cache()
    return homes


def _locale(code: str) -> Locale:
    return Locale.objects.get_or_create(language_code=code)[0]


def _home(
    root: Page, code: str, texts: SiteTexts | None, family: Mapping[str, HomePage], *, by: User | None
) -> HomePage:
    home = HomePage.objects.filter(locale__language_code=code, depth=2).first()
    if home is None:
        words = texts or default_texts(code)
        slug = "home" if code == settings.LANGUAGE_CODE else f"home-{code}"
        home = HomePage(title=words.home_title, intro=words.home_intro, slug=slug, locale=_locale(code))
        _add(home, Page.objects.get(pk=root.pk), family, by=by)
    elif texts is not None:
        _set_texts(home, texts.home_title, texts.home_intro, by=by)
    return home


def _index(
    model: type[Any],
    home: HomePage,
    slug: str,
    texts: SiteTexts | None,
    family: Mapping[str, TranslatedPage],
    *,
    by: User | None,
) -> TranslatedPage:
    code = home.locale.language_code
    index = model.objects.child_of(home).first()
    words = texts or default_texts(code)
    title, intro = getattr(words, f"{slug}_title"), getattr(words, f"{slug}_intro")
    if index is None:
        index = model(title=title, intro=intro, slug=slug, locale=home.locale)
        _add(index, HomePage.objects.get(pk=home.pk), family, by=by)
    elif texts is not None:
        _set_texts(index, title, intro, by=by)
    return index


def _add(page: Any, parent: Page, family: Mapping[str, TranslatedPage], *, by: User | None) -> None:
    """Put a page into the tree and publish it. Pages of a family share one translation key: they are written
    for each language and not translated, so none of them gets a stamp."""
    first = next(iter(family.values()), None)
    if first is not None:
        page.translation_key = first.translation_key
    page.owner = by
    parent.add_child(instance=page)
    page.save_revision(user=by).publish(user=by, skip_permission_checks=True)
    page.refresh_from_db()


def _set_texts(page: Any, title: str, intro: str, *, by: User | None) -> None:
    if (page.title, page.intro) != (title, intro):
        page.title, page.intro = title, intro
        page.save_revision(user=by).publish(user=by, skip_permission_checks=True)


def _ensure_site(home: HomePage) -> None:
    address = urlsplit(settings.SITE_URL)
    site = Site.objects.filter(is_default_site=True).first() or Site(is_default_site=True)
    site.hostname = address.hostname or "localhost"
    site.port = address.port or (443 if address.scheme == "https" else 80)
    site.site_name = settings.WAGTAIL_SITE_NAME
    site.root_page = home
    site.save()


def _let_campaigners_in(indexes: list[TranslatedPage]) -> None:
    """Campaigners write and publish below the campaign indexes and nowhere else."""
    group, _created = Group.objects.get_or_create(name=Role.CAMPAIGNER.value)
    permissions = Permission.objects.filter(
        content_type__app_label="wagtailcore", content_type__model="page", codename__in=CAMPAIGNER_ACTS
    )
    for permission in permissions:
        for index in indexes:
            GroupPagePermission.objects.get_or_create(group=group, page_id=index.pk, permission=permission)
