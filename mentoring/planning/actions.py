"""What people do with runs: start, stop, repeat, ask for advice."""

from typing import Any

from flask import current_app
from flask_babel import gettext as _
from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from mentoring.core import audit
from mentoring.core.access import viewer
from mentoring.core.clock import now
from mentoring.core.database import db
from mentoring.core.queue import call_when_kept
from mentoring.core.refusal import Refusal
from mentoring.planning.models import ADVICE, PLAN, QUEUED, REPEAT, STOPPED, Plan, Run
from mentoring.planning.planners import Frame, adviser_of, planner_of
from mentoring.planning.queries import going_run
from mentoring.programme.models import Term

#: what a repetition has in common with the first run
SAME = (
    *("programme_id", "term_id", "frame", "wing", "preset", "seconds", "seed", "workers"),
    *("max_broken_pairs", "from_date", "problem"),
)
FEWEST_SECONDS, MOST_SECONDS = 5, 600


def start_run(frame: Frame, *, wing: str, preset: str, seconds: int, seed: int = 0, **wishes: Any) -> Run:
    """Queue a run of that wing; refuses while another one of the same frame is going.

    `wishes`: what else is asked of it, as `max_broken_pairs` and `from_date` of the run.
    """
    if not FEWEST_SECONDS <= seconds <= MOST_SECONDS:
        raise Refusal(
            _("Say a number of seconds from %(low)d to %(high)d.", low=FEWEST_SECONDS, high=MOST_SECONDS), "seconds"
        )
    run = Run(
        programme_id=frame.programme_id,
        term_id=frame.id if isinstance(frame, Term) else None,
        frame=frame.frame,
        wing=wing,
        preset=preset,
        seconds=seconds,
        seed=seed,
        workers=int(current_app.config["RUN_WORKERS"]),
        **wishes,
        **_asked_now(),
    )
    if going_run(frame.frame, wing):
        raise _already_going()
    planner_of(wing).refuse_unready(run)
    _queue(run)
    audit.record("run.started", subject=f"run:{run.id}", run=run.id)
    return run


def repeat_run(first: Run) -> Run:
    """Queue the same once more, from the kept files; gives the repetition that is going, if there is one.

    Refuses a run that is not ended, and what is no run for a plan.
    """
    if first.deed != PLAN or first.is_going or not first.problem:
        raise Refusal(_("Only a run that made its problem file and has ended can be repeated."))
    going = going_run(first.frame, first.wing, REPEAT)
    if going and going.of_run_id == first.id:
        return going
    if going:
        raise Refusal(_("Another run is being repeated. Wait until that is done, or stop it."))
    run = Run(deed=REPEAT, of_run_id=first.id, **_asked_now(), **{name: getattr(first, name) for name in SAME})
    _queue(run)
    audit.record("run.repeated", subject=f"run:{run.id}", run=run.id, of=first.id)
    return run


def ask_advice(plan: Plan, *, seconds: int) -> Run:
    """Queue advice on a plan, on the data as they are now; gives the one that is going, if there is one."""
    going = going_run(plan.frame, plan.wing, ADVICE)
    if going:
        return going
    problem, plan_file = adviser_of(plan.wing).files_of(plan)
    run = Run(
        deed=ADVICE,
        programme_id=plan.programme_id,
        term_id=plan.term_id,
        frame=plan.frame,
        wing=plan.wing,
        seconds=seconds,
        problem=problem,
        plan_file=plan_file,
        advice={"plan": plan.id},
        **_asked_now(),
    )
    _queue(run)
    audit.record("advice.asked", subject=f"run:{run.id}", run=run.id, plan=plan.id)
    return run


def _asked_now() -> dict[str, Any]:
    return {"status": QUEUED, "requested_by_id": viewer().account_id, "created_at": now()}


def _queue(run: Run) -> None:
    _add_alone(run)
    call_when_kept("solve_run", run.id)


def _add_alone(run: Run) -> None:
    """Two clicks at one moment: the database lets one in (uq_run_going)."""
    db.session.add(run)
    try:
        db.session.flush()
    except IntegrityError as error:
        db.session.rollback()
        raise _already_going() from error


def _already_going() -> Refusal:
    return Refusal(_("A run is already going. Wait until it is done, or stop it."))


def wish_stop(run: Run) -> None:
    """Ask the worker to stop and keep the best plan so far; a run that nobody has begun yet ends at once."""
    waiting = (Run.id == run.id, Run.status == QUEUED)
    ending = {"status": STOPPED, "finished_at": now(), "outcome": {"key": "stopped_before_start"}}
    if db.session.scalar(update(Run).where(*waiting).values(**ending).returning(Run.id)) is None:
        db.session.execute(update(Run).where(Run.id == run.id).values(is_stop_wished=True))
    db.session.refresh(run)
    audit.record("run.stopped", subject=f"run:{run.id}", run=run.id)


def advice_seconds() -> int:
    """How long advice may be looked for."""
    return int(current_app.config["ADVICE_SECONDS"])


def default_seconds() -> int:
    """How long a run may take unless somebody says otherwise."""
    return int(current_app.config["RUN_SECONDS"])
