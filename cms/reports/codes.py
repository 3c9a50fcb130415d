"""The code with which a reader finds the answer to her note. Shown once; we keep its blind index only.

Twelve letters and digits are 60 bits: with ten thousand notes kept, one try in 115 million million (1.15e14)
finds one. `limits.WRONG_CODES` lets a network try 17,280 a day, so a thousand networks that do nothing else
find one in about 18,000 years; without a limit, a thousand tries a second find one in 3,650. The limit costs
readers little and keeps those who try from using up the machine.
"""

from __future__ import annotations

import secrets
import unicodedata

from django.views.decorators.debug import sensitive_variables

from cms.addresses import CODE_DIGITS
from members.vault.indexes import blind_index

LENGTH = 12
GROUP = 4
SCOPE = "cms.reader_report"


@sensitive_variables()
def new_code() -> str:
    """A code in groups, to be read out and written down: "7k2m-9xq4-c0ht"."""
    letters = "".join(secrets.choice(CODE_DIGITS) for _place in range(LENGTH))
    return "-".join(letters[start : start + GROUP] for start in range(0, LENGTH, GROUP))


@sensitive_variables()
def index_of(code: str) -> str:
    """What is stored and looked up instead of a code, however it was typed; any text has one.

    Digits may be those of any script; i, l and o are read as 1, 1 and 0, as Crockford's base 32 reads them.
    """
    plain = unicodedata.normalize("NFKC", code).lower()
    letters = (str(unicodedata.digit(each, each)) for each in plain if each.isalnum())
    normal = "".join(letters).translate(str.maketrans("ilo", "110"))
    return blind_index(normal, kind="exact", scope=SCOPE)
