"""Reading petitions: the best language, the folded count, the goal ladder."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaigns.petitions import queries
from campaigns.petitions.models import PetitionText


def text(language):
    return PetitionText(language=language, title=language)


class TestTextIn:
    @pytest.mark.parametrize(
        ("reader", "written", "shown"),
        [
            ("ne", ["en", "ne"], "ne"),
            ("ne", ["en", "hi"], "hi"),
            ("ta", ["en", "fr"], "en"),
            ("ta", ["fr", "es"], "es"),
        ],
    )
    def test_follows_the_reader_s_chain(self, reader, written, shown):
        assert queries.text_in([text(language) for language in written], reader).language == shown

    def test_is_none_when_nothing_is_written(self):
        assert queries.text_in([], "en") is None


class TestFoldSmall:
    @given(st.dictionaries(st.sampled_from(["NP", "PH", "BD", "QA", "HK", "MY"]), st.integers(1, 30)))
    def test_keeps_the_sum_and_hides_small_cells(self, cells):
        folded = queries.fold_small(cells)

        assert sum(folded.values()) == sum(cells.values())
        assert all(count >= 5 for key, count in folded.items() if key != "other")

    @given(
        st.dictionaries(st.sampled_from(["NP", "PH", "BD", "QA", "HK", "MY"]), st.integers(1, 30), min_size=2)
    )
    def test_never_shows_a_small_rest(self, cells):
        folded = queries.fold_small(cells)

        assert "other" not in folded or folded["other"] >= 5 or len(folded) == 1


class TestNextGoal:
    @pytest.mark.parametrize(
        ("total", "first", "shown"), [(0, 300, 300), (299, 300, 300), (300, 300, 500), (10_000, 300, 25_000)]
    )
    def test_raises_itself(self, total, first, shown):
        assert queries.next_goal(total, first=first) == shown

    @given(st.integers(0, 5_000_000), st.integers(1, 2_000_000))
    def test_is_always_ahead(self, total, first):
        assert queries.next_goal(total, first=first) > total or total < first
