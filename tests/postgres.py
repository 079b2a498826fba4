"""A throw-away PostgreSQL, made by the tests themselves from the machine's package; nothing of it is left behind.

A test marked `both_databases` runs on SQLite and on PostgreSQL through the fixture `settings`. Where PostgreSQL is
not installed, it runs on SQLite alone and the last lines of the tests' output say so.
"""

import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from itertools import count
from pathlib import Path

import psycopg

#: Debian's package, then Homebrew's on Macs
_FOLDERS = ("/usr/lib/postgresql/*/bin", "/opt/homebrew/opt/postgresql@*/bin", "/usr/local/opt/postgresql@*/bin")
#: the account under which the server runs where the tests run as root, which PostgreSQL refuses
_ACCOUNTS = ("postgres", "nobody")
#: no promise is kept over a power cut, which makes tests several times quicker
_SERVER_OPTIONS = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c listen_addresses=''"


@cache
def programs() -> Path | None:
    """The folder of `initdb` and `pg_ctl`, the newest there is; None where PostgreSQL is not installed."""
    found = [path for pattern in _FOLDERS for path in Path("/").glob(pattern[1:]) if (path / "initdb").exists()]
    on_path = shutil.which("initdb")
    newest = sorted(found, key=lambda path: [int(number) for number in re.findall(r"\d+", str(path))])
    return newest[-1] if newest else Path(on_path).resolve().parent if on_path else None


@dataclass(frozen=True)
class Cluster:
    """A running server that listens on a socket in `folder` only."""

    folder: Path
    _numbers: Iterator[int] = field(default_factory=lambda: count(1))
    _pattern: list[str] = field(default_factory=list)

    def new_database(self) -> str:
        """Make an empty database; gives its address as SQLAlchemy writes it."""
        name = f"test_{next(self._numbers)}"
        self._do(f'CREATE DATABASE "{name}"')
        return f"postgresql+psycopg://mentorplan@/{name}?host={self.folder}"

    def drop(self, address: str) -> None:
        """Take away what `new_database` made, whoever still looks at it."""
        self._do(f'DROP DATABASE "{_name(address)}" WITH (FORCE)')

    def fill(self, address: str, make_tables: Callable[[str], None]) -> None:
        """Put all tables into an empty database; they are made once, which takes a second, and copied after that."""
        if not self._pattern:
            self._pattern.append(self.new_database())
            make_tables(self._pattern[0])
        self.drop(address)
        self._do(f'CREATE DATABASE "{_name(address)}" TEMPLATE "{_name(self._pattern[0])}"')

    def _do(self, deed: str) -> None:
        with psycopg.connect(host=str(self.folder), user="mentorplan", dbname="postgres", autocommit=True) as door:
            door.execute(deed)


def _name(address: str) -> str:
    return address.removeprefix("postgresql+psycopg://mentorplan@/").partition("?")[0]


@contextmanager
def running_cluster() -> Iterator[Cluster]:
    """Make a cluster, start it, and remove it at the end.

    Raises:
        RuntimeError: PostgreSQL is not installed, or would not start; says why.
    """
    folder = Path(tempfile.mkdtemp(prefix="pg-", dir="/tmp"))  # a socket's path is at most 107 bytes
    try:
        _make(folder)
        yield Cluster(folder)
    finally:
        if (folder / "data" / "postmaster.pid").exists():
            _run("pg_ctl", "-D", f"{folder}/data", "-m", "immediate", "-w", "stop")
        shutil.rmtree(folder, ignore_errors=True)


def _make(folder: Path) -> None:
    if os.getuid() == 0:
        shutil.chown(folder, _account())
    data = f"{folder}/data"
    _run("initdb", "-D", data, "-U", "mentorplan", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync")
    options = f"{_SERVER_OPTIONS} -k {folder}"
    _run("pg_ctl", "-D", data, "-o", options, "-l", f"{folder}/log", "-w", "start")


def _account() -> str:
    import pwd

    known = {entry.pw_name for entry in pwd.getpwall()}
    return next(name for name in _ACCOUNTS if name in known)


def _run(program: str, *arguments: str) -> None:
    """Run one of PostgreSQL's programs, as somebody else than root."""
    folder = programs()
    if folder is None:
        raise RuntimeError("PostgreSQL is not installed: apt-get install postgresql")
    as_account = ["runuser", "-u", _account(), "--"] if os.getuid() == 0 else []
    done = subprocess.run(
        [*as_account, str(folder / program), *arguments],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        cwd="/",
        check=False,
    )
    if done.returncode:
        raise RuntimeError(f"{program} of PostgreSQL failed: {done.stderr.strip()}")
