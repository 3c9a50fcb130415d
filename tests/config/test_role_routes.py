"""Every address of the site × everybody who may ask for it. A new route must be given its row here.

What counts is whether the view is reached (200, 404 for a made-up id, 405 for a GET of an act, a redirect
of its own) or the person is turned away, and where to.
"""

from __future__ import annotations

import re
import uuid
from dataclasses import dataclass

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from members.users.models import CMS_ROLES, Role
from tests.members.users.factories import make_user, signed_in

IN, SIGN_IN, REFUSED, SET_UP = "in", "sent to sign in", "refused", "sent to set up a second factor"
LANGUAGE = "en"
ALL_ROLES = frozenset(Role)
ORGANISERS = frozenset({Role.ORGANISER, Role.ADMINISTRATOR})
CAMPAIGNERS = frozenset({Role.CAMPAIGNER, Role.ADMINISTRATOR})


@dataclass(frozen=True)
class Rule:
    """Whom a route lets in. `roles` is None where no role is asked for."""

    account: bool = False
    roles: frozenset[str] | None = None

    def expect(self, role: str | None, *, account: bool, second_factor: bool) -> str:
        if not self.account and self.roles is None:
            return IN
        if not account:
            return SIGN_IN
        if self.roles is None:
            return IN
        if role is None:
            return REFUSED
        return self._for_staff(role, second_factor=second_factor)

    def _for_staff(self, role: str, *, second_factor: bool) -> str:
        if self.roles == CMS_ROLES:  # the gate asks for the role first, then for the second factor
            if role not in self.roles:
                return REFUSED
            return IN if second_factor else SET_UP
        if not second_factor:
            return SET_UP
        return IN if role in (self.roles or ()) else REFUSED


PUBLIC = Rule()
MEMBERS = Rule(account=True)
STAFF = Rule(roles=ALL_ROLES)
CMS = Rule(roles=CMS_ROLES)
AT_ALERTS = Rule(roles=CAMPAIGNERS)
AT_RECORDS = Rule(roles=ORGANISERS)

TABLE: dict[str, Rule] = {
    # The site as a whole
    "root": PUBLIC,
    "healthz": PUBLIC,
    "readyz": PUBLIC,
    "robots": PUBLIC,
    "sitemap": PUBLIC,
    "media": PUBLIC,
    "service_worker": PUBLIC,
    "manifest": PUBLIC,
    "styleguide": PUBLIC,
    "offline": PUBLIC,
    "petition_count": PUBLIC,
    "wagtaildocs_serve": PUBLIC,
    "wagtaildocs_authenticate_with_password": PUBLIC,
    "prints:booklet": PUBLIC,
    "prints:card": PUBLIC,
    "short_address": PUBLIC,
    "wagtail_serve": PUBLIC,
    "without_language": PUBLIC,
    "cms/": CMS,
    # Ways in and out
    "account_login": PUBLIC,
    "account_logout": PUBLIC,
    "account_inactive": PUBLIC,
    "account_signup": PUBLIC,
    "account_email_verification_sent": PUBLIC,
    "account_reset_password": PUBLIC,
    "account_confirm_login_code": PUBLIC,
    "account_confirm_password_reset_code": PUBLIC,
    "account_complete_password_reset": PUBLIC,
    "account_password_reset_completed": PUBLIC,
    "account_request_login_code": PUBLIC,
    "mfa_authenticate": PUBLIC,
    "mfa_login_webauthn": PUBLIC,
    # One's own account
    "users:home": MEMBERS,
    "users:profile": MEMBERS,
    "users:data": MEMBERS,
    "users:download": MEMBERS,
    "users:forget": MEMBERS,
    "account_reauthenticate": MEMBERS,
    "account_email": MEMBERS,
    "account_change_password": MEMBERS,
    "account_set_password": MEMBERS,
    "mfa_index": MEMBERS,
    "mfa_reauthenticate": MEMBERS,
    "mfa_activate_totp": MEMBERS,
    "mfa_deactivate_totp": MEMBERS,
    "mfa_view_recovery_codes": MEMBERS,
    "mfa_generate_recovery_codes": MEMBERS,
    "mfa_download_recovery_codes": MEMBERS,
    "mfa_list_webauthn": MEMBERS,
    "mfa_add_webauthn": MEMBERS,
    "mfa_reauthenticate_webauthn": MEMBERS,
    "mfa_remove_webauthn": MEMBERS,
    "mfa_edit_webauthn": MEMBERS,
    "notifications:preferences": MEMBERS,
    # What everybody reads
    "notifications:home": PUBLIC,
    "notifications:push_subscribe": PUBLIC,
    "notifications:push_unsubscribe": PUBLIC,
    "notifications:confirm": PUBLIC,
    "notifications:stop": PUBLIC,
    "notifications:topic": PUBLIC,
    "notifications:asked": PUBLIC,
    "petitions:index": PUBLIC,
    "petitions:confirm": PUBLIC,
    "petitions:detail": PUBLIC,
    "petitions:thanks": PUBLIC,
    "progress:home": PUBLIC,
    "progress:union": PUBLIC,
    "pairings:list": PUBLIC,
    "pairings:corridor": PUBLIC,
    "packs:index": PUBLIC,
    "packs:manifest": PUBLIC,
    "pack_file": PUBLIC,
    "fees:check": PUBLIC,
    "search:results": PUBLIC,
    "directory:index": PUBLIC,
    "directory:contact": PUBLIC,
    "reports:page": PUBLIC,
    "reports:answer": PUBLIC,
    "reports:number": PUBLIC,
    # The desk
    "desk:home": STAFF,
    "desk_alerts:list": AT_ALERTS,
    "desk_alerts:new": AT_ALERTS,
    "desk_alerts:detail": AT_ALERTS,
    "desk_alerts:change": AT_ALERTS,
    "desk_alerts:text": AT_ALERTS,
    "desk_alerts:preview": AT_ALERTS,
    "desk_alerts:preview_mail": AT_ALERTS,
    "desk_alerts:send": AT_ALERTS,
    "desk_alerts:schedule": AT_ALERTS,
    "desk_alerts:cancel": AT_ALERTS,
    "desk_records:list": AT_RECORDS,
    "desk_records:export": AT_RECORDS,
    "desk_records:add": AT_RECORDS,
    "desk_records:to_verify": AT_RECORDS,
    "desk_records:to_answer": AT_RECORDS,
    "desk_records:detail": AT_RECORDS,
    "desk_records:verify": AT_RECORDS,
    "desk_records:answer": AT_RECORDS,
    "desk_records:photo": AT_RECORDS,
    "desk_pairings:list": AT_RECORDS,
    "desk_pairings:choose_corridor": AT_RECORDS,
    "desk_pairings:propose": AT_RECORDS,
    "desk_pairings:detail": AT_RECORDS,
    "desk_pairings:accept": AT_RECORDS,
    "desk_pairings:end": AT_RECORDS,
    "desk_targets:list": AT_RECORDS,
    "desk_targets:open": AT_RECORDS,
    "desk_targets:close": AT_RECORDS,
    "desk_targets:floor": Rule(roles=frozenset({Role.ADMINISTRATOR})),
    "desk_targets:target": AT_RECORDS,
}

