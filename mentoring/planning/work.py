"""The worker's side of a run: claim its row, solve, keep the plan; take up again what a dead worker left.

The row is the truth. Each step is a transaction of its own, short, so that pages stay quick while it solves.
Whoever does not hold the claim (status running, own number of the try) any more leaves the row alone.
"""

import platform
import traceback
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from importlib.metadata import version
from time import monotonic
from typing import Any

from flask import current_app
from flask_babel import force_locale
from sqlalchemy import select, update

from mentoring import __version__
from mentoring.accounts.models import Account
from mentoring.core.clock import now
from mentoring.core.database import db
from mentoring.core.languages import DEFAULT
from mentoring.core.queue import call_when_kept, worker_is_stopping
from mentoring.core.refusal import Refusal
from mentoring.planning.course import Course
from mentoring.planning.models import ADVICE, DONE, FAILED, PLAN, QUEUED, RUNNING, STOPPED, Plan, Run
from mentoring.planning.planners import Answer, Budget, Planner, Report, adviser_of, look_ahead, planner_of

#: a message that nobody took for so long is sent again
UNHEARD = timedelta(seconds=60)
MOST_TRIES = 2
SECONDS_BETWEEN_LOOKS = 0.4
#: a run that is repeated goes by what was decided then, not by the clock; it is given so many times as long, and so
#: many seconds more, since a busy machine is slower by more than a factor where little is asked of it
PATIENCE_WITH_REPEATS, LEAST_PATIENCE = 5, 120


@dataclass
class _Claim:
    """One worker's hold of a run; `look` says whether the work is to stop, and why."""

    run_id: int
    number: int
    seconds: int = 0
    language: str = DEFAULT
    lines: list[str] = field(default_factory=list)
    course: Course = field(default_factory=Course)
    last_at: float = float("inf")
    why_stopped: str = ""
    looked_at: float = 0.0

    def note(self, line: str) -> None:
        """Add a line to the run's log."""
        self.lines.append(f"{now():%H:%M:%S} {line}")

    def change(self, **values: Any) -> bool:
        """Write the row if it is still ours."""
        mine = (Run.id == self.run_id, Run.status == RUNNING, Run.tries == self.number)
        changed = db.session.execute(update(Run).where(*mine).values(**values), execution_options=_PLAIN)
        return bool(changed.rowcount)

    def report(self, report: Report) -> None:
        """Save progress and a sign of life."""
        progress = report.as_progress()
        self.course.add(progress)
        if not self.change(progress=progress, course=self.course.moments, heartbeat_at=now()):
            self.why_stopped = self.why_stopped or "lost"
        db.session.commit()

    def should_stop(self) -> bool:
        """Whether somebody wishes the run to stop, or this worker is to end."""
        if not self.why_stopped and monotonic() - self.looked_at >= SECONDS_BETWEEN_LOOKS:
            self.looked_at = monotonic()
            self.why_stopped = self._look()
        return bool(self.why_stopped)

    def _look(self) -> str:
        if worker_is_stopping():
            return "worker"
        if monotonic() > self.last_at:
            return "late"
        wished = db.session.scalar(select(Run.is_stop_wished).where(Run.id == self.run_id))
        db.session.rollback()
        return "wish" if wished else ("" if wished is not None else "lost")


_PLAIN = {"synchronize_session": False}


def work(run_id: int) -> None:
    """Do the run of that id, if it waits; a message that came twice does nothing."""
    claim = _claim(run_id)
    if claim is None:
        return
    try:
        with force_locale(claim.language):
            _do(claim)
    except Exception as error:
        # whatever went wrong belongs into the row, where staff find it; the worker goes on with the next
        db.session.rollback()
        _fail(claim, error)


def _claim(run_id: int) -> _Claim | None:
    waiting = (Run.id == run_id, Run.status == QUEUED)
    begun = {"status": RUNNING, "tries": Run.tries + 1, "started_at": now(), "heartbeat_at": now()}
    taken = db.session.execute(update(Run).where(*waiting).values(**begun), execution_options=_PLAIN)
    db.session.commit()
    if not taken.rowcount:
        return None
    run = db.session.get_one(Run, run_id, populate_existing=True)
    asked_by = db.session.get(Account, run.requested_by_id) if run.requested_by_id else None
    language = asked_by.language if asked_by else DEFAULT
    claim = _Claim(run.id, run.tries, run.seconds, language, [run.log] if run.log else [])
    claim.note(f"started, try {run.tries}")
    return claim


def _do(claim: _Claim) -> None:
    run = db.session.get_one(Run, claim.run_id)
    if run.deed == ADVICE:
        _advise(claim, run)
        return
    planner = planner_of(run.wing)
    budget = _budget(claim, run)
    problem = _prepare(claim, run, planner)
    answer = planner.solve(problem, budget, on_report=claim.report, should_stop=claim.should_stop)
    claim.note(f"solver ended{f', asked to stop ({claim.why_stopped})' if claim.why_stopped else ''}")
    if claim.why_stopped == "worker":
        _give_back(claim)
    elif claim.why_stopped != "lost":
        _finish(claim, planner, answer)


