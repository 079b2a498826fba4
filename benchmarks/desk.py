"""``python -m benchmarks.desk``: what each page of the matching desk costs the server with a full term.

A demo district of 300 pupils in the middle of its term: a plan in force, a mentor who quit, a proposal that changes
much, and moves by hand. Each page is asked for in a process of its own: first as the first page of all, then again.
Seconds are of the processor, so that other work on the machine counts little. A number of queries is the same on
every machine; `tests/matching/test_work_of_pages.py` holds it.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from pathlib import Path
from statistics import median
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event

import scheduling
from app import create_app
from mentoring.core.clock import today
from mentoring.core.database import db
from mentoring.core.settings import write_first_settings
from mentoring.demo.district import district
from mentoring.demo.planting import PASSWORD, STAFF_EMAIL, plant
from mentoring.matching.ids import pupil_id
from mentoring.matching.queries import sessions_in
from mentoring.planning import actions
from mentoring.planning.mending import copy_to_mend
from mentoring.planning.models import PROPOSAL, PUBLISHED, REPLACED, Plan, Run
from mentoring.planning.publishing import publish
from mentoring.planning.queries import plan_of
from mentoring.planning.work import work
from mentoring.programme.models import Programme
from mentoring.programme.slots import slot_id, slots_of
from mentoring.registration.actions.mentors import mentor_left

TIMES = 4
DISTRICT = Path(__file__).parents[1] / "tests" / "data" / "weekly" / "bydel-p1.json"
MOVES = 12
_HEAD = f"{'':28}{'first':>10}{'then':>10}{'queries':>10}{'kB':>8}"


@dataclass(frozen=True)
class Cost:
    """What a page cost: processor seconds the first time and later, queries later, bytes."""

    first: float
    then: float
    queries: int
    size: int


def main(arguments: list[str] | None = None) -> int:
    """Plant, measure, print a table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.desk", description=__doc__)
    parser.add_argument("--pupils", type=int, default=300)
    parser.add_argument("--folder", type=Path, help="plant here once, and use it again the next time")
    parser.add_argument("--page", help="measure this one only, in this process")
    parser.add_argument("--json", action="store_true", help="print figures for a program")
    asked = parser.parse_args(arguments)
    with _folder(asked.folder) as folder:
        _plant_once(folder, asked.pupils)
        if asked.page:
            cost = _measured(folder, asked.page)
            print(json.dumps(asdict(cost)) if asked.json else _line(asked.page, cost))
        else:
            _table(folder)
    return 0


@contextmanager
def _folder(wished: Path | None) -> Iterator[Path]:
    if wished:
        wished.mkdir(parents=True, exist_ok=True)
        yield wished
    else:
        with tempfile.TemporaryDirectory() as made:
            yield Path(made)


def _table(folder: Path) -> None:
    print(f"Processor seconds at the server, {TIMES} times each\n{_HEAD}")
    for name in (*_addresses(_app(folder)), *DEEDS):
        words = [sys.executable, "-m", "benchmarks.desk", "--folder", str(folder), "--page", name, "--json"]
        told = subprocess.run(words, capture_output=True, text=True, check=True).stdout
        print(_line(name, Cost(**json.loads(told.splitlines()[-1]))), flush=True)


def _line(name: str, cost: Cost) -> str:
    return f"{name:28}{cost.first:>10.3f}{cost.then:>10.3f}{cost.queries:>10}{cost.size / 1000:>8.0f}"


# the district


def _app(folder: Path) -> Flask:
    if not (folder / "settings.py").exists():
        write_first_settings(folder)
    app = create_app(instance_path=str(folder))
    app.config["WTF_CSRF_ENABLED"] = False
    return app


def _plant_once(folder: Path, pupils: int) -> None:
    if (folder / "planted").exists():
        return
    app = _app(folder)
    with app.app_context():
        db.create_all()
        programme = plant(district(today(), size=pupils)).programme
        db.session.commit()
        for _time in range(2):
            publish(_proposal(programme, "serve_most"), from_date=_next_day(), is_told=False)
            db.session.commit()
        _somebody_quits(programme)
        _proposal(programme, "best_fit")
        copy_to_mend(_proposal(programme, "change_little"))
        db.session.commit()
    (folder / "planted").touch()


