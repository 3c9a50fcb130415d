#!/bin/sh
# Finds a Python that is new enough and hands over to bootstrap.py. `PYTHON=/path/to/python` chooses one.
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd -P) || exit 1
new_enough='import sys; sys.exit(sys.version_info < (3, 11))'

if [ -n "${PYTHON:-}" ]; then
    if ! command -v "$PYTHON" >/dev/null 2>&1; then
        echo "PYTHON names $PYTHON, and there is no such program." >&2
        exit 1
    fi
    exec "$PYTHON" "$here/bootstrap.py" "$@"
fi

found=
for name in python3 python3.14 python3.13 python3.12 python3.11; do
    command -v "$name" >/dev/null 2>&1 || continue
    # A name on the PATH may be a stub that cannot run, so each one is tried.
    if "$name" -c "$new_enough" >/dev/null 2>&1; then
        exec "$name" "$here/bootstrap.py" "$@"
    fi
    "$name" -c 'import sys' >/dev/null 2>&1 && [ -z "$found" ] && found=$name
done

if [ -n "$found" ]; then
    exec "$found" "$here/bootstrap.py" "$@"
fi
cat >&2 <<'MESSAGE'
Corridor needs Python 3.11 or newer, and there is no python3 on this machine's PATH.

  Debian, Ubuntu:  sudo apt-get install python3 python3-venv
  Fedora:          sudo dnf install python3
  macOS:           brew install python@3.13

If it is installed somewhere else, name it:  make run PYTHON=/path/to/python3.11
MESSAGE
exit 1
