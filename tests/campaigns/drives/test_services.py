"""Plan, start, end."""

import datetime

import pytest
from django.core.exceptions import ValidationError

from campaigns.drives import services
from campaigns.drives.models import CampaignKind, CampaignState
from tests.campaigns.drives.factories import CampaignFactory
from tests.campaigns.petitions.factories import NOW, UnionFactory

pytestmark = pytest.mark.django_db


def plan(**changes):
    fields = {
        "slug": "c189",
        "name": "Ratify 189",
        "kind": "ratification",
        "union": UnionFactory(),
        "starts_date": datetime.date(2026, 10, 1),
    }
    return services.plan_campaign(by=None, now=NOW, **(fields | changes))


class TestPlan:
    def test_makes_a_draft(self):
        assert plan().state == CampaignState.DRAFT

    def test_again_changes_the_same_campaign(self):
        first = plan()

        second = plan(name="Ratify Convention 189")

        assert second.pk == first.pk
        assert second.name == "Ratify Convention 189"

    def test_of_an_unknown_kind_is_refused(self):
        with pytest.raises(ValueError):
            plan(kind="revenge")

    def test_with_an_empty_name_is_refused(self):
        with pytest.raises(ValidationError):
            plan(name="")

    @pytest.mark.parametrize("state", ["won", "ended"])
    def test_of_a_campaign_that_is_over_is_refused(self, state):
        campaign = CampaignFactory(state=state)

        with pytest.raises(services.CampaignIsOver):
            plan(slug=campaign.slug)


class TestStart:
    def test_shows_it_to_the_public(self):
        campaign = services.start_campaign(campaign=plan(), by=None, now=NOW)

        assert campaign.state == CampaignState.RUNNING

    def test_twice_changes_nothing(self):
        campaign = services.start_campaign(campaign=plan(), by=None, now=NOW)

        assert services.start_campaign(campaign=campaign, by=None, now=NOW).state == CampaignState.RUNNING

    def test_of_a_petition_campaign_without_petition_is_refused(self):
        with pytest.raises(services.CampaignHasNoPetition):
            services.start_campaign(campaign=plan(kind=CampaignKind.PETITION), by=None, now=NOW)

    def test_of_a_campaign_that_is_over_is_refused(self):
        with pytest.raises(services.CampaignIsOver):
            services.start_campaign(campaign=CampaignFactory(won=True), by=None, now=NOW)


class TestEnd:
    @pytest.mark.parametrize(("is_won", "state"), [(True, "won"), (False, "ended")])
    def test_says_how(self, is_won, state):
        campaign = services.end_campaign(
            campaign=CampaignFactory(running=True), is_won=is_won, by=None, now=NOW
        )

        assert campaign.state == state
        assert campaign.ends_date == NOW.date()

    @pytest.mark.parametrize("state", ["draft", "won", "ended"])
    def test_of_a_campaign_that_does_not_run_is_refused(self, state):
        with pytest.raises(services.CampaignNotRunning):
            services.end_campaign(campaign=CampaignFactory(state=state), is_won=True, by=None, now=NOW)
