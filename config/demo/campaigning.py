"""The sample world's topics, petitions with signatures, campaigns and alerts."""

from __future__ import annotations

import datetime

from campaigns.drives import services as drives
from campaigns.drives.models import Campaign
from campaigns.petitions import services as petitions
from campaigns.petitions.models import (
    Petition,
    PetitionState,
    PetitionText,
    Signature,
    SignatureState,
)
from config.demo import chronicle, texts, world
from members.consent import services as consent
from members.notifications import services as notifications
from members.notifications.models import Alert, AlertState, Delivery, DeliveryState, Topic
from members.users.models import User
from members.vault.indexes import blind_index
from organising.unions.models import Union

_DAY = datetime.timedelta(days=1)
SIGNATURE_COUNTS = {"ratify-c189": 412, "fees-back": 178}
CAMPAIGN_UNIONS = {"campaign-ratify-c189": "straits", "campaign-fees-nameandshame": "himal"}
CAMPAIGN_TOPICS = {
    "campaign-ratify-c189": "campaign-ratify-c189",
    "campaign-fees-nameandshame": "campaign-fees",
}
PETITION_SLUGS = {"campaign-ratify-c189": "ratify-c189", "campaign-fees-nameandshame": "fees-back"}


def make_consent_texts(*, now: datetime.datetime) -> None:
    """Version 1 of every wording, in twelve languages."""
    for language, wording in texts.translations("consents").items():
        for purpose, words in wording.items():
            if purpose != "version":
                consent.publish_text(
                    purpose=purpose,
                    version=wording["version"],
                    language=language,
                    wording=words["text"],
                    now=now,
                )


def make_topics(*, now: datetime.datetime) -> dict[str, Topic]:
    made = {}
    for language, words in texts.translations("topics").items():
        for one in words["topics"]:
            made[one["slug"]] = notifications.open_topic(slug=one["slug"], now=now)
            notifications.name_topic(
                topic=made[one["slug"]],
                language=language,
                name=one["name"],
                description=one["description"],
            )
    return made


def subscribe_people(people: dict[str, User], topics: dict[str, Topic], *, now: datetime.datetime) -> None:
    for person in world.PEOPLE:
        for slug in person.topics:
            notifications.subscribe_by_email(
                topic=topics[slug],
                email=person.email,
                language=person.language,
                time_zone=person.time_zone,
                now=now,
                user=people[person.key],
                confirmed=True,
            )


def make_campaigns(
    made: dict[str, Union], topics: dict[str, Topic], people: dict[str, User], *, now: datetime.datetime
) -> dict[str, Campaign]:
    """The campaigns by the name of their text, each with its petition."""
    campaigns = {}
    for name in texts.CAMPAIGNS:
        words = texts.translations(name)
        union, topic = made[CAMPAIGN_UNIONS[name]], topics[CAMPAIGN_TOPICS[name]]
        petition = _petition(PETITION_SLUGS[name], words, union=union, topic=topic, now=now)
        existing = Campaign.objects.filter(slug=words["en"]["slug"]).first()
        if existing is None:
            existing = drives.plan_campaign(
                slug=words["en"]["slug"],
                name=words["en"]["title"],
                kind=words["en"]["kind"],
                union=union,
                starts_date=(now - 90 * _DAY).date(),
                by=people["campaigner"],
                now=now,
                petition=petition,
                topic=topic,
            )
            existing = drives.start_campaign(campaign=existing, by=people["campaigner"], now=now)
        campaigns[name] = existing
    return campaigns


def _petition(
    slug: str, words: dict[str, dict], *, union: Union, topic: Topic, now: datetime.datetime
) -> Petition:
    petition = Petition.objects.filter(slug=slug).first()
    if petition is None:
        petition = Petition.objects.create(
            slug=slug,
            state=PetitionState.OPEN,
            union=union,
            topic=topic,
            goal=500,
            opens_at=now - 90 * _DAY,
        )
    for language, each in words.items():
        PetitionText.objects.update_or_create(petition=petition, language=language, defaults=each["petition"])
    if not Signature.objects.filter(petition=petition).exists():
        _sign(petition, now=now)
    return petition


def _sign(petition: Petition, *, now: datetime.datetime) -> None:
    """Invented signatories in one statement; nobody is written to, because `.example` has no mailboxes."""
    signatures = []
    for one in chronicle.signatories(petition.slug, SIGNATURE_COUNTS[petition.slug]):
        signatures.append(
            Signature(
                petition=petition,
                name=one.name,
                email=one.email,
                email_index=blind_index(one.email, kind="email", scope=petitions.EMAIL_INDEX_SCOPE),
                country=one.country,
                language=one.language,
                state=SignatureState.CONFIRMED if one.confirmed else SignatureState.PENDING,
                signed_at=now - one.days_ago * _DAY,
                confirmed_at=now - one.days_ago * _DAY if one.confirmed else None,
            )
        )
    Signature.objects.bulk_create(signatures)
    petitions.count_signatures(now=now)


def make_alerts(topics: dict[str, Topic], people: dict[str, User], *, now: datetime.datetime) -> None:
    """One alert of each state. Nothing leaves: those that are under way or over keep their ledger only."""
    if Alert.objects.exists():
        return
    by = people["campaigner"]
    english = texts.read("en", "alerts")
    for age, state in enumerate(AlertState.values):
        alert = notifications.draft_alert(topic=topics[english[state]["topic"]], by=by, now=now - age * _DAY)
        for language, words in texts.translations("alerts").items():
            one = words[state]
            notifications.write_alert_text(
                alert=alert,
                language=language,
                subject=one["subject"],
                push_line=one["push_line"],
                body=one["body"],
                by=by,
            )
        _bring_to(alert, AlertState(state), by=by, now=now)


def _bring_to(alert: Alert, state: AlertState, *, by: User, now: datetime.datetime) -> None:
    if state == AlertState.SCHEDULED:
        notifications.schedule_alert(alert=alert, at=now + 14 * _DAY, by=by, now=now)
    elif state == AlertState.CANCELLED:
        notifications.cancel_alert(alert=alert, by=by, now=now)
    elif state == AlertState.SENT:
        notifications.send_alert(alert=alert, by=by, now=now - 3 * _DAY)
        notifications.fan_out(alert=alert, now=now - 3 * _DAY)
        Delivery.objects.filter(alert=alert).update(state=DeliveryState.SENT, finished_at=now, attempts=1)
        notifications.finish_alerts(now=now)
    elif state == AlertState.SENDING:
        # Under way: the workers of the site finish it within seconds of the first start.
        notifications.send_alert(alert=alert, by=by, now=now)
