"""Rules that come with the project, and what an editor has made of them."""

from __future__ import annotations

import tomllib

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command

from cms.fees import services
from cms.models import FeeRule, FeeRuleText

pytestmark = pytest.mark.django_db
ENTRIES = tomllib.loads((services.DATA / "rules.toml").read_text(encoding="utf-8"))["rules"]
ENGLISH = tomllib.loads((services.DATA / "en.toml").read_text(encoding="utf-8"))


class TestLoading:
    def test_every_rule_is_there_with_its_words(self):
        assert services.load_fee_rules() == len(ENTRIES)

        assert set(FeeRule.objects.values_list("slug", flat=True)) == {each["slug"] for each in ENTRIES}
        assert set(FeeRuleText.objects.values_list("rule__slug", flat=True)) == set(ENGLISH)

    def test_a_second_time_nothing_is_new(self):
        services.load_fee_rules()

        assert services.load_fee_rules() == 0
        assert FeeRuleText.objects.count() == len(ENGLISH)

    def test_what_an_editor_changed_stays(self):
        services.load_fee_rules()
        FeeRule.objects.filter(slug="in-service-charges").update(amount=1, is_public=False)
        FeeRuleText.objects.filter(rule__slug="in-service-charges").update(text="Corrected.")

        services.load_fee_rules()

        rule = FeeRule.objects.get(slug="in-service-charges")
        assert (rule.amount, rule.is_public, rule.texts.get().text) == (1, False, "Corrected.")

    def test_a_language_that_came_later_is_added(self, tmp_path):
        services.load_fee_rules()
        (tmp_path / "rules.toml").write_text("rules = []")
        (tmp_path / "ne.toml").write_text('in-service-charges = "नमुना"\nno-such-rule = "x"')

        services.load_fee_rules(folder=tmp_path)

        assert FeeRuleText.objects.get(language="ne").rule.slug == "in-service-charges"

    def test_an_incomplete_rule_loads_nothing(self, tmp_path):
        good = 'slug = "a"\ncountry_code = "NP"\nside = "origin"\nlimit = "nothing"\nlaw = "L"\n'
        good += "as_of = 2026-01-01"
        bad = good.replace('"a"', '"b"').replace('"nothing"', '"amount"')
        (tmp_path / "rules.toml").write_text(f"[[rules]]\n{good}\n[[rules]]\n{bad}\n")

        with pytest.raises(ValidationError):
            services.load_fee_rules(folder=tmp_path)

        assert not FeeRule.objects.exists()

    def test_the_command_says_how_many(self, capsys):
        call_command("load_fee_rules")

        assert capsys.readouterr().out == f"{len(ENTRIES)} fee rules added.\n"


class TestRecordedRules:
    @pytest.mark.parametrize("entry", ENTRIES, ids=[each["slug"] for each in ENTRIES])
    def test_names_its_source_and_its_day(self, entry):
        assert entry["url"].startswith("http")
        assert entry["as_of"].year >= 2015
        assert 20 <= len(ENGLISH[entry["slug"]]) <= 500
