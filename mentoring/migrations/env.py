"""Runs migrations against the application's database; started by `flask db …`."""

from logging import getLogger
from typing import Any

from alembic import context
from flask import current_app
from sqlalchemy import Connection, DateTime, types

from mentoring.core.database import Instant, db

log = getLogger("alembic.env")


def render_item(kind: str, item: Any, _: Any) -> str | bool:
    """Migrations stand on SQLAlchemy alone, so that later code never changes what an old one did."""
    if kind == "type" and isinstance(item, types.TypeDecorator):
        return "sa.DateTime()" if isinstance(item, Instant) else f"sa.{type(item.impl_instance).__name__}()"
    return False


def include_name(name: str | None, kind: str, _: Any) -> bool:
    """The queue keeps its own tables in a PostgreSQL database; they are no business of the models."""
    return not (kind == "table" and name is not None and name.startswith("huey_"))


def compare_type(_: Any, __: Any, found: Any, wanted: Any, rendered: Any) -> bool | None:
    """An instant is stored as a date and time without zone; everything else is compared by Alembic."""
    return False if isinstance(wanted, Instant) and isinstance(found, DateTime) else None


def leave_out_empty(_: Any, __: Any, directives: list[Any]) -> None:
    """Write no migration when tables and models agree."""
    options = context.config.cmd_opts
    if directives and getattr(options, "autogenerate", False) and directives[0].upgrade_ops.is_empty():
        directives.clear()
        log.info("tables and models agree: nothing to migrate")


def migrate(connection: Connection) -> None:
    """Run the migrations in one transaction."""
    context.configure(
        connection=connection,
        target_metadata=db.metadata,
        render_item=render_item,
        include_name=include_name,
        **current_app.extensions["migrate"].configure_args
        | {"compare_type": compare_type, "process_revision_directives": leave_out_empty},
    )
    with context.begin_transaction():
        context.run_migrations()


def run() -> None:
    """On SQLite, a table is changed by making it anew: foreign keys must not delete what hangs on the old one."""
    with db.engine.connect() as connection:
        is_sqlite = connection.dialect.name == "sqlite"
        if is_sqlite:
            connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
            connection.commit()
        migrate(connection)
        if is_sqlite:
            connection.commit()
            if broken := connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall():
                raise RuntimeError(f"the migration left rows that point at nothing: {broken[:5]}")
            connection.exec_driver_sql("PRAGMA foreign_keys=ON")


run()
