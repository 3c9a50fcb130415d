"""First step of every make target: runs with whatever Python the machine has.

Kept in the syntax of Python 2.7, so that a Python which is too old prints a sentence and no SyntaxError.
"""

import os
import sys

TOO_OLD = """Corridor needs Python 3.11 or newer. This one is {} ({}).

  Debian 12, Ubuntu 24.04 or newer:  sudo apt-get install python3 python3-venv
  an older Debian or Ubuntu:         install Python 3.11 beside it (for example with pyenv or uv)
  Fedora:                            sudo dnf install python3
  macOS:                             brew install python@3.13

If a newer one is installed already, name it:  make run PYTHON=/path/to/python3.11
"""


def main():
    if sys.version_info < (3, 11):  # noqa: UP036  this file is what an old Python reads
        sys.stderr.write(TOO_OLD.format(".".join(str(each) for each in sys.version_info[:3]), sys.executable))
        return 1
    import types

    # `config/__init__.py` imports Celery, which is not there before .venv is: enter the package beside it.
    folder = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    config = types.ModuleType("config")
    config.__path__ = [folder]
    sys.modules["config"] = config
    sys.path[0] = os.path.dirname(folder)
    from config.run import commands

    return commands.main(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
