"""The queue's task of imports: files that nobody took are erased."""

from flask import Flask
from huey import crontab

from mentoring.core.database import db
from mentoring.core.queue import queue
from mentoring.importing.actions import purge_files


def register_tasks(app: Flask) -> None:
    """Make the hourly `purge_import_files` known to the queue of `app`."""

    @queue(app).periodic_task(crontab(minute="17"), name="purge_import_files")
    def purge_import_files() -> None:
        with app.app_context():
            purge_files()
            db.session.commit()

    app.extensions.setdefault("tasks", {})["purge_import_files"] = purge_import_files
