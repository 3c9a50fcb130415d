"""The languages of Corridor. Any other is added by a line here.

Django knows neither Filipino nor Sinhala, so their names and directions are given below; names are
the languages' own (Unicode CLDR).
"""

import django.conf.locale

LANGUAGE_CODE = "en"
LANGUAGES = [
    ("en", "English"),
    ("ar", "العربية"),
    ("bn", "বাংলা"),
    ("es", "Español"),
    ("fil", "Filipino"),
    ("fr", "Français"),
    ("hi", "हिन्दी"),
    ("id", "Bahasa Indonesia"),
    ("ne", "नेपाली"),
    ("si", "සිංහල"),
    ("ta", "தமிழ்"),
    ("ur", "اردو"),
]
LANGUAGES_BIDI = ["ar", "ur"]
WAGTAIL_CONTENT_LANGUAGES = LANGUAGES

django.conf.locale.LANG_INFO.update(
    {
        "fil": {"bidi": False, "code": "fil", "name": "Filipino", "name_local": "Filipino"},
        "si": {"bidi": False, "code": "si", "name": "Sinhala", "name_local": "සිංහල"},
    }
)

# What a reader of a language is offered when a page is missing in it, best first; English closes every chain.
FALLBACK_LANGUAGES = {
    "ur": ["hi"],
    "hi": ["ur"],
    "ne": ["hi"],
    "fil": ["en"],
}

USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"
