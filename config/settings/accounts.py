"""Accounts: django-allauth by e-mail, with password or code, TOTP and passkeys.

`tests/config/test_privacy_defaults.py` holds every choice here that protects a person.
"""

from config import env
from config.settings.base import CACHES, DEBUG, SECURE, SITE_URL

AUTH_USER_MODEL = "users.User"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "users:home"

# Sessions are sealed and end with the browser, unless somebody asks to stay signed in: phones are shared.
SESSION_ENGINE = "members.users.sessions"
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
CACHES["default"]["KEY_FUNCTION"] = "members.users.cache_keys.make_key"

ACCOUNT_ADAPTER = "members.users.adapters.AccountAdapter"
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
# The password is optional: without one a person signs in with codes.
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1"]
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_CONFIRM_EMAIL_ON_GET = False
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if SECURE else "http"
ACCOUNT_SESSION_REMEMBER = None
ACCOUNT_REAUTHENTICATION_TIMEOUT = 900
ACCOUNT_LOGIN_ON_PASSWORD_RESET = True

# Codes, never links, so that no address of a page holds a secret. Mail is slow in some corridors.
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 15 * 60
ACCOUNT_PASSWORD_RESET_BY_CODE_ENABLED = True
ACCOUNT_PASSWORD_RESET_BY_CODE_TIMEOUT = 15 * 60

# "ip" is a network of up to 256 addresses (see members.users.client): a dormitory, a phone company.
# What is counted per network is therefore generous; what is counted per account is not.
ACCOUNT_RATE_LIMITS = {
    "login": "1200/m/ip",
    "login_failed": "600/m/ip,5/5m/key",
    "signup": "60/m/ip",
    "request_login_code": "120/m/ip,3/m/key",
    "reset_password": "120/m/ip,3/m/key",
    "reset_password_from_key": "120/m/ip",
}
ACCOUNT_FORMS = {
    "add_email": "members.users.forms.ChangeEmailForm",
    "change_password": "members.users.forms.ChangePasswordForm",
    "confirm_email_verification_code": "members.users.forms.ConfirmEmailCodeForm",
    "confirm_login_code": "members.users.forms.ConfirmSignInCodeForm",
    "confirm_password_reset_code": "members.users.forms.ConfirmResetCodeForm",
    "login": "members.users.forms.SignInForm",
    "reauthenticate": "members.users.forms.ReauthenticateForm",
    "request_login_code": "members.users.forms.RequestCodeForm",
    "reset_password": "members.users.forms.ResetPasswordForm",
    "reset_password_from_key": "members.users.forms.NewPasswordForm",
    "set_password": "members.users.forms.SetPasswordForm",
    "signup": "members.users.forms.SignUpForm",
}

MFA_ADAPTER = "members.users.adapters.MFAAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Corridor"
# One step of 30 seconds either way, for phones whose clock is wrong (RFC 6238, section 6). The forms below
# refuse a code that was used before for as long as it would be accepted.
MFA_TOTP_TOLERANCE = 1
MFA_RATE_LIMITS = {"webauthn_login": "120/m/ip"}
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = DEBUG or SITE_URL.startswith("http://localhost")
MFA_FORMS = {
    "activate_totp": "members.users.mfa_forms.ActivateAppForm",
    "add_webauthn": "members.users.mfa_forms.AddPasskeyForm",
    "authenticate": "members.users.mfa_forms.AuthenticateForm",
    "authenticate_webauthn": "members.users.mfa_forms.AuthenticateByPasskeyForm",
    "edit_webauthn": "members.users.mfa_forms.RenamePasskeyForm",
    "login_webauthn": "members.users.mfa_forms.SignInByPasskeyForm",
    "reauthenticate": "members.users.mfa_forms.ReauthenticateByCodeForm",
    "reauthenticate_webauthn": "members.users.mfa_forms.ReauthenticateByPasskeyForm",
}

ALLAUTH_TRUSTED_PROXY_COUNT = env.read("TRUSTED_PROXY_COUNT")

# The address is unique whatever its case, by a constraint on lower(email) that this check does not see.
SILENCED_SYSTEM_CHECKS = ["auth.W004"]

# Wagtail changes neither passwords nor addresses: both have one door each, above.
WAGTAILUSERS_PASSWORD_ENABLED = False
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
