"""Keeping the index in step with what is published."""

from __future__ import annotations

import pytest
from django.core.management import call_command
from django.utils import timezone

from cms.models import Contact, ContactText, ContentChange, SearchEntry, SearchHit, SearchWord
from cms.search import queries, services
from tests.cms.factories import NOW, publish_campaign, publish_guide

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site_tree")]
Kind = ContentChange.Kind


@pytest.fixture
def contact() -> Contact:
    made = Contact.objects.create(slug="helpline", name="Night Helpline", kind="helpline")
    ContactText.objects.create(contact=made, language="en", does="Answers workers who are in danger.")
    ContactText.objects.create(
        contact=made, language="ne", name="रात्रि सहायता", does="जोखिममा परेका कामदारलाई सघाउँछ।"
    )
    return made


def titles(query: str, language: str = "en") -> list[str]:
    return [result.title for result in queries.find(query, language=language)]


def changed(kind: Kind, object_id: int | None) -> None:
    services.follow([ContentChange(kind=kind, object_id=object_id, happened_at=NOW)], timezone.now())


class TestPages:
    @pytest.mark.parametrize(
        "word", ["should", "agency", "reception", "receipt", "signature", "convention", "states", "employer"]
    )
    def test_the_words_of_every_block_are_found(self, word: str) -> None:
        body = [
            {"type": "paragraph", "heading": "The agency", "text": "The employer pays."},
            {
                "type": "steps",
                "heading": "",
                "steps": [{"title": "Go to reception", "text": "Get a receipt."}],
            },
            {"type": "warning", "text": "No signature."},
            {"type": "law", "text": "No fee.", "source": "Convention No. 181"},
            {"type": "figure", "value": "3", "unit": "states", "date": "2023-03-01", "source": "A list"},
        ]
        page = publish_guide("en", title="You should not pay", body=body)

        services.index_page(page.pk)

        assert titles(word) == ["You should not pay"]

    def test_the_codes_of_blocks_are_no_words(self) -> None:
        page = publish_guide("en")

        services.index_page(page.pk)

        assert not SearchWord.objects.filter(word__in=["paragraph", "p", "item", "https", "b"]).exists()

    def test_a_changed_page_is_found_by_its_new_words_alone(self) -> None:
        page = publish_guide("en", title="Old heading")
        services.index_page(page.pk)
        publish_guide("en", title="Fresh words")

        changed(Kind.PAGE, page.pk)

        assert (titles("fresh"), titles("heading")) == (["Fresh words"], [])

    def test_a_page_taken_down_is_found_no_more(self) -> None:
        page = publish_guide("en")
        services.index_page(page.pk)
        page.unpublish()

        changed(Kind.PAGE, page.pk)

        assert not SearchEntry.objects.filter(object_id=page.pk).exists()

    def test_campaigns_are_found_while_they_are_public(self) -> None:
        page = publish_campaign("en", title="Ratify now")
        services.index_page(page.pk)
        assert titles("ratify") == ["Ratify now"]

        page.campaign.state = "draft"
        page.campaign.save()
        changed(Kind.CAMPAIGN, None)

        assert titles("ratify") == []

    def test_twice_is_as_once(self) -> None:
        page = publish_guide("en")
        services.index_page(page.pk)
        before = SearchHit.objects.count()

        changed(Kind.PAGE, page.pk)
        changed(Kind.PAGE, page.pk)

        assert SearchHit.objects.count() == before


class TestContacts:
    def test_a_contact_has_an_entry_in_each_of_its_languages(self, contact: Contact) -> None:
        services.index_contact(contact.pk)

        assert titles("danger") == ["Night Helpline"]
        assert titles("जोखिम", "ne") == ["रात्रि सहायता"]
        assert queries.find("helpline", language="en")[0].url == "/en/help/helpline/"

    def test_a_hidden_contact_is_found_no_more(self, contact: Contact) -> None:
        services.index_contact(contact.pk)
        Contact.objects.update(live=False)

        changed(Kind.CONTACT, contact.pk)

        assert not SearchEntry.objects.exists()

    def test_a_language_that_is_taken_away_leaves_the_index(self, contact: Contact) -> None:
        services.index_contact(contact.pk)
        contact.texts.filter(language="ne").delete()

        changed(Kind.CONTACT, contact.pk)

        assert [entry.language for entry in SearchEntry.objects.all()] == ["en"]


class TestWholeIndex:
    def test_is_made_anew_from_what_is_published(self, contact: Contact) -> None:
        publish_guide("en")
        publish_guide("ne")
        SearchEntry.objects.create(
            kind="guide", object_id=999_999, language="en", family=contact_family(), title="Gone", path="x/"
        )

        call_command("search_index", verbosity=0, stdout=open("/dev/null", "w"))  # noqa: SIM115

        assert SearchEntry.objects.filter(kind="guide").count() == 2
        assert SearchEntry.objects.filter(kind="contact").count() == 2
        assert not SearchWord.objects.filter(hits__isnull=True).exists()

    def test_a_changed_site_touches_only_what_is_out_of_step(self, monkeypatch) -> None:
        one, other = publish_guide("en", slug="one"), publish_guide("en", slug="other")
        services.reindex_all()
        SearchEntry.objects.filter(object_id=one.pk).update(path="elsewhere/")
        indexed: list[int] = []
        monkeypatch.setattr(services, "index_page", indexed.append)

        changed(Kind.SITE, None)

        assert indexed == [one.pk]
        assert other.pk not in indexed


def contact_family():  # type: ignore[no-untyped-def]
    return services.CONTACT_FAMILIES
