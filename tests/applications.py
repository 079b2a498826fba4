"""Applications under test on SQLite: made once for each set of settings, lent to one test after the other.

To make an application and its tables takes longer than most tests do. Each test finds the database empty, the queue
empty, and the settings as they were; a test that does more to its application than to change settings (it adds a
page, it starts processes that share the database) takes a database of its own, and so gets an application of its own.
"""

import shutil
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from flask import Flask

from app import create_app
from mentoring.core.database import db
from mentoring.core.queue import queue
from mentoring.planning.stream import init_streams

SQLITE = "sqlite:///"
#: applications that are kept ready at most
KEPT = 4


class Applications:
    """Those that are ready, with the databases they stand on, in `folder`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.address = f"{SQLITE}{folder}/test.db"
        self._ready: OrderedDict[str, Flask] = OrderedDict()

    @contextmanager
    def lent(self, settings: dict[str, Any], own_folder: Path) -> Iterator[Flask]:
        """An application of these settings, inside its context, on empty tables."""
        is_shared = settings["SQLALCHEMY_DATABASE_URI"] == self.address
        made = self._shared(settings) if is_shared else create_app(settings, instance_path=str(own_folder))
        self._fill(settings["SQLALCHEMY_DATABASE_URI"])
        before = dict(made.config), dict(made.extensions)
        init_streams(made)  # a browser of the test before may not have let go of its stream yet
        with made.app_context():
            yield made
            db.session.remove()
            db.engine.dispose()
            queue(made).flush()
            queue(made).storage.close()
        for kept, was in zip((made.config, made.extensions), before, strict=True):
            kept.clear()
            kept.update(was)

    def _shared(self, settings: dict[str, Any]) -> Flask:
        key = repr(sorted(settings.items()))
        if key not in self._ready:
            self._ready[key] = create_app(settings, instance_path=str(self.folder))
        self._ready.move_to_end(key)
        if len(self._ready) > KEPT:
            self._ready.popitem(last=False)
        return self._ready[key]

    def _fill(self, address: str) -> None:
        """Put a database with empty tables there, in place of what there is."""
        file = Path(address.removeprefix(SQLITE))
        for old in (file, *(file.with_name(file.name + end) for end in ("-wal", "-shm", "-journal"))):
            old.unlink(missing_ok=True)
        shutil.copyfile(self._empty(), file)

    def _empty(self) -> Path:
        """The file of a database with all tables and no rows, made when the first test asks."""
        file = self.folder / "empty.db"
        if not file.exists():
            make_tables(f"{SQLITE}{file}")
        return file


def make_tables(address: str) -> None:
    """Make all tables, with no rows, in the database there."""
    made = Flask(__name__)
    made.config["SQLALCHEMY_DATABASE_URI"] = address
    db.init_app(made)
    with made.app_context():
        db.create_all()
        db.engine.dispose()
