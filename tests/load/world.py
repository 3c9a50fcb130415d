"""The site that is measured: migrated, with the sample world in it."""

import sys

from django.core.management import call_command


def make() -> None:
    """Prepare the static files and the database that DATABASE_URL names; a second time changes nothing."""
    print("Preparing the database …", file=sys.stderr)
    call_command("collectstatic", interactive=False, verbosity=0)
    call_command("migrate", verbosity=0)
    call_command("demo", verbosity=0, stdout=sys.stderr)
