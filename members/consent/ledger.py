"""The account page's view of the registry, and accounts themselves as a holder of personal data."""

from __future__ import annotations

import datetime
from collections.abc import Sequence

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from frontend import languages
from members.consent import services
from members.consent.registry import Entry, ForgetResult, Holder, Person, Section
from members.users import services as users
from members.users.models import Profile, User


def person_of(user: User) -> Person:
    """The account as a person. Their address counts only when it was confirmed."""
    proven = EmailAddress.objects.filter(user=user, primary=True, verified=True).first()
    return Person(user=user, email=proven.email if proven else None)


class AccountLedger:
    """What `members.users.holdings` asks for."""

    def describe(self, user: User) -> Sequence[Section]:
        return services.what_we_hold(person_of(user))

    def forget(self, user: User, *, now: datetime.datetime) -> Sequence[str | Promise]:
        done = services.forget(person_of(user), by=user, now=now)
        return [reason for item in done for reason in item.result.kept]


def describe_account(person: Person) -> list[Section]:
    """Address, profile, roles and second factors. Five queries."""
    if person.user is None:
        return []
    user = person.user
    profile = Profile.objects.filter(user=user).first()
    entries = [
        Entry(_("E-mail address"), user.email),
        Entry(_("Account made on"), user.joined_at.date().isoformat()),
    ]
    if user.last_login:
        entries.append(Entry(_("Last sign-in on"), user.last_login.date().isoformat()))
    if profile is not None:
        entries += [
            Entry(_("Name shown to colleagues"), profile.display_name),
            Entry(_("Language"), languages.endonym(profile.language)),
            Entry(_("Country you live in"), languages.country_name(profile.country)),
            Entry(_("Time zone"), profile.time_zone),
        ]
    entries.append(Entry(_("Roles"), ", ".join(sorted(user.roles | user.group_names))))
    waiting = EmailAddress.objects.filter(user=user).exclude(email__iexact=user.email).order_by("email")
    entries += [Entry(_("Other e-mail address"), address.email) for address in waiting]
    factors = Authenticator.objects.filter(user=user).exclude(type=Authenticator.Type.RECOVERY_CODES).count()
    if factors:
        text = ngettext("%(count)s app or passkey", "%(count)s apps or passkeys", factors)
        entries.append(Entry(_("Second factor"), text % {"count": factors}))
    return [
        Section(
            title=_("Your account"),
            entries=[entry for entry in entries if entry.value],
            why=_("We use it to let you in and to write to you. We keep it until you delete your account."),
        )
    ]


def forget_account(person: Person, now: datetime.datetime) -> ForgetResult:
    """Delete the account. Runs last: the others find their rows by it."""
    if person.user is None:
        return ForgetResult()
    erased = users.erase_account(user=person.user, now=now)
    kept = [_("Your account without your name and address, because records name it.")]
    return ForgetResult(
        deleted_count=erased.deleted_count,
        anonymised_count=erased.anonymised_count,
        kept=kept if erased.anonymised_count else (),
    )


LEDGER = AccountLedger()
ACCOUNT_HOLDER = Holder(
    key="users", label=_("Account"), describe=describe_account, forget=forget_account, rank=100
)
