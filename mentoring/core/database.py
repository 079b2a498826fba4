"""One door to the database: the session, the column types and what each personal column says of itself."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from flask import Flask, Response
from flask_migrate import Migrate
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import DateTime, Dialect, MetaData, TypeDecorator, event
from sqlalchemy.engine import Engine
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.pool import ConnectionPoolEntry


class Model(DeclarativeBase):
    """Base of all tables; every constraint has a name, so that migrations and refusals can speak of it."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_label)s",
            "uq": "uq_%(table_name)s_%(column_0_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


db = SQLAlchemy(model_class=Model)
migrate = Migrate()


class Instant(TypeDecorator[datetime]):
    """A moment in UTC. Aware on both sides; SQLite keeps no zone, so it is stored without and read back as UTC."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is not None and value.tzinfo is None:
            raise ValueError("an instant needs its zone")
        return None if value is None else value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return None if value is None else value.replace(tzinfo=UTC)


def personal(kind: str, *, keep_until: str) -> dict[str, Any]:
    """The `info` of a column that says something about a person.

    `kind`: name, contact, birth, schooling, language, time, need, clearance, note, health.
    `keep_until`: when it is erased, as a rule in words ("programme_end + 1 year").
    Export, erasure and the record of processing (GDPR art. 30) are made from it.
    """
    return {"personal": {"kind": kind, "keep_until": keep_until}}


@event.listens_for(Engine, "connect")
def _make_sqlite_dependable(connection: Any, _: ConnectionPoolEntry) -> None:
    """SQLite: foreign keys hold, readers don't block the writer, a short wait instead of an error, and what is erased
    is written over, not only marked as free."""
    if type(connection).__module__.startswith("sqlite3"):
        cursor = connection.cursor()
        kept = ("foreign_keys=ON", "journal_mode=WAL", "synchronous=NORMAL", "busy_timeout=10000", "secure_delete=ON")
        for pragma in kept:
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()


def let_go_of_erased(table: str) -> None:
    """Leave nothing of the table's erased rows in the files of the database, once the transaction is kept."""
    clears = {"sqlite": "PRAGMA wal_checkpoint(TRUNCATE)", "postgresql": f"VACUUM {table}"}
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql(clears[db.engine.name])


def _finish_request(response: Response) -> Response:
    """One transaction for a request: kept when it was answered, undone when it was refused."""
    if response.status_code < 400:
        db.session.commit()
    else:
        db.session.rollback()
    return response


def init_database(app: Flask) -> None:
    """Bind the database to `app`, with migrations that also work on SQLite."""
    db.init_app(app)
    migrate.init_app(app, db, directory="mentoring/migrations", render_as_batch=True, compare_type=True)
    app.after_request(_finish_request)


def add_all(rows: Iterable[Any]) -> None:
    """Add rows and give them their ids, without ending the transaction."""
    db.session.add_all(rows)
    db.session.flush()
