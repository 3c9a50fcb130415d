"""Load the sample world: everything in one transaction, safe to repeat."""

from __future__ import annotations

import datetime
from pathlib import Path

from django.db import transaction

from cms.directory import services as directory
from cms.fees import services as fees
from config.demo import campaigning, organising, pages, people

CONTACTS = Path(__file__).parent / "contacts"


@transaction.atomic
def load_world(*, now: datetime.datetime) -> None:
    """Make what is missing of the sample world; what is there stays as it is."""
    accounts = people.make_people(now=now)
    unions = organising.make_unions(accounts, now=now)
    organising.make_pairings(unions, accounts, now=now)
    organising.make_targets(unions, accounts, now=now)
    organising.make_records(unions, accounts, now=now)
    campaigning.make_consent_texts(now=now)
    topics = campaigning.make_topics(now=now)
    campaigning.subscribe_people(accounts, topics, now=now)
    campaigns = campaigning.make_campaigns(unions, topics, accounts, now=now)
    campaigning.make_alerts(topics, accounts, now=now)
    pages.make_pages(campaigns, accounts, now=now)
    directory.load_contacts()
    fees.load_fee_rules()
    directory.load_contacts(folder=CONTACTS)
