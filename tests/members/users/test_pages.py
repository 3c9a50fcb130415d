"""Every account page opens, in three languages, and says what it should."""

import pytest
from django.core import mail
from django.core.cache import cache
from django.urls import reverse
from django.utils import translation

from members.users.models import Role
from tests.members.users.factories import PASSWORD, code_now, make_user, signed_in

pytestmark = pytest.mark.django_db
LANGUAGES = ("en", "ar", "ne")
ANONYMOUS = ("account_login", "account_signup", "account_request_login_code", "account_reset_password")
SIGNED_IN = (
    "users:home",
    "users:data",
    "account_change_password",
    "account_email",
    "account_logout",
    "mfa_index",
    "mfa_list_webauthn",
)


def address(name, language="en", **kwargs):
    with translation.override(language):
        return reverse(name, **kwargs)


class TestOpening:
    @pytest.mark.parametrize("language", LANGUAGES)
    @pytest.mark.parametrize("name", ANONYMOUS)
    def test_pages_for_strangers_open(self, client, name, language):
        response = client.get(address(name, language))

        assert response.status_code == 200
        assert f'lang="{language}"' in response.content.decode()
        assert response.headers["Cache-Control"] == "no-store, private"

    @pytest.mark.parametrize("language", LANGUAGES)
    @pytest.mark.parametrize("name", SIGNED_IN)
    def test_pages_for_members_open(self, name, language):
        client = signed_in(make_user())

        assert client.get(address(name, language)).status_code == 200

    @pytest.mark.parametrize("name", ["users:home", "users:data", "users:download", "mfa_index"])
    def test_strangers_are_sent_to_sign_in_and_back(self, client, name):
        response = client.get(address(name))

        assert response.status_code == 302
        assert response.url == f"{address('account_login')}?next={address(name)}"


class TestProfile:
    def test_saving_goes_on_in_the_chosen_language(self):
        user = make_user()
        client = signed_in(user)

        response = client.post(
            address("users:profile"),
            {"display_name": " Asha ", "language": "ar", "country": "QA", "time_zone": "Asia/Qatar"},
        )

        assert response.url == address("users:home", "ar")
        user.profile.refresh_from_db()
        assert (user.profile.display_name, user.profile.language) == ("Asha", "ar")
        assert (user.profile.country, user.profile.time_zone) == ("QA", "Asia/Qatar")

    def test_a_rejected_form_keeps_what_was_typed(self):
        client = signed_in(make_user())

        response = client.post(
            address("users:profile"),
            {"display_name": "Asha", "language": "tlh", "country": "", "time_zone": "UTC"},
        )

        assert response.status_code == 422
        assert 'value="Asha"' in response.content.decode()

    def test_reading_the_home_page_takes_few_queries(self, django_assert_max_num_queries):
        client = signed_in(make_user(roles=(Role.ORGANISER,), second_factor=True))

        with django_assert_max_num_queries(6):
            client.get(address("users:home"))


class TestWhatWeHold:
    def test_it_shows_and_saves_the_account(self):
        user = make_user(email="asha@mail.example")
        client = signed_in(user)

        page = client.get(address("users:data")).content.decode()
        saved = client.get(address("users:download"))

        assert "asha@mail.example" in page
        assert "Nepal" in page
        assert saved.headers["Content-Disposition"].startswith("attachment")
        assert any(
            entry["value"] == "asha@mail.example"
            for section in saved.json()["sections"]
            for entry in section["entries"]
        )

    def test_a_wrong_address_deletes_nothing(self):
        user = make_user()
        client = signed_in(user)

        response = client.post(address("users:forget"), {"email": "other@mail.example"})

        assert response.status_code == 422
        user.refresh_from_db()

    def test_the_right_address_deletes_everything_and_signs_out(self):
        user = make_user(email="asha@mail.example", second_factor=True)
        client = signed_in(user)

        response = client.post(address("users:forget"), {"email": "Asha@mail.example"})

        assert response.status_code == 200
        assert not type(user).objects.filter(pk=user.pk).exists()
        assert client.get(address("users:home")).status_code == 302

    def test_a_get_deletes_nothing(self):
        client = signed_in(make_user())

        assert client.get(address("users:forget")).status_code == 405


