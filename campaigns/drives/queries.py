"""Reading campaigns for a page."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Prefetch
from django.utils.translation import gettext

from campaigns.drives.models import Campaign, CampaignState
from campaigns.petitions import queries as petitions
from campaigns.petitions.models import PetitionState, PetitionText
from members.notifications import queries as notifications
from members.notifications.queries import TopicView


@dataclass(frozen=True)
class Stage:
    """One stop on the line that shows where a campaign stands: `state` is done, now or ahead."""

    label: str
    state: str


@dataclass(frozen=True)
class CampaignView:
    """A campaign with everything a page says about it, in the best language for the reader."""

    campaign: Campaign
    stages: list[Stage]
    petition_text: PetitionText | None
    topic: TopicView | None
    signature_count: int | None
    """None when the campaign has no petition: unknown is not zero."""
    goal: int | None
    takes_signatures: bool


def stage_line(campaign: Campaign) -> list[Stage]:
    """Planned, running, and how it ended or that the end is open."""
    order = {CampaignState.DRAFT: 0, CampaignState.RUNNING: 1}
    at = order.get(CampaignState(campaign.state), 2)
    last = {
        CampaignState.WON: gettext("Won"),
        CampaignState.ENDED: gettext("Ended"),
    }.get(CampaignState(campaign.state), gettext("Demand met"))
    labels = [gettext("Planned"), gettext("Running"), last]
    return [
        Stage(label, "now" if index == at else "done" if index < at else "ahead")
        for index, label in enumerate(labels)
    ]


def campaign_views(
    campaign_ids: Iterable[UUID], *, language: str, now: datetime.datetime
) -> dict[UUID, CampaignView]:
    """Public campaigns by id: four queries however many there are, none when there is none."""
    ids = list(campaign_ids)
    if not ids:
        return {}
    campaigns = list(
        Campaign.objects.public()
        .filter(pk__in=ids)
        .select_related("union", "petition", "topic")
        .prefetch_related(
            Prefetch("petition__texts", PetitionText.objects.order_by("language")),
            "topic__texts",
        )
    )
    counts = petitions.petition_counts([each.petition for each in campaigns if each.petition is not None])
    return {each.pk: _view(each, counts, language=language, now=now) for each in campaigns}


def _view(
    campaign: Campaign, counts: dict[UUID, int], *, language: str, now: datetime.datetime
) -> CampaignView:
    petition = campaign.petition
    if petition is None or petition.state == PetitionState.DRAFT:
        return CampaignView(
            campaign=campaign,
            stages=stage_line(campaign),
            petition_text=None,
            topic=_topic(campaign, language),
            signature_count=None,
            goal=None,
            takes_signatures=False,
        )
    count = counts.get(petition.pk, 0)
    return CampaignView(
        campaign=campaign,
        stages=stage_line(campaign),
        petition_text=petitions.text_in(list(petition.texts.all()), language),
        topic=_topic(campaign, language),
        signature_count=count,
        goal=petitions.next_goal(count, first=petition.goal),
        takes_signatures=petition.is_open(now=now),
    )


def _topic(campaign: Campaign, language: str) -> TopicView | None:
    if campaign.topic is None or campaign.topic.closed_at is not None:
        return None
    return notifications.topic_view(campaign.topic, language)
