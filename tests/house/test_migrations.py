"""The migrations make exactly the tables that the models describe, on SQLite and on PostgreSQL, and unmake them."""

from pathlib import Path
from typing import Any

import flask_migrate
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask import Flask
from sqlalchemy import CheckConstraint, Connection, inspect, text

from app import create_app
from mentoring.core.database import Instant, db
from tests import builders

pytestmark = pytest.mark.both_databases
#: tables that the queue makes for itself in a PostgreSQL database
QUEUE = "huey_"
MIGRATIONS = Path(__file__).parents[2] / "mentoring" / "migrations"


@pytest.fixture
def settings(settings, own_database):
    """A database of its own, in which there is nothing yet."""
    return settings if settings["SQLALCHEMY_DATABASE_URI"].startswith("postgresql") else settings | own_database


@pytest.fixture
def empty(settings, tmp_path):
    """The application, in its context, with a database in which there is nothing."""
    made = create_app(settings, instance_path=str(tmp_path))
    with made.app_context():
        yield made
        db.session.remove()
        db.engine.dispose()


def _upgrade() -> None:
    flask_migrate.upgrade(directory=str(MIGRATIONS))


def _differences(connection: Connection) -> list[Any]:
    def compare_type(_: Any, __: Any, ___: Any, wanted: Any, ____: Any) -> bool | None:
        return False if isinstance(wanted, Instant) else None

    def include_name(name: str | None, kind: str, _: Any) -> bool:
        return not (kind == "table" and str(name).startswith(QUEUE))

    options = {"compare_type": compare_type, "include_name": include_name}
    context = MigrationContext.configure(connection, opts=options)
    return list(compare_metadata(context, db.metadata))


def _checks(connection: Connection) -> set[tuple[str, str]]:
    """(table, constraint) of every check; Alembic itself does not compare these."""
    look = inspect(connection)
    return {
        (table, str(check["name"])) for table in look.get_table_names() for check in look.get_check_constraints(table)
    }


def test_migrated_tables_are_those_of_the_models(empty: Flask):
    _upgrade()

    with db.engine.connect() as connection:
        assert _differences(connection) == []
        migrated_checks = _checks(connection)
    wanted = {
        (table.name, str(check.name))
        for table in db.metadata.tables.values()
        for check in table.constraints
        if isinstance(check, CheckConstraint)
    }
    assert migrated_checks == wanted


def test_the_migrations_can_be_undone(empty: Flask):
    _upgrade()

    flask_migrate.downgrade(directory=str(MIGRATIONS), revision="base")

    left = [name for name in inspect(db.engine).get_table_names() if not name.startswith(QUEUE)]
    assert left == ["alembic_version"]


def test_migrating_twice_changes_no_row(empty: Flask):
    _upgrade()
    pupil = builders.pupil(builders.programme(), builders.school())
    db.session.commit()

    _upgrade()

    assert db.session.execute(text("SELECT id, given_name FROM pupil")).all() == [(pupil.id, pupil.given_name)]
