"""What stands behind the Makefile: set-up, the embedded engines, and one process that watches the others.

`start.sh` finds a Python, `bootstrap.py` refuses one that is too old, `commands.py` holds one function
per make target. Everything here is of the standard library alone; only `engines.py` reaches, inside its
functions, for the wheels in `.venv`. docs/features/running.md tells the whole story.
"""

from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
