"""Sums as people type them."""

from __future__ import annotations

import contextlib
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cms.fees.amounts import MOST, NotAnAmount, OtherMoney, parse

DIGITS = ["0123456789", "०१२३४५६७८९", "٠١٢٣٤٥٦٧٨٩", "۰۱۲۳۴۵۶۷۸۹", "০১২৩৪৫৬৭৮৯", "௦௧௨௩௪௫௬௭௮௯", "၀၁၂၃၄၅၆၇၈၉"]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("10000", "10000"),
        ("१०,०००", "10000"),
        ("١٠٠٠٠", "10000"),
        ("١٠٬٠٠٠", "10000"),
        ("٧٥٠٫٥٠", "750.50"),
        ("10.000,50", "10000.50"),
        ("10,000.50", "10000.50"),
        ("10.000", "10000"),
        ("10 000", "10000"),
        ("10\u00a0000,50", "10000.50"),
        ("1,23,456", "123456"),
        ("1.234.567", "1234567"),
        ("1'000.50", "1000.50"),
        ("10,5", "10.5"),
        ("Rs. 10,000/-", "10000"),
        ("₹30,000/-", "30000"),
        ("রু. ১০,০০০ টাকা".removeprefix("রু. "), "10000"),
        ("रु १०,०००", "10000"),
        ("NPR 10,000", "10000"),
        ("HK$ 500", "500"),
        ("1.5 lakh", "150000"),
        ("१.५ लाख", "150000"),
        ("10k", "10000"),
        ("\u200f١٠٬٠٠٠\u200f", "10000"),
    ],
)
def test_is_understood(typed, meant):
    assert parse(typed) == Decimal(meant)


NO_SUMS = ["", "0", "-5", "ten", "5 hundred", "10-20", "10 20", "10,000 or 20,000", "½"]
NO_SUMS += ["1,2,3", "10.000.00", "1,000,00", "1e5", "1234.5678", "9" * 30, "1" * 41]


@pytest.mark.parametrize("typed", NO_SUMS)
def test_is_not_guessed(typed):
    with pytest.raises(NotAnAmount):
        parse(typed)


@pytest.mark.parametrize(
    ("typed", "currency"),
    [("USD 500", "NPR"), ("$500", "NPR"), ("500 dollars", "QAR"), ("€ 500", "MAD"), ("US$ 500", "HKD")],
)
def test_another_money_than_the_chosen_one_is_not_taken_for_it(typed, currency):
    with pytest.raises(OtherMoney):
        parse(typed, currency)


@pytest.mark.parametrize(
    ("typed", "currency"), [("USD 500", "USD"), ("HK$ 500", "HKD"), ("Rs. 500", "NPR"), ("500 euro", "EUR")]
)
def test_the_chosen_money_may_be_named(typed, currency):
    assert parse(typed, currency) == 500


def test_a_dinar_has_three_decimals():
    assert parse("150.500", "KWD") == Decimal("150.5")
    assert parse("150.500", "USD") == 150_500


@given(
    value=st.integers(1, 10**11),
    digits=st.sampled_from(DIGITS),
    separator=st.sampled_from([",", ".", " ", "'"]),
)
def test_a_grouped_number_in_any_script_is_that_number(value, digits, separator):
    typed = f"{value:,}".replace(",", separator).translate(str.maketrans(DIGITS[0], digits))

    assert parse(typed) == value


@given(typed=st.text(max_size=60))
def test_any_text_is_a_sum_or_no_sum(typed):
    with contextlib.suppress(NotAnAmount):
        assert 0 < parse(typed) <= MOST