class TestSigningIn:
    def test_by_password(self, client):
        user = make_user()

        response = client.post(address("account_login"), {"login": user.email, "password": PASSWORD})

        assert response.url == address("users:home")

    def test_by_password_goes_where_one_wanted_but_never_to_another_site(self, client):
        user = make_user()
        wanted = address("users:data")

        ours = client.post(
            address("account_login"), {"login": user.email, "password": PASSWORD, "next": wanted}
        )
        client.post(address("account_logout"))
        theirs = client.post(
            address("account_login"),
            {"login": user.email, "password": PASSWORD, "next": "https://evil.example/"},
        )

        assert ours.url == wanted
        assert theirs.url == address("users:home")

    @pytest.mark.parametrize("how", [{}, {"by_code": "1", "password": "half typed"}])
    def test_by_code_when_no_password_was_given_or_the_other_button_was_pressed(self, client, how):
        user = make_user(language="ne")

        first = client.post(address("account_login"), {"login": user.email, **how})
        code = next(word for word in mail.outbox[0].body.split() if len(word) >= 6 and word.isupper())
        second = client.post(address("account_confirm_login_code"), {"code": code})

        assert first.url == address("account_confirm_login_code")
        assert second.url == address("users:home")
        assert mail.outbox[0].to == [user.email]

    def test_with_an_authenticator_app_and_each_code_once(self, client):
        user = make_user(roles=(Role.ORGANISER,), second_factor=True)
        code = code_now()

        first = client.post(address("account_login"), {"login": user.email, "password": PASSWORD})
        assert client.get(address("mfa_authenticate")).status_code == 200
        second = client.post(address("mfa_authenticate"), {"code": code})
        assert client.get(address("desk:home")).status_code == 200
        client.post(address("account_logout"))
        client.post(address("account_login"), {"login": user.email, "password": PASSWORD})
        # allauth forgets a used code after 30 seconds, though it is accepted for 90.
        cache.delete(f"allauth.mfa.totp.used?user={user.pk}&code={code}")
        again = client.post(address("mfa_authenticate"), {"code": code})

        assert first.url == address("mfa_authenticate")
        assert second.url == address("users:home")
        assert again.status_code == 200
        assert "Incorrect code." in again.content.decode()

    def test_staying_signed_in_is_a_choice(self, client):
        user = make_user()

        client.post(address("account_login"), {"login": user.email, "password": PASSWORD})
        short = client.session.get_expire_at_browser_close()
        client.post(address("account_logout"))
        client.post(address("account_login"), {"login": user.email, "password": PASSWORD, "remember": "on"})

        assert short is True
        assert client.session.get_expire_at_browser_close() is False


class TestSigningUp:
    def test_an_address_and_a_code_make_an_account_in_the_language_of_the_page(self, client):
        first = client.post(address("account_signup", "ar"), {"email": "new@mail.example"})
        code = next(word for word in mail.outbox[0].body.split() if len(word) >= 6 and word.isupper())
        assert client.get(first.url).status_code == 200
        client.post(first.url, {"code": code})
        home = client.get(address("users:home", "ar"))

        assert first.url == address("account_email_verification_sent", "ar")
        assert home.status_code == 200
        assert home.context["user"].profile.language == "ar"
        assert not home.context["user"].has_usable_password()


class TestSettingUpASecondFactor:
    def test_an_app_opens_the_desk_at_once(self, monkeypatch):
        # The test's own transaction never commits; in a request the callback runs before the session is kept.
        monkeypatch.setattr("django.db.transaction.on_commit", lambda run, *args, **kwargs: run())
        client = signed_in(make_user(roles=(Role.ORGANISER,)))
        client.post(address("account_reauthenticate"), {"password": PASSWORD})

        page = client.get(address("mfa_activate_totp"))
        secret = page.context["form"].secret
        response = client.post(address("mfa_activate_totp"), {"code": code_now(secret)})

        assert secret in page.content.decode()
        assert 'src="data:image/svg+xml;base64,' in page.content.decode()
        assert response.url == address("mfa_view_recovery_codes")
        assert client.get(response.url).status_code == 200
        assert client.get(address("mfa_download_recovery_codes")).status_code == 200
        assert client.get(address("desk:home")).status_code == 200

    @pytest.mark.parametrize(
        "name", ["mfa_add_webauthn", "mfa_generate_recovery_codes", "mfa_deactivate_totp"]
    )
    def test_changes_ask_again_who_it_is(self, name):
        client = signed_in(make_user(second_factor=True), used_second_factor=True)

        response = client.get(address(name))

        assert response.status_code == 302
        assert "/reauthenticate/" in response.url
        assert client.get(response.url).status_code == 200

    @pytest.mark.parametrize(
        "name", ["mfa_add_webauthn", "mfa_generate_recovery_codes", "mfa_deactivate_totp"]
    )
    def test_and_open_then(self, name):
        client = signed_in(make_user(second_factor=True), used_second_factor=True)
        client.post(address("mfa_reauthenticate"), {"code": code_now()})

        assert client.get(address(name)).status_code == 200


class TestResettingAPassword:
    def test_by_code(self, client):
        user = make_user()

        first = client.post(address("account_reset_password"), {"email": user.email})
        code = next(word for word in mail.outbox[0].body.split() if len(word) >= 6 and word.isupper())
        assert client.get(first.url).status_code == 200
        second = client.post(first.url, {"code": code})
        assert client.get(second.url).status_code == 200
        client.post(second.url, {"password1": "another four words"})

        user.refresh_from_db()
        assert user.check_password("another four words")
