"""Somebody who writes for one union tries every address of Wagtail with the numbers of another's rows."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import Collection, Comment, Locale, Page, Revision, TaskState, WorkflowState
from wagtail_localize.models import OverridableSegment, StringSegment, Translation, TranslationSource

from campaigns.drives.models import Campaign
from campaigns.petitions.models import Petition, PetitionState
from cms.editing import services
from cms.models import Contact, CustomDocument, CustomImage, GuideIndexPage, GuidePage, Recording
from organising.unions.models import Mandate, Union
from tests.campaigns.drives.factories import CampaignFactory
from tests.cms.directory.factories import make_contact
from tests.cms.editing.factories import guide_fields
from tests.cms.editing.unions import NOW, at_cms, invited, start
from tests.members.users.factories import make_user
from tests.organising.unions.factories import UnionFactory, administrator, officer_of

pytestmark = pytest.mark.usefixtures("site_tree")
SECRET = "Zqxstrike"
"""Stands in every title, text, comment and name of what the other union prepares."""
ROUTE_ARGUMENT = re.compile(r"<(?:[^:>]+:)?([^>]+)>|\(\?P<([^>]+)>[^)]*\)")


@dataclass
class Prepared:
    """What a union prepares, and the words for it in addresses."""

    page: GuidePage
    translation: Translation
    translated: GuidePage
    image: CustomImage
    document: CustomDocument
    recording: Recording
    contact: Contact
    campaign: Any
    petition: Petition
    union: Union
    mandate: Mandate
    index: GuideIndexPage
    arguments: dict[str, list[Any]] = field(default_factory=dict)


@pytest.fixture
def prepared(site_tree) -> Prepared:
    union = UnionFactory(name="Sailors")
    writer = make_user(email=f"{SECRET.lower()}.writer@mail.example", second_factor=True)
    services.invite_co_editor(union=union, email=writer.email, language="en", by=administrator(), now=NOW)
    page = start(union, title=f"{SECRET} plan", summary=f"{SECRET} in spring")
    page.body = [{"type": "paragraph", "value": {"heading": SECRET, "text": f"<p>{SECRET} now</p>"}}]
    page.save_revision(user=writer, log_action=True)
    first = Revision.objects.for_instance(page).order_by("pk").first()
    Comment.objects.create(page=page, user=writer, text=f"{SECRET} says", contentpath="title")
    page.get_workflow().start(page, writer)
    source, _made = TranslationSource.get_or_create_from_instance(page)
    locale = Locale.objects.get(language_code="ne")
    translation = Translation.objects.create(source=source, target_locale=locale, enabled=True)
    translation.save_target(user=writer, publish=False)
    translated = GuidePage.objects.get(locale=locale, translation_key=page.translation_key)
    folder = Collection.objects.get(name="Sailors")
    image = CustomImage.objects.create(title=f"{SECRET} face", file=get_test_image_file(), collection=folder)
    image.tags.add(f"{SECRET} tag")
    document = CustomDocument.objects.create(title=f"{SECRET} file", file="a.pdf", collection=folder)
    recording = Recording.objects.create(
        title=f"{SECRET} voice", language="en", file="a.ogg", mime_type="audio/ogg", byte_count=1, seconds=1
    )
    contact = make_contact(slug="hidden", name=f"{SECRET} line", live=False, union=union)
    petition = Petition.objects.create(
        slug=SECRET.lower(), state=PetitionState.DRAFT, union=union, opens_at=page.latest_revision_created_at
    )
    campaign = CampaignFactory(name=f"{SECRET} drive", union=union, petition=petition)
    mandate = Mandate.objects.get(
        user=officer_of(union, user=make_user(email=f"{SECRET.lower()}@mail.example"))
    )
    index = GuideIndexPage.objects.get(locale__language_code="en")
    found = Prepared(
        page, translation, translated, image, document, recording, contact, campaign, petition,
        union, mandate, index,
    )  # fmt: skip
    pages = [page.pk, translated.pk]
    first_string = StringSegment.objects.filter(source=source).order_by("pk").first()
    overridable = OverridableSegment.objects.filter(source=source).order_by("pk").first()
    found.arguments = {
        "page_id": pages,
        "parent_page_id": [*pages, index.pk],
        "page_to_move_id": pages,
        "destination_id": [index.pk],
        "revision_id": [first.pk],
        "revision_id_a": [first.pk, "earliest"],
        "revision_id_b": ["latest"],
        "workflow_state_id": [WorkflowState.objects.get(object_id=str(page.pk)).pk],
        "task_state_id": [TaskState.objects.get(workflow_state__object_id=str(page.pk)).pk],
        "task_id": [TaskState.objects.get(workflow_state__object_id=str(page.pk)).task_id],
        "workflow_pk": [page.get_workflow().pk],
        "page_pk": pages,
        "action_name": ["approve", "reject", "listing"],
        "action": ["delete", "publish", "unpublish", "move", "add_tags", "add_to_collection"],
        "translation_id": [translation.pk],
        "translation_source_id": [source.pk],
        "string_segment_id": [first_string.pk],
        "overridable_segment_id": [overridable.pk if overridable else 1],
        "image_id": [image.pk],
        "document_id": [document.pk],
        "doc_id": [document.pk],
        "collection_id": [folder.pk],
        "filter_spec": ["max-165x165"],
        "session_id": [1],
        "object_id": [*pages, image.pk, contact.pk],
        "mode": [""],
        "app_label": ["wagtailcore", "cms"],
        "model_name": ["page", "guidepage", "customimage", "customdocument", "contact", "recording"],
        "app_name": ["taggit"],
        "content_type_app_name": ["cms"],
        "content_type_model_name": ["guidepage", "campaignpage"],
    }
    return found


@pytest.fixture
def attacker(site_tree) -> Client:
    """She writes for another union than the one that prepares something."""
    union = UnionFactory(name="Dockers")
    start(union)
    return at_cms(invited(union))


def addresses(resolver: Any = None, prefix: str = "") -> Iterator[str]:
    """The routes below /cms/, with the names of their arguments."""
    for each in (resolver or get_resolver()).url_patterns:
        route = prefix + str(each.pattern)
        if isinstance(each, URLResolver):
            if not prefix and not route.startswith("cms/"):
                continue
            yield from addresses(each, route)
        elif isinstance(each, URLPattern) and route.startswith("cms/"):
            yield route


def filled(route: str, prepared: Prepared) -> list[str]:
    """A route with every number that it may be asked with; none when it takes what we have nothing for."""
    plain = "/" + route.replace("^", "").replace("$", "").replace("\\.", ".")
    arguments = prepared.arguments | {"pk": keys_for(route, prepared)}
    urls = [plain]
    for match in ROUTE_ARGUMENT.finditer(plain):
        values = arguments.get(match[1] or match[2])
        if values is None:
            return []
        urls = [url.replace(match[0], str(value)) for url in urls for value in values]
    return urls


def keys_for(route: str, prepared: Prepared) -> list[Any]:
    """The keys of the kind of rows that a route names."""
    kinds = {
        "cms/contact": [prepared.contact.pk],
        "cms/recording": [prepared.recording.pk],
        "drives/campaign": [prepared.campaign.pk],
        "petitions/petition": [prepared.petition.pk],
        "unions/union": [prepared.union.pk],
        "unions/mandate": [prepared.mandate.pk],
        "images": [prepared.image.pk],
        "documents": [prepared.document.pk],
        "users/": [prepared.mandate.user_id],
        "pages/": [prepared.page.pk, prepared.translated.pk],
    }
    return next((keys for part, keys in kinds.items() if part in route), [1])


def query_for(route: str, prepared: Prepared) -> str:
    keys = keys_for(route, prepared)
    if "bulk/" in route or "choose-page" in route:
        keys = prepared.arguments["page_id"]
    ids = "&".join(f"id={pk}" for pk in keys)
    return f"?{ids}&q=plan&term={SECRET[:5]}&fields=*&type=cms.GuidePage&childOf={prepared.index.pk}"


def asked_in_every_way(prepared: Prepared) -> list[str]:
    """Each address with each number; with a search and a list of numbers where a whole list is asked for."""
    found = []
    for route in addresses():
        if any(part in route for part in ("logout", "test404", "failwhale", ".*", "sprite", "jsi18n")):
            continue
        query = query_for(route, prepared)
        for url in filled(route, prepared):
            is_list = "<" not in route or "bulk/" in route or "parent_page_id" in route
            found += [url, url + query] if is_list else [url]
    return list(dict.fromkeys(found))


def is_told(response: Any) -> bool:
    content = b"".join(response) if response.streaming else response.content
    text = content.decode(errors="replace") + str(response.headers)
    return SECRET.lower() in text.lower()


def test_every_get_of_wagtail_tells_a_stranger_nothing(prepared, attacker):
    attacker.raise_request_exception = False
    urls = asked_in_every_way(prepared)
    answers = {url: attacker.get(url) for url in urls}

    assert len(urls) > 250
    told = [url for url, answer in answers.items() if is_told(answer)]
    assert told == [], "\n".join(told)
    assert [url for url, answer in answers.items() if answer.status_code >= 500] == []


def test_no_post_to_wagtail_tells_a_stranger_anything_or_changes_what_others_prepare(prepared, attacker):
    attacker.raise_request_exception = False
    before = state_of(prepared)
    told = [url for url in asked_in_every_way(prepared) if is_told(attacker.post(url, guide_fields()))]

    assert told == [], "\n".join(told)
    assert state_of(prepared) == before


def state_of(prepared: Prepared) -> Any:
    pages = Page.objects.filter(translation_key=prepared.page.translation_key).order_by("pk")
    return (
        list(pages.values_list("pk", "latest_revision", "live", "locked", "path", "title")),
        list(WorkflowState.objects.filter(object_id=str(prepared.page.pk)).values_list("pk", "status")),
        list(CustomImage.objects.filter(pk=prepared.image.pk).values_list("title", "collection")),
        CustomDocument.objects.filter(pk=prepared.document.pk).exists(),
        Contact.objects.filter(pk=prepared.contact.pk).values_list("name", "live").get(),
        Recording.objects.filter(pk=prepared.recording.pk).exists(),
        Campaign.objects.get(pk=prepared.campaign.pk).state,
        Petition.objects.get(pk=prepared.petition.pk).state,
        Mandate.objects.filter(pk=prepared.mandate.pk, until_date=None).exists(),
        Comment.objects.filter(page=prepared.page).count(),
    )
