"""Runs, proposals and published plans, made by the real planner through the real task."""

from datetime import date

from flask import Flask

from mentoring.core.database import db
from mentoring.planning import actions
from mentoring.planning.models import Plan, Run
from mentoring.planning.publishing import publish
from mentoring.planning.queries import plan_of
from mentoring.programme.models import Programme
from tests import builders


def crowded_programme() -> Programme:
    """A programme on which the solver needs far more than a few seconds: many pupils, few mentors, many times."""
    of = builders.programme()
    school = builders.school()
    for _ in range(3):
        builders.venue(of, rooms=3, seats=8)
    for number in range(60):
        days = [{"day": day, "start": "15:00", "end": "18:30"} for day in (1, 3) if number % 4 != day]
        builders.pupil(
            of,
            school,
            grade=8 + number % 3,
            availability=days,
            languages=[("nb", "so", "ar")[number % 3]],
            needs=list(of.topics[: 1 + number % 2]),
            sessions_wanted=1 + number % 2,
            priority=1 + number % 3,
        )
    for number in range(14):
        languages = [("nb", "so", "ar")[number % 3]]
        builders.mentor(of, languages=languages, group_size=2 + number % 2, topics=list(of.topics[number % 2 :]))
    builders.commit()
    return of


def queued_run(of: Programme, **wishes: object) -> Run:
    """A run that waits for a worker; committed, as after the request that asked for it."""
    values: dict[str, object] = {"wing": "weekly", "preset": "serve_most", "seconds": 5} | wishes
    run = actions.start_run(of.terms[0], **values)
    builders.commit()
    return run


def solve(app: Flask, run: Run) -> Run:
    """Do the run as the worker does, and read its row anew."""
    run_id = run.id
    app.extensions["tasks"]["solve_run"].call_local(run_id)
    db.session.expire_all()
    return db.session.get_one(Run, run_id)


def proposal(app: Flask, of: Programme, **wishes: object) -> Plan:
    """The proposal that the solver makes of the programme as it is."""
    run = solve(app, queued_run(of, **wishes))
    plan = plan_of(run)
    assert plan is not None, (run.status, run.outcome, run.log)
    return plan


def published(app: Flask, of: Programme, from_date: date, **wishes: object) -> Plan:
    """A published plan with its dated sessions."""
    plan = proposal(app, of, **wishes)
    publish(plan, from_date=from_date)
    builders.commit()
    return plan
