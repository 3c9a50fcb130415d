"""Who may do what with campaigns."""

from __future__ import annotations

from campaigns.drives.models import Campaign, CampaignState
from members.users.models import Role, User

CAMPAIGN_ROLES = frozenset({Role.CAMPAIGNER.value, Role.ADMINISTRATOR.value})


def can_plan_campaign(user: User, campaign: Campaign | None = None) -> bool:
    """Make a campaign, or change one that is not over."""
    is_over = campaign is not None and campaign.state in {CampaignState.WON, CampaignState.ENDED}
    return user.is_active and bool(user.roles & CAMPAIGN_ROLES) and not is_over


def can_see_campaign(user: User | None, campaign: Campaign) -> bool:
    """A draft is for staff who plan campaigns; everything else is public."""
    if campaign.state != CampaignState.DRAFT:
        return True
    return user is not None and user.is_active and bool(user.roles & CAMPAIGN_ROLES)