def _budget(claim: _Claim, run: Run) -> Budget:
    """What the run may use; one that repeats another gets what was decided in that one."""
    first = db.session.get(Run, run.of_run_id) if run.of_run_id else None
    if first is None or first.decided is None:
        return Budget(run.seconds, run.seed, run.workers)
    claim.last_at = monotonic() + PATIENCE_WITH_REPEATS * run.seconds + LEAST_PATIENCE
    return Budget(run.seconds, run.seed, run.workers, again=first.decided)


def _advise(claim: _Claim, run: Run) -> None:
    """Find what would help the plan of the files, and keep it with the run."""
    adviser, budget = adviser_of(run.wing), Budget(run.seconds, run.seed, run.workers)
    problem, plan_file = _prepare(claim, run, planner_of(run.wing)), run.plan_file
    found = adviser.advise(problem, plan_file, budget, on_report=claim.report, should_stop=claim.should_stop)
    claim.note(f"advice ended{f', asked to stop ({claim.why_stopped})' if claim.why_stopped else ''}")
    if claim.why_stopped == "worker":
        _give_back(claim)
        return
    status = STOPPED if claim.why_stopped == "wish" else DONE
    claim.change(status=status, finished_at=now(), advice=run.advice | found, log="\n".join(claim.lines))
    db.session.commit()


def _prepare(claim: _Claim, run: Run, planner: Planner) -> str:
    """Make the problem file, or take the one of the try before: a run is of the data it began with."""
    problem = run.problem or planner.problem_of(run)
    claim.note(f"problem file of {len(problem)} characters")
    claim.change(problem=problem, versions=_versions(planner), log="\n".join(claim.lines))
    db.session.commit()
    return problem


def _versions(planner: Planner) -> dict[str, str]:
    own = {"python": platform.python_version(), "mentorplan": __version__}
    return own | planner.versions()


def package_version(name: str) -> str:
    """The version of an installed package."""
    return version(name)


def _give_back(claim: _Claim) -> None:
    """The worker is to end: the next one begins anew, and this try does not count."""
    claim.note("given back, the worker ends")
    claim.change(status=QUEUED, tries=Run.tries - 1, progress={}, course=[], log="\n".join(claim.lines))
    db.session.commit()


def _finish(claim: _Claim, planner: Planner, answer: Answer) -> None:
    status = STOPPED if claim.why_stopped in ("wish", "late") else DONE
    claim.note(f"{status}; {'a plan' if answer.is_plan else answer.outcome['key']}")
    ended = {"status": status, "finished_at": now(), "outcome": answer.outcome, "plan_file": answer.plan_file}
    if not claim.change(**ended, decided=answer.decided, log="\n".join(claim.lines)):
        db.session.rollback()
        return
    is_proposal = answer.is_plan and db.session.scalar(select(Run.deed).where(Run.id == claim.run_id)) == PLAN
    plan = _propose(claim.run_id, planner, answer) if is_proposal else None
    db.session.commit()
    if plan is not None:
        look_ahead(plan)  # takes a second or two, in which nobody else is kept from writing
        db.session.commit()


def _propose(run_id: int, planner: Planner, answer: Answer) -> Plan:
    run = db.session.get_one(Run, run_id)
    plan = Plan(
        programme_id=run.programme_id,
        term_id=run.term_id,
        frame=run.frame,
        run_id=run.id,
        wing=run.wing,
        values=answer.values,
        bounds=answer.bounds,
        created_at=now(),
    )
    db.session.add(plan)
    db.session.flush()
    planner.keep(plan, answer.plan_file)
    return plan


def _fail(claim: _Claim, error: Exception) -> None:
    claim.note("failed\n" + "".join(traceback.format_exception(error)))
    outcome = {"key": "refused", "sentence": error.message} if isinstance(error, Refusal) else {"key": "fault"}
    claim.change(status=FAILED, finished_at=now(), outcome=outcome, log="\n".join(claim.lines))
    db.session.commit()
    # the fault itself may quote personal data, so it stays in the database
    current_app.logger.error("run %d failed: %s (its log says more)", claim.run_id, type(error).__name__)


def silence() -> timedelta:
    """No sign of life for so long: the worker is dead."""
    return timedelta(seconds=int(current_app.config["RUN_SILENCE"]))


def reconcile(*, at_start: bool = False) -> None:
    """Take up again, once, every run whose worker died; send again what nobody took. Safe to call at any time."""
    for run_id, tries in _stale(now() - silence()):
        _take_up(run_id, tries)
    unheard = select(Run.id).where(Run.status == QUEUED)
    if not at_start:
        unheard = unheard.where(Run.created_at < now() - UNHEARD)
    for run_id in db.session.scalars(unheard):
        call_when_kept("solve_run", run_id)
    db.session.commit()


def _stale(before: datetime) -> list[tuple[int, int]]:
    query = select(Run.id, Run.tries).where(Run.status == RUNNING, Run.heartbeat_at < before)
    return [(run_id, tries) for run_id, tries in db.session.execute(query)]


def _take_up(run_id: int, tries: int) -> None:
    log = db.session.scalar(select(Run.log).where(Run.id == run_id))
    claim = _Claim(run_id, tries, lines=[log] if log else [])
    claim.note("the worker gave no sign of life any more")
    if tries < MOST_TRIES:
        values: dict[str, Any] = {"status": QUEUED, "progress": {}, "course": []}
    else:
        values = {"status": FAILED, "finished_at": now(), "outcome": {"key": "worker_died"}}
    claim.change(**values, log="\n".join(claim.lines))
