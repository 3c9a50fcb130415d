"""Letters for phones that have none."""

import pytest
from django.conf import settings

from frontend import assets, letters

pytestmark = pytest.mark.skipif(not assets.built_file("main.ts"), reason="The front end is not built.")
LATIN = {"en", "es", "fil", "fr", "id"}


@pytest.mark.parametrize("code", [code for code, _name in settings.LANGUAGES] + ["km", "my"])
def test_every_script_but_latin_has_some_and_says_what_they_weigh(code):
    found = letters.for_language(code)

    if code in LATIN:
        assert found is None
    else:
        assert 10_000 < found.byte_count < 170_000
        assert found.url.endswith(".css")


def test_the_style_sheet_is_for_the_language_and_the_file_is_our_own():
    for code, script in letters.SCRIPTS.items():
        sheet = (assets.BUILD_DIR / assets.built_file(f"letters/{script}.css")).read_text()
        assert f":lang({code})" in sheet
        assert "url(http" not in sheet
        assert "font-display:swap" in sheet
