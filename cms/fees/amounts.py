"""Sums of money as people type them: "Rs. 10,000/-", "१०,०००", "١٠٬٠٠٠", "10.000,50", "1.5 lakh"."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal
from functools import cache

from babel.numbers import get_currency_precision, is_currency

MAX_LENGTH = 40
MOST = Decimal(10) ** 12

# Words for numbers that stand behind a sum in the languages of the corridors.
_THOUSAND = "k thousand hazar hajar hazaar ribu rb mil mille हजार हज़ार হাজার ہزار ألف الف ஆயிரம் දහස libo"
_LAKH = "lakh lakhs lac lacs लाख লাখ لاکھ லட்சம் இலட்சம் ලක්ෂ ලක්ෂය"
_MILLION = "million juta jt millón millones مليون milyon මිලියන"
# Signs of money besides the three letters of ISO 4217 and Unicode's own currency signs.
_MONEY = (
    "rs re nrs tk taka php p sr qr dhs dh hk hkd rm rp kd bd ro us s$ nt rupee rupees dollar dollars euro "
    "euros riyal riyals dirham dirhams dinar dinars peso pesos rupiah रु रू रुपैयाँ रुपैया रुपये रूपये টাকা রুপি روپے "
    "روپیہ ريال درهم دينار دولار ரூ ரூபாய் රු රුපියල්"
)
# Words and signs of money that are never said of another one: 500 dollars are not 500 rupees.
_DOLLARS = frozenset({"USD", "AUD", "BND", "CAD", "HKD", "NZD", "SGD", "TWD"})
_EUROS = frozenset({"EUR"})
_ONLY_OF = {
    "dollar": _DOLLARS,
    "dollars": _DOLLARS,
    "دولار": _DOLLARS,
    "us": {"USD"},
    "euro": _EUROS,
    "euros": _EUROS,
}
_SIGNS = {"$": " dollar ", "€": " euro "}
_SEPARATORS = str.maketrans({"٬": ",", "٫": ".", "،": ",", "’": "'", "‘": "'", "ʼ": "'"})


class NotAnAmount(ValueError):
    """The text is no sum of money that can be understood without guessing."""


class OtherMoney(NotAnAmount):
    """The text names another money than the one that was chosen."""


def parse(text: str, currency: str = "") -> Decimal:
    """The sum, in whole units of money.

    One mark with three digits behind it groups ("10.000" is ten thousand), unless the currency itself has
    three decimals (a Kuwaiti dinar has 1,000 fils) or a word multiplies it ("1.250 lakh").

    Raises:
        NotAnAmount: there is no number, more than one, or one that could be read in two ways; or it is not
            above zero or above 10^12.
        OtherMoney: it is a sum of another money than `currency`.
    """
    number, times = _number(_ascii(text), currency)
    decimals = get_currency_precision(currency) if is_currency(currency) else 2
    value = _value(number, decimals=3 if times > 1 else decimals) * times
    if not 0 < value <= MOST:
        raise NotAnAmount(text)
    return value.quantize(Decimal(1)) if value == value.to_integral_value() else value


def _ascii(text: str) -> str:
    """Digits of every script as 0–9, separators as comma, point and apostrophe, no marks of direction."""
    if len(text) > MAX_LENGTH:
        raise NotAnAmount(text[:MAX_LENGTH])
    letters = []
    for letter in unicodedata.normalize("NFC", text).translate(_SEPARATORS):
        digit = unicodedata.decimal(letter, None)
        kind = unicodedata.category(letter)
        if digit is not None:
            letters.append(str(digit))
        elif kind == "Sc":
            letters.append(_SIGNS.get(letter, " "))
        elif kind != "Cf" or letter in "\u200c\u200d":
            letters.append(letter.casefold())
    return "".join(letters)


def _number(text: str, currency: str) -> tuple[str, int]:
    """The number in a text and what it is multiplied by; everything else must be a known word."""
    text = re.sub(r"(?<=\d)\s*/[-=–]?\s*$", " ", text)  # 10,000/- as it stands on receipts in South Asia
    found = re.findall(r"\d[\d.,']*(?:[\s\u00a0\u202f](?=\d{3}(?!\d))[\d.,']*)*", text)
    if len(found) != 1:
        raise NotAnAmount(text)
    before, _, after = text.partition(found[0])
    times = 1
    for word in (before + " " + after).replace(".", " ").split():
        if word not in _words() and not is_currency(word.upper()):
            raise NotAnAmount(text)
        times *= _words().get(word, 1)
        meant = _ONLY_OF.get(word, set() if word in _words() else {word.upper()})
        if currency and meant and currency not in meant:
            raise OtherMoney(text)
    return re.sub(r"\s", "'", found[0].rstrip(".,'")), times


@cache
def _words() -> dict[str, int]:
    tables = ((_THOUSAND, 1_000), (_LAKH, 100_000), (_MILLION, 1_000_000), (_MONEY, 1))
    return {
        unicodedata.normalize("NFC", word).casefold(): times
        for table, times in tables
        for word in table.split()
    }


def _value(number: str, *, decimals: int) -> Decimal:
    marks = [letter for letter in number if not letter.isdigit()]
    last = marks[-1] if marks else ""
    whole, _, rest = number.rpartition(last) if last else (number, "", "")
    if not last:
        return Decimal(number)
    if last == "'" or marks.count(last) > 1 or not _is_fraction(whole, rest, marks, decimals):
        return Decimal(_ungrouped(number))
    if len(rest) > 3:
        raise NotAnAmount(number)
    return Decimal(f"{_ungrouped(whole)}.{rest}")


def _is_fraction(whole: str, rest: str, marks: list[str], decimals: int) -> bool:
    """Whether the digits behind the last mark are decimals and no group."""
    if len(rest) != 3:
        return True
    return len(set(marks)) > 1 or decimals == 3 or whole == "0"


def _ungrouped(number: str) -> str:
    """The digits of a whole number; its groups must be right: 10,000 or 1,00,000."""
    groups = re.split(r"[.,']", number)
    marks = set(re.findall(r"[.,']", number))
    inner_fits = all(len(group) in (2, 3) for group in groups[1:-1])
    if len(groups) > 1 and (
        len(marks) > 1 or not 1 <= len(groups[0]) <= 3 or len(groups[-1]) != 3 or not inner_fits
    ):
        raise NotAnAmount(number)
    return "".join(groups)
