"""Who passes the gate in front of /desk/ and /cms/, and where the others are sent."""

import pytest
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.test import override_settings
from django.urls import path, reverse
from django.utils import translation
from django.utils.translation import gettext

from config import urls as site
from members.users.models import CMS_ROLES, Role
from tests.members.users.factories import code_now, make_user, signed_in

pytestmark = pytest.mark.django_db
DESK = "/en/desk/"
CMS = "/cms/"
ALL_PATHS = (DESK, "/en/desk", "/ar/desk/nowhere/", "/EN/DESK/", CMS, "/cms/pages/", "/CMS/")


class TestStrangers:
    @pytest.mark.parametrize("address", ALL_PATHS)
    def test_are_sent_to_sign_in(self, client, address):
        response = client.get(address)

        assert response.status_code == 302
        assert "/account/login/?next=" in response.url
        assert response.headers["Cache-Control"] == "no-store, private"

    def test_come_back_to_the_page_with_its_query(self, client):
        response = client.get("/en/desk/records/?state=claimed&page=2")

        assert response.url.endswith("?next=%2Fen%2Fdesk%2Frecords%2F%3Fstate%3Dclaimed%26page%3D2")

    def test_who_post_are_not_sent_back_to_a_post(self, client):
        assert client.post(DESK).url == reverse("account_login")

    @pytest.mark.parametrize(
        "address", ["/cms/login/", "/cms/password_reset/", "/cms/login/?next=/cms/pages/"]
    )
    def test_find_no_other_door_in_wagtail(self, client, address):
        response = client.get(address)

        assert response.status_code == 302
        assert response.url.startswith(reverse("account_login"))


class TestMembers:
    @pytest.mark.parametrize("address", ALL_PATHS)
    def test_read_why_and_what_to_do(self, address):
        response = signed_in(make_user()).get(address)

        assert response.status_code == 403
        with translation.override("ar" if address.startswith("/ar/") else "en"):
            assert gettext("The desk is for staff") in response.content.decode()

    def test_of_staff_without_this_role_are_shown_to_their_desk(self):
        client = signed_in(make_user(roles=(Role.ORGANISER,), second_factor=True), used_second_factor=True)

        response = client.get(CMS)

        assert response.status_code == 403
        assert reverse("desk:home") in response.content.decode()


class TestStaffWithoutASecondFactor:
    @pytest.mark.parametrize("role", Role.values)
    def test_are_sent_to_set_one_up_and_told_why(self, role):
        client = signed_in(make_user(roles=(role,)))

        response = client.get(DESK, follow=True)

        assert response.redirect_chain[-1][0] == reverse("mfa_index")
        assert "need a second factor" in response.content.decode()

    def test_recovery_codes_alone_are_none(self):
        user = make_user(roles=(Role.ORGANISER,))
        Authenticator.objects.create(user=user, type=Authenticator.Type.RECOVERY_CODES, data={"seed": "x"})

        assert signed_in(user).get(DESK).url == reverse("mfa_index")


class TestStaffWhoseSessionDidNotUseIt:
    def test_are_asked_for_it_once_and_go_on(self):
        client = signed_in(make_user(roles=(Role.ORGANISER,), second_factor=True))

        first = client.get(DESK)
        second = client.post(first.url, {"code": code_now(), "next": DESK})

        assert first.url == f"{reverse('mfa_reauthenticate')}?next=%2Fen%2Fdesk%2F"
        assert second.url == DESK
        assert client.get(DESK).status_code == 200

    def test_with_a_passkey_only_are_asked_for_the_passkey(self):
        user = make_user(roles=(Role.ORGANISER,))
        Authenticator.objects.create(user=user, type=Authenticator.Type.WEBAUTHN, data={"name": "phone"})

        assert signed_in(user).get(DESK).url.startswith(reverse("mfa_reauthenticate_webauthn"))

    def test_another_persons_record_does_not_count(self):
        other = make_user(roles=(Role.ORGANISER,), second_factor=True)
        client = signed_in(other, used_second_factor=True)
        user = make_user(roles=(Role.ORGANISER,), second_factor=True)
        records = client.session["account_authentication_methods"]
        client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
        session = client.session
        session["account_authentication_methods"] = records
        session["account_authentication_methods_user"] = str(other.pk)
        session.save()

        assert client.get(DESK).status_code == 302


class TestStaffWhoUsedIt:
    @pytest.mark.parametrize("role", Role.values)
    def test_enter_the_desk(self, role):
        client = signed_in(make_user(roles=(role,), second_factor=True), used_second_factor=True)

        response = client.get(DESK)

        assert response.status_code == 200
        assert "unsafe-inline" not in response.headers["Content-Security-Policy"]

    @pytest.mark.parametrize("role", Role.values)
    def test_enter_the_cms_by_role(self, role):
        client = signed_in(make_user(roles=(role,), second_factor=True), used_second_factor=True)

        assert client.get(CMS).status_code == (200 if role in CMS_ROLES else 403)

    def test_get_the_cms_with_the_policy_it_needs(self):
        client = signed_in(make_user(roles=(Role.EDITOR,), second_factor=True), used_second_factor=True)

        policy = client.get(CMS).headers["Content-Security-Policy"]

        assert "script-src 'self' 'unsafe-inline'" in policy
        assert set(settings.CMS_CONTENT_SECURITY_POLICY) <= {part.split()[0] for part in policy.split("; ")}

    def test_lose_it_with_the_role(self):
        user = make_user(roles=(Role.ORGANISER,), second_factor=True)
        client = signed_in(user, used_second_factor=True)
        user.groups.clear()

        assert client.get(DESK).status_code == 403

    def test_and_closed_accounts_are_strangers(self):
        user = make_user(roles=(Role.ORGANISER,), second_factor=True)
        client = signed_in(user, used_second_factor=True)
        type(user).objects.filter(pk=user.pk).update(is_active=False)

        assert client.get(DESK).status_code == 302

    def test_sign_out_of_wagtail_leads_to_our_sign_in(self):
        client = signed_in(make_user(roles=(Role.EDITOR,), second_factor=True), used_second_factor=True)

        client.post("/cms/logout/")

        assert client.get(CMS).status_code == 302


class TestAForgottenGuard:
    """A view below /desk/ that nobody guarded is guarded all the same."""

    def test_is_no_way_in(self, client):
        from django.http import HttpResponse

        module = type("urls", (), {})
        module.urlpatterns = [path("en/desk/open/", lambda request: HttpResponse("in")), *site.urlpatterns]
        with override_settings(ROOT_URLCONF=module):
            assert client.get("/en/desk/open/").status_code == 302


class TestPublicPages:
    def test_touch_no_session(self, client):
        response = client.get("/healthz")

        assert "Cookie" not in response.headers.get("Vary", "")
