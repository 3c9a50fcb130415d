"""`make bench`: measure, tell the progress on standard error, print one flat JSON object on standard output.

Every figure has its unit in its name; every ratio was measured side by side in this run.
"""

from __future__ import annotations

import importlib
import json
import os
import sys

SUBJECTS = ("board", "guides", "packs", "petitions", "removal", "search")


def main(arguments: list[str]) -> int:
    wanted = arguments[:1] or list(SUBJECTS)
    unknown = set(wanted) - set(SUBJECTS)
    if unknown:
        print(f"No such subject: {', '.join(unknown)}. There are: {', '.join(SUBJECTS)}.", file=sys.stderr)
        return 2

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    import django

    django.setup()
    from tests.load import world

    world.make()
    figures: dict[str, float] = {}
    for subject in wanted:
        print(f"Measuring {subject} …", file=sys.stderr)
        figures.update(importlib.import_module(f"tests.load.{subject}").measure())
    print(json.dumps(figures, indent=2, sort_keys=True))
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
