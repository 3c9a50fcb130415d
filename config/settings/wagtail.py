"""Wagtail and wagtail-localize: twelve locale trees, no alias pages, no tree synchronisation."""

from config import env
from config.settings.base import SITE_URL
from config.settings.languages import LANGUAGES

WAGTAIL_SITE_NAME = "Corridor"
WAGTAILADMIN_BASE_URL = SITE_URL
WAGTAILADMIN_PERMITTED_LANGUAGES = LANGUAGES
WAGTAIL_I18N_ENABLED = True
WAGTAIL_ALLOW_UNICODE_SLUGS = False
WAGTAILIMAGES_IMAGE_MODEL = "cms.CustomImage"
WAGTAILDOCS_DOCUMENT_MODEL = "cms.CustomDocument"
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 10 * 1024 * 1024
# Drawn anew they take four bytes each: what a small file may make of our memory ends here.
WAGTAILIMAGES_MAX_IMAGE_PIXELS = 50_000_000
WAGTAILIMAGES_IMAGE_FORM_BASE = "cms.forms.ImageForm"
# Guides are read on small screens and paid for by the megabyte.
WAGTAILIMAGES_AVIF_QUALITY = 50
WAGTAILIMAGES_WEBP_QUALITY = 65
WAGTAILIMAGES_JPEG_QUALITY = 65
WAGTAILIMAGES_EXTENSIONS = ["gif", "jpg", "jpeg", "png", "webp", "avif"]
WAGTAILDOCS_EXTENSIONS = ["pdf", "odt", "docx", "csv", "xlsx"]
TAGGIT_CASE_INSENSITIVE = True

# Nothing is asked of anybody else's server.
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None

# Accounts belong to members.users: passwords and addresses change there.
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
WAGTAILADMIN_LOGIN_URL = "/account/login/"
WAGTAIL_FRONTEND_LOGIN_URL = "/account/login/"

WAGTAILSEARCH_BACKENDS = {
    "default": {"BACKEND": "wagtail.search.backends.database", "SEARCH_CONFIG": "simple"},
}

WAGTAILLOCALIZE_JOBS = {"BACKEND": "cms.jobs.CeleryJobBackend"}
# A page sent for translation begins as a draft: published at once it would be the source's words.
WAGTAILLOCALIZE_SYNC_LIVE_STATUS_ON_TRANSLATE = False
WAGTAILSIMPLETRANSLATION_SYNC_PAGE_TREE = False
# Who deletes a page does not delete what translators wrote.
WAGTAILLOCALIZE_DISABLE_ON_DELETE = True
# Without a machine there is no button, and no word of a page goes anywhere.
_MACHINE = env.read("MACHINE_TRANSLATOR")
WAGTAILLOCALIZE_MACHINE_TRANSLATOR = {"CLASS": _MACHINE, "OPTIONS": {}} if _MACHINE else None
