"""What an editor may write into a rule."""

from __future__ import annotations

import datetime

import pytest
from django.core.exceptions import ValidationError

from tests.cms.fees.factories import limit, rule, saved, share

pytestmark = pytest.mark.django_db


class TestChecking:
    @pytest.mark.parametrize(
        ("made", "field"),
        [
            (lambda: rule(limit="amount", currency="NPR"), "amount"),
            (lambda: limit(currency="rupee"[:3]), "currency"),
            (lambda: rule(limit="wage_share"), "wage_percent"),
            (lambda: rule(as_of=datetime.date(2999, 1, 1)), "as_of"),
            (lambda: rule(sectors=["sea"], other_sectors=["sea"]), "other_sectors"),
            (lambda: rule(other_codes=["NP"]), "other_codes"),
            (lambda: rule(other_codes=["XX"]), "other_codes"),
            (lambda: rule(country_code="np"), "country_code"),
            (lambda: rule(url="https://law.example@other.example/"), "url"),
        ],
    )
    def test_names_the_field_to_correct(self, made, field):
        with pytest.raises(ValidationError) as problem:
            made().full_clean()

        assert list(problem.value.message_dict) == [field]

    def test_drops_what_the_limit_does_not_need(self):
        made = limit(wage_percent=10)
        made.limit = "nothing"

        made.full_clean()

        assert (made.amount, made.currency, made.wage_percent) == (None, "", None)

    def test_makes_a_short_name_of_its_own(self):
        saved(rule(slug="np-foreign-employment-act-2007-sample"))
        made = share(slug="")

        made.full_clean()

        assert made.slug == "np-foreign-employment-act-2007-sample-2"
