"""What the build left behind, and what a page does before there is a build."""

import base64
import gzip
import hashlib
import json
import re

import pytest

from frontend import assets


def gzipped(text: str) -> int:
    return len(gzip.compress(text.encode(), 9))


class TestWithoutABuild:
    @pytest.fixture(autouse=True)
    def nothing_built(self, monkeypatch, tmp_path):
        monkeypatch.setattr(assets, "MANIFEST", tmp_path / "manifest.json")
        assets.critical_css.cache_clear()
        yield
        assets.critical_css.cache_clear()

    def test_everything_is_empty(self):
        assert assets.critical_css() == ""
        assert assets.critical_css_hash() == ""
        assert assets.asset_url("main.ts") == ""
        assert assets.service_worker() == ""


class TestANewBuild:
    def test_it_is_seen_without_a_restart(self, monkeypatch, tmp_path):
        manifest = tmp_path / "manifest.json"
        monkeypatch.setattr(assets, "MANIFEST", manifest)
        manifest.write_text(json.dumps({"static_src/ts/main.ts": {"file": "main-a.js"}}))
        first = assets.asset_url("main.ts")
        manifest.write_text(json.dumps({"static_src/ts/main.ts": {"file": "main-b.js"}}))
        import os

        os.utime(manifest, ns=(1, 1))

        assert first == "/static/frontend/main-a.js"
        assert assets.asset_url("main.ts") == "/static/frontend/main-b.js"


class TestTheBuild:
    def test_the_critical_style_sheet_is_at_most_6_kb_compressed(self):
        assert 0 < gzipped(assets.critical_css()) <= 6 * 1024

    def test_it_asks_for_nothing_else_and_cannot_end_its_element(self):
        css = assets.critical_css()

        assert "url(" not in css
        assert "@import" not in css
        assert "<" not in css

    def test_its_hash_is_the_one_a_browser_computes(self):
        digest = base64.b64encode(hashlib.sha256(assets.critical_css().encode()).digest()).decode()

        assert assets.critical_css_hash() == f"sha256-{digest}"

    def test_the_script_of_every_page_is_at_most_6_kb_compressed(self):
        script = (assets.BUILD_DIR / assets.built_file("main.ts")).read_text()

        assert gzipped(script) <= 6 * 1024

    def test_the_service_worker_is_one_file_and_small(self):
        worker = assets.service_worker()

        assert not re.search(r"\bimport[ ({\"'`]|^export ", worker, re.M)
        assert gzipped(worker) <= 12 * 1024

    def test_with_everything_a_guide_may_load_later_it_is_within_the_same_6_kb(self):
        names = ["main.ts", "keep.ts", "pack_saver.ts", "speech.ts", "keys.ts"]
        scripts = [(assets.BUILD_DIR / assets.built_file(name)).read_text() for name in names]

        assert all(scripts)
        assert sum(gzipped(script) for script in scripts) <= 6 * 1024


class TestTheStyleSheets:
    @pytest.fixture(scope="class")
    def css(self):
        files = sorted((assets.SOURCE_DIR / "css").glob("*.css"))
        return re.sub(r"/\*.*?\*/", "", "\n".join(file.read_text() for file in files), flags=re.S)

    def test_they_hold_logical_properties_only(self, css):
        physical = re.compile(
            r"(?:^|[;{\s])((?:margin|padding|border)-(?:left|right|top|bottom)[\w-]*|left|right|top|bottom|width"
            r"|height|float|(?:min|max)-(?:width|height))\s*:"
        )
        queries = re.sub(r"@media[^{]*", "", css)

        assert [found.group(1) for found in physical.finditer(queries)] == []
        assert not re.search(r"text-align:\s*(left|right)", css)

    def test_they_never_space_or_capitalise_letters(self, css):
        assert "letter-spacing" not in css
        assert "text-transform" not in css

    @pytest.mark.parametrize("theme", ["light", "dark"])
    def test_text_has_a_contrast_of_seven_to_one(self, theme):
        tokens = (assets.SOURCE_DIR / "css" / "tokens.css").read_text()
        light, dark = tokens.split("@media (prefers-color-scheme: dark)")
        dark = dark.split("@media")[0]
        colours = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{3,6});", light if theme == "light" else dark))

        pairs = [("ink", "paper"), ("ink", "paper-2"), ("muted", "paper"), ("muted", "paper-2")]
        pairs += [("act", "paper"), ("true", "paper"), ("due", "paper"), ("on-act", "act")]
        pairs += [("ink", "due-2"), ("ink", "true-2"), ("ink", "bad-2")]
        low = {pair: round(contrast(colours[pair[0]], colours[pair[1]]), 2) for pair in pairs}

        assert {pair: ratio for pair, ratio in low.items() if ratio < 7} == {}
        assert contrast(colours["edge"], colours["paper"]) >= 4.5
        assert contrast(colours["focus"], colours["paper"]) >= 4.5


def contrast(one: str, other: str) -> float:
    """The contrast ratio of WCAG 2.2, section 1.4.3."""
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def luminance(colour: str) -> float:
    digits = colour[1:] if len(colour) == 7 else "".join(2 * digit for digit in colour[1:])
    parts = [int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
