"""Brings pip into a virtual environment that has none (Debian without python3-venv): the pinned wheel, checked."""

import hashlib
import json
import os
import subprocess
import sys
import tempfile
import urllib.parse
import urllib.request
from pathlib import Path

VERSION = "25.3"
INDEX = os.environ.get("PIP_INDEX_URL", "https://pypi.org/simple").rstrip("/")


def wheel() -> tuple[str, str]:
    """(address, SHA-256) of pip's wheel, as the index tells (PEP 691)."""
    request = urllib.request.Request(f"{INDEX}/pip/", headers={"Accept": "application/vnd.pypi.simple.v1+json"})
    with urllib.request.urlopen(request) as answer:
        files = json.load(answer)["files"]
    found = next(file for file in files if file["filename"] == f"pip-{VERSION}-py3-none-any.whl")
    return urllib.parse.urljoin(f"{INDEX}/pip/", found["url"]), found["hashes"]["sha256"]


def install() -> None:
    """Check the wheel against its hash and let it install itself."""
    address, expected = wheel()
    with urllib.request.urlopen(address) as answer:
        content = answer.read()
    if hashlib.sha256(content).hexdigest() != expected:
        raise SystemExit("pip came damaged from the index; try again")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"pip-{VERSION}-py3-none-any.whl"
        path.write_bytes(content)
        subprocess.run([sys.executable, f"{path}/pip", "install", "--quiet", "--no-index", str(path)], check=True)


if __name__ == "__main__":
    install()