VALUES = {
    "slug": "no-such-thing",
    "str": "no-such-thing",
    "int": "4711",
    "uuid": str(uuid.UUID(int=4711)),
    "path": "no/such/thing",
}


@dataclass(frozen=True)
class Route:
    name: str
    pattern: str

    @property
    def address(self) -> str:
        """The route with made-up ids."""
        filled = re.sub(r"<(\w+):\w+>", lambda match: VALUES[match[1]], self.pattern)
        if "(" in filled:
            return {
                "wagtaildocs_serve": "/documents/4711/no-such-thing.pdf",
                "wagtail_serve": f"/{LANGUAGE}/no-such-thing/",
                "without_language": "/no-such-thing/",
            }[self.name]
        return "/" + filled


def walk(resolver: URLResolver, prefix: str = "", namespace: str = "") -> list[Route]:
    """Every route below. Wagtail's own below /cms/ count as one: the gate stands in front of the folder."""
    found: list[Route] = []
    for entry in resolver.url_patterns:
        pattern = prefix + str(entry.pattern)
        if isinstance(entry, URLPattern):
            found.append(Route(f"{namespace}{entry.name}" if entry.name else pattern, pattern))
        elif pattern == "cms/":
            found.append(Route(pattern, pattern))
        else:
            inner = f"{namespace}{entry.namespace}:" if entry.namespace else namespace
            found += walk(entry, pattern, inner)
    return found


ROUTES = walk(get_resolver())


def outcome(response) -> str:
    if response.status_code == 403:
        return REFUSED
    if response.status_code in (301, 302):
        where = response.headers["Location"].partition("?")[0]
        if where == reverse("mfa_index"):
            return SET_UP
        # Pages for strangers send each other to sign in too; then no `next` brings anybody back.
        if where == reverse("account_login") and "?" in response.headers["Location"]:
            return SIGN_IN
    assert response.status_code < 500
    return IN


@pytest.fixture
def people(db) -> list[tuple[str, str | None, bool, bool, Client]]:
    """Everybody: name, role, has an account, used a second factor, and their browser."""
    everybody: list[tuple[str, str | None, bool, bool, Client]] = [
        ("a stranger", None, False, False, Client()),
        ("a member", None, True, False, signed_in(make_user())),
    ]
    for role in Role:
        bare = signed_in(make_user(roles=(role,)))
        full = signed_in(make_user(roles=(role,), second_factor=True), used_second_factor=True)
        everybody += [
            (f"{role} without a second factor", role, True, False, bare),
            (f"{role} with a second factor", role, True, True, full),
        ]
    return everybody


def test_every_route_has_its_row():
    assert sorted({route.name for route in ROUTES} - set(TABLE)) == []


def test_every_row_has_its_route():
    built_only_for_developers = {"styleguide"}
    assert sorted(set(TABLE) - {route.name for route in ROUTES} - built_only_for_developers) == []


def test_who_is_let_in(people):
    """One walk for all: a GET changes nothing and no id exists, so no route disturbs the next."""
    wrong = []
    for route in ROUTES:
        rule = TABLE.get(route.name, PUBLIC)
        for name, role, account, second_factor, client in people:
            response = client.get(route.address)
            if response.status_code == 405 and rule.roles is not None:
                response = client.post(route.address)  # an act on a made-up id
            seen = outcome(response)
            expected = rule.expect(role, account=account, second_factor=second_factor)
            if seen != expected:
                wrong.append(f"{route.name}, {name}: {seen}, should be {expected}")

    assert wrong == []
