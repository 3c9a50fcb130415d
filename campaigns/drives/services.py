"""Acts on campaigns: plan, start, end."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from campaigns.drives.models import Campaign, CampaignKind, CampaignState

if TYPE_CHECKING:
    from campaigns.petitions.models import Petition
    from members.notifications.models import Topic
    from members.users.models import User
    from organising.unions.models import Union


class CampaignHasNoPetition(Exception):
    """A petition campaign cannot start without its petition."""


class CampaignIsOver(Exception):
    """A campaign that was won or ended does not change any more."""


class CampaignNotRunning(Exception):
    """Only a running campaign can end."""


@transaction.atomic
def plan_campaign(
    *,
    slug: str,
    name: str,
    kind: str,
    union: Union,
    starts_date: datetime.date,
    by: User | None,
    now: datetime.datetime,
    petition: Petition | None = None,
    topic: Topic | None = None,
    ends_date: datetime.date | None = None,
) -> Campaign:
    """Write down a campaign as a draft; again with the same slug, change it.

    Raises:
        CampaignIsOver: it was won or ended.
    """
    campaign = Campaign.objects.select_for_update().filter(slug=slug).first() or Campaign(slug=slug)
    if campaign.state in {CampaignState.WON, CampaignState.ENDED}:
        raise CampaignIsOver(slug)
    campaign.name = name
    campaign.kind = CampaignKind(kind)
    campaign.union = union
    campaign.petition = petition
    campaign.topic = topic
    campaign.starts_date = starts_date
    campaign.ends_date = ends_date
    campaign.full_clean(validate_unique=False)
    campaign.save()
    return campaign


@transaction.atomic
def start_campaign(*, campaign: Campaign, by: User | None, now: datetime.datetime) -> Campaign:
    """Show a campaign to the public. Starting one that runs changes nothing.

    Raises:
        CampaignHasNoPetition: a petition campaign has none.
        CampaignIsOver: it was won or ended.
    """
    campaign = Campaign.objects.select_for_update().get(pk=campaign.pk)
    if campaign.state in {CampaignState.WON, CampaignState.ENDED}:
        raise CampaignIsOver(campaign.slug)
    if campaign.kind == CampaignKind.PETITION and campaign.petition_id is None:
        raise CampaignHasNoPetition(campaign.slug)
    campaign.state = CampaignState.RUNNING
    campaign.save(update_fields=["state"])
    return campaign


@transaction.atomic
def end_campaign(*, campaign: Campaign, is_won: bool, by: User | None, now: datetime.datetime) -> Campaign:
    """Close a running campaign as won or as ended.

    Raises:
        CampaignNotRunning: it is a draft or over already.
    """
    campaign = Campaign.objects.select_for_update().get(pk=campaign.pk)
    if campaign.state != CampaignState.RUNNING:
        raise CampaignNotRunning(campaign.slug)
    campaign.state = CampaignState.WON if is_won else CampaignState.ENDED
    campaign.ends_date = max(now.date(), campaign.starts_date)
    campaign.save(update_fields=["state", "ends_date"])
    return campaign
