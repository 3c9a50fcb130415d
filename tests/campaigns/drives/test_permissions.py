"""Role by state."""

import pytest

from campaigns.drives import permissions
from campaigns.drives.models import Campaign, CampaignState
from members.users.models import Role
from tests.members.users.factories import make_user

pytestmark = pytest.mark.django_db

PLANNERS = {Role.CAMPAIGNER, Role.ADMINISTRATOR}


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("state", list(CampaignState))
class TestRoleByState:
    def test_plan(self, role, state):
        open_to_change = state in {CampaignState.DRAFT, CampaignState.RUNNING}

        allowed = permissions.can_plan_campaign(make_user(roles=(role,)), Campaign(state=state))

        assert allowed is (role in PLANNERS and open_to_change)

    def test_see(self, role, state):
        allowed = permissions.can_see_campaign(make_user(roles=(role,)), Campaign(state=state))

        assert allowed is (state != CampaignState.DRAFT or role in PLANNERS)


def test_a_visitor_sees_what_is_public():
    assert permissions.can_see_campaign(None, Campaign(state=CampaignState.RUNNING))
    assert not permissions.can_see_campaign(None, Campaign(state=CampaignState.DRAFT))
