"""Django itself: apps, middleware, templates, database, cache, static files, safety."""

from urllib.parse import urlsplit

from config import env
from config.env import ROOT

BASE_DIR = ROOT
VAR_DIR = ROOT.__class__(env.read("VAR_DIR"))
DEBUG = env.read("DEBUG")
SECRET_KEY = env.read("SECRET_KEY")
SITE_URL = env.read("SITE_URL").rstrip("/")
SECURE = urlsplit(SITE_URL).scheme == "https"
ALLOWED_HOSTS = env.read("ALLOWED_HOSTS") or (["localhost", "127.0.0.1", "[::1]"] if DEBUG else [])

VAULT_KEYS = env.read("VAULT_KEYS")
VAULT_INDEX_KEY = env.read("VAULT_INDEX_KEY")

INSTALLED_APPS = [
    "config",
    "cms",
    "campaigns.drives",
    "campaigns.petitions",
    "organising.records",
    "organising.targets",
    "organising.pairings",
    "organising.unions",
    "members.notifications",
    "members.consent",
    "members.users",
    "members.vault",
    "frontend",
    "wagtail_localize",
    "wagtail_localize.locales",
    "wagtail.embeds",
    "wagtail.sites",
    "members.users.cms_app.StaffAppConfig",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "django_tasks",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "django.forms",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    # A reader pays for every byte. Django pads compressed pages by a random length against BREACH.
    "django.middleware.gzip.GZipMiddleware",
    "config.middleware.AnonymousFormMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "config.middleware.PlainAddressMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "members.users.middleware.StaffGateMiddleware",
    "cms.translators.middleware.RefusedPublicationMiddleware",
]

ROOT_URLCONF = "config.urls"
CSRF_FAILURE_VIEW = "frontend.views.csrf_failure"
WSGI_APPLICATION = "config.wsgi.application"
FORM_RENDERER = "frontend.forms.Renderer"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [ROOT / "frontend" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    }
]

DATABASES = {"default": env._reader.db_url_config(env.read("DATABASE_URL"))}
DATABASES["default"]["ENGINE"] = "django.db.backends.postgresql"
DATABASES["default"]["CONN_MAX_AGE"] = 60
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
DATABASES["default"]["ATOMIC_REQUESTS"] = False

CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": env.read("REDIS_URL"),
        "KEY_PREFIX": "corridor",
    }
}
SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = SECURE
CSRF_COOKIE_SECURE = SECURE
CSRF_COOKIE_HTTPONLY = True
SECURE_SSL_REDIRECT = SECURE
SECURE_HSTS_SECONDS = 31_536_000 if SECURE else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE
SECURE_HSTS_PRELOAD = SECURE
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if env.read("TRUSTED_PROXY_COUNT") else None
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "DENY"

SOURCE_CODE_URL = env.read("SOURCE_CODE_URL")
EXIT_URL = env.read("EXIT_URL")

STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
MEDIA_URL = "/media/"
MEDIA_ROOT = VAR_DIR / "media"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
PRINT_FONTS_DIR = ROOT / "frontend" / "fonts"
WHITENOISE_USE_FINDERS = DEBUG
WHITENOISE_KEEP_ONLY_HASHED_FILES = False
# A name that holds a hash of the content may be kept for ever.
WHITENOISE_IMMUTABLE_FILE_TEST = r"^.+[.-][0-9A-Za-z_-]{8,12}\.[a-z0-9]+$"


if DEBUG:
    STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}

# Uploads stay in memory: Django's other handler writes files over 2.5 MB to the disk in clear.
FILE_UPLOAD_HANDLERS = ["members.vault.uploads.MemoryOnlyUploadHandler"]
FILE_UPLOAD_MAX_MEMORY_SIZE = 10 * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 10 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000

LOCALE_PATHS = [ROOT / "frontend" / "locale"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
TEST_RUNNER = "django.test.runner.DiscoverRunner"

# Requests are not logged with their paths: an address can hold a confirmation token.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"route": {"()": "config.logs.RouteInsteadOfPath"}},
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {
        # Here and not at the loggers only: those of `django.security` are made for each refusal.
        "console": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["route"]}
    },
    "root": {"handlers": ["console"], "level": env.read("LOG_LEVEL")},
    "loggers": {
        "django.request": {"level": "ERROR", "filters": ["route"]},
        "django.security.csrf": {"level": "ERROR"},
        "django_tasks": {"level": "WARNING"},
        "wagtail": {"level": "WARNING"},
    },
}
