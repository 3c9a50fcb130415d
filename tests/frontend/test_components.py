"""Every component has a sample, and every sample is drawn."""

import re

import pytest
from django.template.loader import render_to_string

from frontend import styleguide

FOLDERS = sorted(folder.name for folder in styleguide.COMPONENTS.iterdir() if folder.is_dir())
TEMPLATES = styleguide.COMPONENTS.parent


@pytest.fixture(scope="module")
def samples():
    return {component["name"]: component for component in styleguide.samples()}


@pytest.mark.parametrize("name", FOLDERS)
def test_a_component_has_its_template_its_sample_and_a_sentence(name, samples):
    assert (styleguide.COMPONENTS / name / f"{name}.html").is_file()
    assert samples[name]["about"].endswith(".")
    assert samples[name]["samples"]


@pytest.mark.parametrize("name", FOLDERS)
def test_a_sample_is_drawn_without_inline_style_or_script(name, samples):
    for sample in samples[name]["samples"]:
        assert sample["html"].strip() or name == "save_offline"
        assert not re.search(r"<script|\sstyle=|\son(click|load|error)=", sample["html"])


def test_the_style_guide_shows_them_all(rf):
    html = render_to_string("frontend/styleguide.html", {"components": styleguide.samples()}, rf.get("/"))

    for name in FOLDERS:
        assert f'<h2 id="{name}">' in html


class TestForm:
    @pytest.fixture
    def html(self, settings):
        return str(styleguide.SampleForm({"name": "Maya", "email": "maya", "job": "moon"}))

    def test_the_mistakes_stand_on_top_and_lead_to_their_fields(self, html):
        assert html.index('class="form-errors"') < html.index('name="name"')
        for target in ("id_email", "id_job", "id_agree"):
            assert f'href="#{target}"' in html
            assert f'id="{target}"' in html

    def test_a_hint_and_an_error_are_tied_to_their_field(self, html):
        described = re.search(r'<input[^>]*name="email"[^>]*>', html).group(0)

        assert 'aria-describedby="id_email_error"' in described
        assert 'aria-invalid="true"' in described
        assert 'id="id_email_error"' in html
        assert 'aria-describedby="id_name_helptext"' in html
        assert 'id="id_name_helptext"' in html

    def test_what_was_typed_is_still_there(self, html):
        assert 'value="maya"' in html

    def test_choices_have_a_legend(self, html):
        assert re.search(r"<fieldset[^>]*>\s*<legend>Your work</legend>", html)


class TestProgressBar:
    def draw(self, **numbers):
        return render_to_string("components/progress_bar/progress_bar.html", numbers)

    def test_claimed_stands_behind_verified_and_never_counts_as_it(self):
        html = self.draw(verified=50, claimed=25, target=100)

        assert '<rect class="bar-true" width="50.0%"' in html
        assert 'x1="50.0%" x2="75.0%"' in html
        assert "50 verified, 25 claimed and not yet verified, of 100" in html

    def test_more_than_the_target_fills_the_bar(self):
        assert 'width="100.0%"' in self.draw(verified=150, claimed=0, target=100)


def test_a_number_that_is_not_known_is_not_zero():
    html = render_to_string("components/figure/figure.html", {"value": None, "what": "workers"})

    assert "not known" in html
    assert "0" not in re.sub(r"<[^>]+>", "", html)


# Mail programs read nothing but inline styles, so mails may have them.
PAGES = sorted(
    name
    for path in TEMPLATES.rglob("*.html")
    if "/email/" not in (name := path.relative_to(TEMPLATES).as_posix())
)


@pytest.mark.parametrize("file", PAGES)
def test_a_page_carries_no_inline_style_attribute_and_no_inline_script(file):
    text = (TEMPLATES / file).read_text(encoding="utf-8")

    assert not re.search(r"\sstyle=[\"']|\son[a-z]+=[\"']|<script(?![^>]*(\bsrc=|application/json))", text)