def _next_day() -> date:
    return today() + timedelta(days=1)


def _proposal(programme: Programme, preset: str) -> Plan:
    run = actions.start_run(_term_at_hand(programme), wing="weekly", preset=preset, seconds=5)
    number = run.id
    db.session.commit()
    work(number)
    made = plan_of(db.session.get_one(Run, number))
    if made is None:
        raise RuntimeError("the run gave no plan")
    return made


def _term_at_hand(programme: Programme) -> Any:
    return next(term for term in programme.terms if term.start <= today() <= term.end)


def _somebody_quits(programme: Programme) -> None:
    plan = db.session.query(Plan).filter_by(status=PUBLISHED).one()
    rows = sessions_in(plan)
    mentor_left(max(rows, key=lambda row: (len(row.pupils), -row.id)).mentor, on=today())
    db.session.commit()


# pages


def _addresses(app: Flask) -> dict[str, str]:
    """Name → path of each page."""
    with app.app_context():
        proposals = db.session.query(Plan).filter_by(status=PROPOSAL, version=None).order_by(Plan.id).all()
        of_run = next(plan for plan in proposals if plan.run_id)
        copied = next(plan for plan in reversed(proposals) if not plan.run_id)
        force = db.session.query(Plan).filter_by(status=PUBLISHED).one()
        before = db.session.query(Plan).filter_by(status=REPLACED).first()
        row = next(one for one in sessions_in(copied) if one.pupils)
        place = f"m{row.mentor_id}~{slot_id(row.venue_id, row.day, row.start)}"
        pupil = pupil_id(row.pupils[0].id)
        return {
            "desk": "/matching/",
            "run": f"/runs/{of_run.run_id}",
            "proposal": f"/plans/{of_run.id}",
            "proposal, by mentor": f"/plans/{of_run.id}?view=mentor",
            "proposal by hand": f"/plans/{copied.id}",
            "publish": f"/plans/{of_run.id}/publish",
            "publish, by hand": f"/plans/{copied.id}/publish",
            "plan in force": f"/plans/{force.id}",
            "versions": "/plans/",
            "side by side": f"/plans/compare?before={before.id if before else force.id}&after={force.id}",
            "history": "/matching/history",
            "board": f"/plans/{copied.id}/board",
            "board, mentors": f"/plans/{copied.id}/board?view=mentors",
            "board, a pupil": f"/plans/{copied.id}/board?pupil={pupil}",
            "board, who else": f"/plans/{copied.id}/board?pupil={pupil}&ask=who_else",
            "board, what if": f"/plans/{copied.id}/board?pupil={pupil}&ask=what_if",
            "board, a session": f"/plans/{copied.id}/board?session={place}",
            "board, outlook": f"/plans/{copied.id}/board/outlook?pupil={pupil}&from={place}",
        }


def _measured(folder: Path, name: str) -> Cost:
    app = _app(folder)
    client = _signed_in(app)
    if name in DEEDS:
        return DEEDS[name](app, client)
    path = _addresses(app)[name]
    return _costs([_asked(app, client, path) for _time in range(TIMES)])


def _signed_in(app: Flask) -> FlaskClient:
    client = app.test_client()
    client.post("/account/sign-in", data={"email": STAFF_EMAIL, "password": PASSWORD})
    return client


def _asked(app: Flask, client: FlaskClient, path: str, form: Mapping[str, Any] | None = None) -> Cost:
    """One request, with what it cost."""
    count, part = [0], {"X-Part": "board"} if form else {}

    def one_more(*_: object) -> None:
        count[0] += 1

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", one_more)
    began = time.process_time()
    answer = client.open(path, method="POST" if form else "GET", data=form, headers=part)
    took = time.process_time() - began
    event.remove(engine, "before_cursor_execute", one_more)
    if answer.status_code != 200:
        raise RuntimeError(f"{path}: {answer.status} {answer.text[:500]}")
    return Cost(took, took, count[0], len(answer.data))


