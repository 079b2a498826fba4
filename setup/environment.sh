#!/bin/sh
# Makes .venv and installs exactly what the lock file $1 says. On a Debian without python3-venv, pip is brought
# from PyPI by Python itself; on an empty machine nothing else is needed.
set -eu
if ! "$PYTHON" -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then
  echo "Mentorplan needs Python 3.11 or newer; $("$PYTHON" --version) is here. Say which: make PYTHON=python3.12 run" >&2
  exit 1
fi
if [ ! -x .venv/bin/python ] || ! .venv/bin/python -m pip --version >/dev/null 2>&1; then
  rm -rf .venv
  "$PYTHON" -m venv .venv >/dev/null 2>&1 || {
    rm -rf .venv
    "$PYTHON" -m venv --without-pip .venv
    .venv/bin/python setup/pip.py
  }
fi
echo "Installing dependencies …"
.venv/bin/python -m pip install -qq --disable-pip-version-check --require-hashes -r "$1"
