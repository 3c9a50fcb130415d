"""One campaign, one petition, one count, in many languages."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from campaigns.petitions.models import SignatureJournal
from cms.editing import services as editing
from members.notifications.models import Topic, TopicText
from tests.campaigns.drives.factories import CampaignFactory
from tests.campaigns.petitions.factories import PetitionFactory
from tests.cms.factories import NOW, publish_campaign
from tests.organising.unions.factories import UnionFactory, administrator

pytestmark = pytest.mark.usefixtures("site_tree")


def count_signatures(petition, *, count: int, language: str = "en") -> None:
    SignatureJournal.objects.create(
        petition=petition, language=language, channel="email", signature_count=count, counted_at=NOW
    )


@pytest.fixture
def campaign():
    topic = Topic.objects.create(slug="campaign-c189", created_at=NOW)
    TopicText.objects.create(topic=topic, language="en", name="Convention 189")
    return CampaignFactory(
        running=True, topic=topic, petition=PetitionFactory(open=True, languages=["en", "ar", "ne"])
    )


class TestCampaignPage:
    def test_shows_one_count_in_three_languages(self, client, campaign):
        for language, count in (("en", 700), ("ar", 300), ("ne", 234)):
            publish_campaign(language, campaign)
            count_signatures(campaign.petition, count=count, language=language)

        numbers = set()
        for language in ("en", "ar", "ne"):
            html = client.get(f"/{language}/campaigns/{campaign.slug}/").content.decode()
            shown = re.search(r'figure__number--good">([^<]+)<', html)
            numbers.add(re.sub(r"\D", "", shown[1]))
            assert f'href="/{language}/petitions/{campaign.petition.slug}/"' in html
        assert numbers == {"1234"}

    def test_shows_the_petition_in_the_readers_language(self, client, campaign):
        publish_campaign("en", campaign)
        publish_campaign("ar", campaign)

        assert "[ar]" in client.get(f"/ar/campaigns/{campaign.slug}/").content.decode()

    def test_marks_a_petition_in_another_language(self, client, campaign):
        publish_campaign("en", campaign)
        publish_campaign("fr", campaign)

        html = client.get(f"/fr/campaigns/{campaign.slug}/").content.decode()

        assert 'id="petition" lang="en" dir="ltr"' in html

    def test_offers_alerts_on_its_topic(self, client, campaign):
        publish_campaign("en", campaign)

        html = client.get(f"/en/campaigns/{campaign.slug}/").content.decode()

        assert 'data-topic="campaign-c189"' in html
        assert 'href="/en/alerts/campaign-c189/"' in html

    def test_of_a_draft_campaign_tells_nothing_of_it(self, client):
        draft = CampaignFactory()
        publish_campaign("en", draft)

        html = client.get(f"/en/campaigns/{draft.slug}/").content.decode()

        assert 'class="figure__number' not in html

    def test_without_a_petition_shows_no_zero(self, client):
        campaign = CampaignFactory(running=True, petition=None)
        publish_campaign("en", campaign)

        assert 'class="figure__number' not in client.get(f"/en/campaigns/{campaign.slug}/").content.decode()

    def test_names_the_union_that_keeps_it(self, client, campaign):
        page = publish_campaign("en", campaign)
        publish_campaign("ar", campaign)
        path = f"/en/campaigns/{campaign.slug}/"
        assert "Kept by" not in client.get(path).content.decode()
        with CaptureQueriesContext(connection) as of_the_house:
            client.get(path)

        union = UnionFactory(name="Dockers & Sailors", slug="dockers")
        editing.give_page_to_union(page=page, union=union, by=administrator(), now=NOW)

        with CaptureQueriesContext(connection) as of_a_union:
            html = client.get(path).content.decode()
        assert "Kept by <bdi>Dockers &amp; Sailors</bdi>." in html
        assert len(of_a_union) == len(of_the_house) <= 20
        assert "Dockers &amp; Sailors" in client.get(f"/ar/campaigns/{campaign.slug}/").content.decode()

    def test_costs_the_same_in_one_language_and_in_six(self, client, campaign):
        def queries() -> int:
            path = f"/en/campaigns/{campaign.slug}/"
            client.get(path)
            with CaptureQueriesContext(connection) as captured:
                client.get(path)
            return len(captured)

        publish_campaign("en", campaign)
        one = queries()
        for language in ("ar", "ne", "bn", "es", "fr"):
            publish_campaign(language, campaign)
            count_signatures(campaign.petition, count=5, language=language)

        assert queries() == one <= 20


class TestCampaignIndex:
    def test_shows_running_and_ended_apart(self, client):
        publish_campaign("en", CampaignFactory(running=True))
        publish_campaign("en", CampaignFactory(won=True))

        html = client.get("/en/campaigns/").content.decode()

        assert html.index("campaign-") < html.index("Won or ended")

    def test_hides_drafts(self, client):
        draft = CampaignFactory()
        publish_campaign("en", draft)

        assert draft.slug not in client.get("/en/campaigns/").content.decode()

    def test_costs_the_same_for_one_and_for_ten(self, client):
        def queries() -> int:
            client.get("/en/campaigns/")
            with CaptureQueriesContext(connection) as captured:
                client.get("/en/campaigns/")
            return len(captured)

        publish_campaign("en", CampaignFactory(running=True))
        one = queries()
        for _number in range(9):
            publish_campaign("en", CampaignFactory(running=True))

        assert queries() == one <= 12
