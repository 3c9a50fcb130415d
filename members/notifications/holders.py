"""What this subject holds about a person, shown to them and erased on their word."""

from __future__ import annotations

import datetime

from django.utils import timezone
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from frontend import languages
from members.consent.registry import Entry, ForgetResult, Holder, Person, Section
from members.notifications import queries, services
from members.notifications.models import Channel, Subscription


def describe(person: Person) -> list[Section]:
    """The topics a person follows and how. Two queries."""
    subscriptions = queries.subscriptions_of(user=person.user, email_index=_index(person))
    names = queries.topic_names(get_language() or "en")
    return [
        Section(
            title=_("Alerts you follow"),
            entries=[
                Entry(label=names.get(each.topic_id, each.topic.slug), value=_line(each))
                for each in subscriptions
            ],
            why=_(
                "We keep your address, sealed, to send you what you asked for, until you stop or forget us."
            ),
        )
    ]


def _line(subscription: Subscription) -> str:
    return gettext("%(channel)s to %(address)s, in %(language)s, since %(date)s (%(state)s)") % {
        "channel": subscription.get_channel_display(),
        "address": subscription.email
        if subscription.channel == Channel.EMAIL
        else gettext("a browser at %(service)s")
        % {"service": subscription.endpoint.origin if subscription.endpoint else ""},
        "language": languages.language_name(subscription.language),
        "date": languages.date_in_words(timezone.localtime(subscription.created_at).date()),
        "state": subscription.get_state_display(),
    }


def forget(person: Person, now: datetime.datetime) -> ForgetResult:
    """Delete the subscriptions, browser addresses and deliveries of a person."""
    return ForgetResult(deleted_count=services.delete_person(user=person.user, email_index=_index(person)))


def _index(person: Person) -> str | None:
    return person.email_index(services.EMAIL_SCOPE)


HOLDER = Holder(key="notifications", label=_("Alerts"), describe=describe, forget=forget)
