"""What a page says about campaigns, in a fixed number of queries."""

import pytest

from campaigns.drives import queries
from campaigns.drives.models import Campaign
from campaigns.petitions.models import SignatureJournal
from members.notifications.models import Topic, TopicText
from tests.campaigns.drives.factories import CampaignFactory
from tests.campaigns.petitions.factories import NOW, PetitionFactory

pytestmark = pytest.mark.django_db


def views(*campaigns, language="en"):
    return queries.campaign_views([campaign.pk for campaign in campaigns], language=language, now=NOW)


class TestCampaignViews:
    def test_hold_the_count_and_the_text(self):
        campaign = CampaignFactory(running=True, petition=PetitionFactory(open=True, languages=["en", "ne"]))
        SignatureJournal.objects.create(
            petition=campaign.petition, language="en", channel="email", signature_count=42, counted_at=NOW
        )

        view = views(campaign, language="ne")[campaign.pk]

        assert view.signature_count == 42
        assert view.petition_text.language == "ne"
        assert view.takes_signatures

    def test_leave_out_drafts(self):
        assert views(CampaignFactory()) == {}

    def test_tell_an_unknown_count_from_zero(self):
        without, with_one = CampaignFactory(running=True, petition=None), CampaignFactory(running=True)

        found = views(without, with_one)

        assert found[without.pk].signature_count is None
        assert found[with_one.pk].signature_count == 0

    def test_hide_a_petition_that_is_a_draft(self):
        campaign = CampaignFactory(running=True, petition=PetitionFactory())

        assert views(campaign)[campaign.pk].petition_text is None

    def test_cost_four_queries_however_many(self, django_assert_num_queries):
        topic = Topic.objects.create(slug="t", created_at=NOW)
        TopicText.objects.create(topic=topic, language="en", name="T")
        campaigns = [CampaignFactory(running=True, topic=topic) for _number in range(6)]

        with django_assert_num_queries(4):
            views(*campaigns[:1])
        with django_assert_num_queries(4):
            views(*campaigns)

    def test_of_nothing_cost_none(self, django_assert_num_queries):
        with django_assert_num_queries(0):
            assert views() == {}


class TestStageLine:
    @pytest.mark.parametrize(
        ("state", "line"),
        [
            ("draft", ["now", "ahead", "ahead"]),
            ("running", ["done", "now", "ahead"]),
            ("won", ["done", "done", "now"]),
            ("ended", ["done", "done", "now"]),
        ],
    )
    def test_shows_where_it_stands(self, state, line):
        assert [stage.state for stage in queries.stage_line(Campaign(state=state))] == line
