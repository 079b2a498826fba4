#!/bin/sh
# What the tests need beside Python packages: a Chromium, PostgreSQL, a calendar library in C, readers for Node.
# Debian's packages are installed where that is allowed; elsewhere what is there is used, and the tests say what
# they left out.
set -eu
if command -v apt-get >/dev/null 2>&1 && [ "$(id -u)" = 0 ]; then
  wanted=""
  command -v chromium >/dev/null 2>&1 || command -v google-chrome >/dev/null 2>&1 || wanted="$wanted chromium"
  ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || wanted="$wanted postgresql"
  ls /usr/lib/*/libical.so.3 >/dev/null 2>&1 || wanted="$wanted libical-dev"
  if [ -n "$wanted" ]; then
    echo "Installing$wanted …"
    apt-get update -qq
    # shellcheck disable=SC2086  # a list of names
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $wanted >/dev/null
  fi
fi
.venv/bin/python setup/assets.py tests/readers
