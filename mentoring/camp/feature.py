"""Registers the feature: the pages of camps, and the worker's daily tasks."""

from flask import Flask
from huey import crontab

from mentoring.accounts.queries import sees_besides
from mentoring.camp import changes, models, models_of_pupils
from mentoring.camp.health import erase_over
from mentoring.camp.letters import remind
from mentoring.camp.models_of_pupils import CampHealth
from mentoring.camp.queries import leads_elsewhere
from mentoring.camp.views import pages
from mentoring.camp.views_of_families import pages as families
from mentoring.camp.views_of_health import pages as health
from mentoring.camp.views_of_parts import pages as parts
from mentoring.camp.views_of_pupils import pages as pupils
from mentoring.core.database import db, let_go_of_erased
from mentoring.core.queue import queue


def init_feature(app: Flask) -> None:
    """Pages under /camp; reminders of wishes, and the end of what the camp knew of health."""
    app.extensions.setdefault("tables", []).extend([models, models_of_pupils])
    app.extensions.setdefault("listeners", []).append(changes)
    sees_besides(leads_elsewhere)
    for blueprint in (pages, parts, pupils, families, health):
        app.register_blueprint(blueprint)

    @queue(app).periodic_task(crontab(minute="15"), name="remind_of_wishes")
    def remind_of_wishes() -> None:
        with app.app_context():
            remind()
            db.session.commit()

    @queue(app).periodic_task(crontab(minute="5"), name="erase_health")
    def erase_health() -> None:
        with app.app_context():
            erase_over()
            db.session.commit()
            let_go_of_erased(CampHealth.__tablename__)

    tasks = app.extensions.setdefault("tasks", {})
    tasks["remind_of_wishes"], tasks["erase_health"] = remind_of_wishes, erase_health
