"""The queue's tasks of planning; each opens the application and hands an id on."""

from typing import Any

from flask import Flask
from huey import crontab

from mentoring.core.queue import queue
from mentoring.planning.work import reconcile, silence, work


def register_tasks(app: Flask) -> None:
    """Make `solve_run` and the periodic `reconcile_runs` known to the queue of `app`."""
    of = queue(app)

    @of.task(name="solve_run")
    def solve_run(run_id: int) -> None:
        with app.app_context():
            work(run_id)

    @of.periodic_task(crontab(minute="*"), name="reconcile_runs")
    def reconcile_runs() -> None:
        with app.app_context():
            reconcile()

    @of.task(name="reconcile_after_silence")
    def reconcile_after_silence() -> None:
        with app.app_context():
            reconcile()

    @of.on_startup(name="reconcile_at_start")
    def reconcile_at_start() -> None:
        with app.app_context():
            reconcile(at_start=True)
            # what died together with us a moment ago is silent only by then
            reconcile_after_silence.schedule(delay=silence().total_seconds() + 1)

    tasks: dict[str, Any] = app.extensions.setdefault("tasks", {})
    tasks |= {"solve_run": solve_run, "reconcile_runs": reconcile_runs}
