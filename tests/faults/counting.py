"""A worker that counts signatures in small batches until it is killed: `python -m tests.faults.counting 0`.

The number is seconds that its clock is ahead: workers on other machines have clocks of their own.
"""

import datetime
import os
import sys

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.test")
django.setup()

from django.utils import timezone  # noqa: E402  the settings come first

from campaigns.petitions import services as petitions  # noqa: E402


def main(skew: datetime.timedelta) -> None:
    print("ready", flush=True)  # noqa: T201
    while True:
        petitions.count_signatures(now=timezone.now() + skew, limit=7)


if __name__ == "__main__":
    main(datetime.timedelta(seconds=float(sys.argv[1])))