def _costs(each: list[Cost]) -> Cost:
    later = each[1:] or each
    return Cost(each[0].first, median(one.then for one in later), later[-1].queries, later[-1].size)


def _moves(app: Flask, client: FlaskClient, *, anew: bool) -> Cost:
    """Pupils taken out and put back by hand; `anew`: between two of them somebody else changes the data."""
    with app.app_context():
        plan = db.session.query(Plan).filter_by(status=PROPOSAL, run_id=None).order_by(Plan.id.desc()).first()
        if plan is None or not slots_of(db.session.get_one(Programme, plan.programme_id)):
            raise RuntimeError("there is no plan to mend")
        rows = [row for row in sessions_in(plan) if row.pupils][:MOVES]
        places = [(f"m{row.mentor_id}~{slot_id(row.venue_id, row.day, row.start)}", row.pupils[0].id) for row in rows]
        path = f"/plans/{plan.id}"
    seen = re.search(r'data-revision="(\d+)"', client.get(f"{path}/board").text)
    revision = int(seen[1]) if seen else 0
    found = []
    for place, pupil in places:
        if anew:
            _somebody_changes_something(app)
        form = {"revision": revision, "deed": "take", "pupil": pupil_id(pupil), "from": place}
        found.append(_asked(app, client, f"{path}/mend", form))
        revision += 1
    for _time in places:
        client.post(f"{path}/undo", data={"revision": revision})
        revision += 1
    return _costs(found)


def _somebody_changes_something(app: Flask) -> None:
    """A pupil's priority is another one: the problem that was kept is not true any more."""
    with app.app_context():
        plan = db.session.query(Plan).filter_by(status=PUBLISHED).one()
        pupil = sessions_in(plan)[0].pupils[0]
        pupil.priority = 3 - pupil.priority if pupil.priority < 3 else 1
        db.session.commit()


def _in_the_engine(ask: Callable[[scheduling.HeldPlan, scheduling.Session], object]) -> Cost:
    """A question to the engine about the plan of a district in the public files."""
    problem = scheduling.read_problem(DISTRICT)
    plan = scheduling.solve(problem, steps=3)
    if not isinstance(plan, scheduling.Plan):
        raise RuntimeError("the engine gave no plan")
    held, took = scheduling.HeldPlan(problem, plan), []
    for session in plan.sessions[:MOVES]:
        began = time.process_time()
        ask(held, session)
        took.append(time.process_time() - began)
    return Cost(took[0], median(took[1:]), 0, 0)


def _judged(held: scheduling.HeldPlan, session: scheduling.Session) -> object:
    return held.judge(held.take(session.pupils[0], session.mentor, session.slot))


def _looked(held: scheduling.HeldPlan, session: scheduling.Session) -> object:
    pupil = session.pupils[0]
    out = ((pupil, session.mentor, session.slot),)
    places = scheduling.open_places(held.problem, [pupil])
    return scheduling.outlooks(held, [scheduling.HandMove(out, ((pupil, *place),)) for place in places])


def _checked(held: scheduling.HeldPlan, _session: scheduling.Session) -> object:
    return scheduling.breaches(held.problem, held.after(scheduling.HandMove()))


DEEDS: dict[str, Callable[[Flask, FlaskClient], Cost]] = {
    "a move": lambda app, client: _moves(app, client, anew=False),
    "a move, data changed": lambda app, client: _moves(app, client, anew=True),
    "engine: a move judged": lambda _app, _client: _in_the_engine(_judged),
    "engine: all places of one": lambda _app, _client: _in_the_engine(_looked),
    "engine: a plan checked": lambda _app, _client: _in_the_engine(_checked),
}

if __name__ == "__main__":
    sys.exit(main())
