"""Rules that come with the project, and what an editor has made of them."""

from __future__ import annotations

import tomllib

import pytest
from django.core.management import call_command

from cms.fees import services
from cms.models import FeeRule, FeeRuleText

pytestmark = pytest.mark.django_db
ENTRIES = tomllib.loads((services.FOLDER / services.FACTS).read_text(encoding="utf-8"))["rules"]
WORDS = {
    file.stem: tomllib.loads(file.read_text(encoding="utf-8"))
    for file in services.FOLDER.glob("*.toml")
    if file.name != services.FACTS
}
ENGLISH = WORDS["en"]
EVERYTHING = len(ENTRIES) + sum(map(len, WORDS.values()))
RULE = (
    'slug = "a"\ncountry_code = "NP"\nside = "origin"\nlimit = "amount"\namount = 10000\ncurrency = "NPR"\n'
)
RULE += 'law = "Law"\nas_of = 2026-01-01\n'


@pytest.fixture
def files(tmp_path):
    """Write the files of a folder: the rules, and words by language."""

    def write(*rules, **words):
        (tmp_path / services.FACTS).write_text("".join(f"[[rules]]\n{rule}" for rule in rules))
        for language, text in words.items():
            (tmp_path / f"{language}.toml").write_text(text)
        return tmp_path

    return write


class TestLoading:
    def test_every_rule_is_there_with_its_words(self):
        services.load_fee_rules()

        assert set(FeeRule.objects.values_list("slug", flat=True)) == {each["slug"] for each in ENTRIES}
        assert set(FeeRuleText.objects.values_list("rule__slug", flat=True)) == set(ENGLISH)

    def test_a_second_time_nothing_changes(self):
        assert services.load_fee_rules() == EVERYTHING

        assert services.load_fee_rules() == 0

    def test_a_rule_follows_its_file(self, files):
        services.load_fee_rules(folder=files(RULE, en='a = "Old words."'))

        services.load_fee_rules(folder=files(RULE.replace("10000", "7500.5"), en='a = "New words."'))

        rule = FeeRule.objects.get()
        assert (str(rule.amount), rule.texts.get().text) == ("7500.50", "New words.")

    def test_what_an_editor_changed_stays(self, files):
        services.load_fee_rules(folder=files(RULE, en='a = "Old words."'))
        FeeRule.objects.update(live=False)
        FeeRuleText.objects.update(text="Corrected.")

        changed = services.load_fee_rules(folder=files(RULE.replace("10000", "7500"), en='a = "New words."'))

        rule = FeeRule.objects.get()
        assert (changed, rule.amount, rule.live) == (0, 10_000, False)
        assert rule.texts.get().text == "Corrected."

    def test_a_language_that_came_later_is_added(self, files):
        services.load_fee_rules(folder=files(RULE))

        services.load_fee_rules(folder=files(RULE, ne='a = "नमुना"'))

        assert FeeRuleText.objects.get(language="ne").text == "नमुना"

    @pytest.mark.parametrize(
        ("bad", "said"),
        [
            (RULE.replace("10000", "-5"), "rules.toml, b"),
            (RULE + "colour = 1\n", "does not know ['colour']"),
            (RULE.replace('"NP"', '"XX"'), "XX"),
            ("not toml", "rules.toml"),
        ],
    )
    def test_an_incomplete_file_is_named_and_loads_nothing(self, files, bad, said):
        with pytest.raises(services.UnreadableRules) as problem:
            services.load_fee_rules(folder=files(RULE, bad.replace('"a"', '"b"')))

        assert said in str(problem.value)
        assert not FeeRule.objects.exists()

    def test_words_without_a_rule_are_named(self, files):
        with pytest.raises(services.UnreadableRules, match=r"ne\.toml, other"):
            services.load_fee_rules(folder=files(RULE, ne='other = "x"'))

    def test_the_command_says_how_many(self, capsys):
        call_command("fee_rules")

        assert capsys.readouterr().out.startswith(f"{EVERYTHING} fee rules and texts")


class TestRecordedRules:
    @pytest.mark.parametrize("entry", ENTRIES, ids=[each["slug"] for each in ENTRIES])
    def test_names_its_source_and_its_day(self, entry):
        assert entry["url"].startswith("http")
        assert entry["as_of"].year >= 2015
        assert 20 <= len(ENGLISH[entry["slug"]]) <= 500

    @pytest.mark.parametrize("language", sorted(WORDS))
    def test_every_language_says_something_of_known_rules_only(self, language):
        assert set(WORDS[language]) <= set(ENGLISH)
