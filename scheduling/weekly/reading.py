"""Weekly problem and plan files, as JSON content and as facts."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from scheduling import departures, week
from scheduling.files import Reader, load, save
from scheduling.week import Window
from scheduling.weekly.plan import Conflict, Infeasible, Plan, Short
from scheduling.weekly.problem import (
    GOALS,
    Ban,
    FitWeights,
    Mentor,
    Pin,
    Problem,
    Pupil,
    Session,
    Settings,
    Slot,
    Venue,
)

PROBLEM = "weekly-problem/1"
PLAN = "weekly-plan/1"


def read_problem(path: str | Path) -> Problem:
    """The problem in a file. Raises ``files.Faulty`` with all faults, OSError where the file cannot be read."""
    return problem_from_json(load(path))


def write_problem(path: str | Path, problem: Problem) -> None:
    """Write a problem file."""
    save(path, problem_to_json(problem))


def problem_from_json(content: object) -> Problem:
    """The problem in parsed JSON. Raises ``files.Faulty`` with all faults."""
    r = Reader()
    top = r.mapping(content, "")
    _format(r, top, PROBLEM)
    found = Problem(
        name=r.get(top, "", "name", r.text),
        settings=r.get(top, "", "settings", lambda v, at: _settings(r, v, at)),
        venues=r.get(top, "", "venues", r.many(lambda v, at: _venue(r, v, at)), ()),
        slots=r.get(top, "", "slots", r.many(lambda v, at: _slot(r, v, at)), ()),
        pupils=r.get(top, "", "pupils", r.many(lambda v, at: _pupil(r, v, at)), ()),
        mentors=r.get(top, "", "mentors", r.many(lambda v, at: _mentor(r, v, at)), ()),
        pins=r.get(top, "", "pins", r.many(lambda v, at: _pin(r, v, at)), ()),
        bans=r.get(top, "", "bans", r.many(lambda v, at: _ban(r, v, at)), ()),
        previous=r.get(top, "", "previous", r.many(lambda v, at: _session(r, v, at)), ()),
    )
    for key in ("venues", "slots", "pupils", "mentors"):
        if key not in top:
            r.fault(key, "is missing")
        r.unique([one.id for one in getattr(found, key)], key)
    known = {v.id for v in found.venues}
    for i, slot in enumerate(found.slots):
        if slot.venue and slot.venue not in known:
            r.fault(f"slots[{i}].venue", f'"{slot.venue}" is no venue of this file')
    r.finish()
    return found


def _format(r: Reader, top: Mapping[str, Any], wanted: str) -> None:
    said = r.get(top, "", "format", r.text)
    if said and said != wanted:
        r.fault("format", f'must be "{wanted}", not "{said}"')


def _settings(r: Reader, value: object, at: str) -> Settings:
    s = r.mapping(value, at)
    count = r.whole(0)
    return Settings(
        min_adults=r.get(s, at, "min_adults", count),
        travel_minutes=r.get(s, at, "travel_minutes", count),
        max_sessions_per_day=r.get(s, at, "max_sessions_per_day", count),
        max_grade_span=r.get(s, at, "max_grade_span", count),
        fit_weights=r.get(s, at, "fit_weights", lambda v, place: _weights(r, v, place)),
        max_broken_pairs=r.get(s, at, "max_broken_pairs", r.maybe(count), None),
        goals=r.get(s, at, "goals", lambda v, place: r.each_once(v, place, GOALS), GOALS),
    )


def _weights(r: Reader, value: object, at: str) -> FitWeights:
    s = r.mapping(value, at)
    return FitWeights(*(r.get(s, at, key, r.whole(0)) for key in ("topics", "language", "gender")))


def _venue(r: Reader, value: object, at: str) -> Venue:
    s = r.mapping(value, at)
    return Venue(r.get(s, at, "id", r.text), r.get(s, at, "rooms", r.whole(0)), r.get(s, at, "seats", r.whole(0)))


def _slot(r: Reader, value: object, at: str) -> Slot:
    s = r.mapping(value, at)
    return Slot(
        r.get(s, at, "id", r.text),
        r.get(s, at, "venue", r.text),
        r.window(s, at),
        r.get(s, at, "staff", r.whole(0), 0),
    )


def _pupil(r: Reader, value: object, at: str) -> Pupil:
    s = r.mapping(value, at)
    text = r.maybe(r.text)
    needs = r.get(s, at, "needs", r.words)
    if isinstance(s.get("needs"), list) and not s["needs"]:
        r.fault(f"{at}.needs", "must name at least one topic")
    return Pupil(
        id=r.get(s, at, "id", r.text),
        school=r.get(s, at, "school", r.text),
        grade=r.get(s, at, "grade", r.whole(0)),
        needs=needs,
        availability=r.get(s, at, "availability", r.many(r.window)),
        gender=r.get(s, at, "gender", text, None),
        languages=r.get(s, at, "languages", r.words, ("nb",)),
        required_language=r.get(s, at, "required_language", text, None),
        mentor_gender=r.get(s, at, "mentor_gender", text, None),
        mentor_gender_required=r.get(s, at, "mentor_gender_required", r.flag, False),
        venues=r.get(s, at, "venues", r.maybe(r.words), None),
        sessions=r.get(s, at, "sessions", r.whole(1, 3), 1),
        priority=r.get(s, at, "priority", r.whole(1, 3), 1),
        ticket=r.get(s, at, "ticket", r.whole(0), 0),
        apart=r.get(s, at, "apart", r.words, ()),
        together=r.get(s, at, "together", r.words, ()),
    )


def _mentor(r: Reader, value: object, at: str) -> Mentor:
    s = r.mapping(value, at)
    return Mentor(
        id=r.get(s, at, "id", r.text),
        languages=r.get(s, at, "languages", r.words, ("nb",)),
        topics=r.get(s, at, "topics", r.words),
        grades=r.get(s, at, "grades", r.grades),
        availability=r.get(s, at, "availability", r.many(r.window)),
        max_sessions=r.get(s, at, "max_sessions", r.whole(0)),
        max_pupils=r.get(s, at, "max_pupils", r.whole(0)),
        group_size=r.get(s, at, "group_size", r.whole(0)),
        gender=r.get(s, at, "gender", r.maybe(r.text), None),
        venues=r.get(s, at, "venues", r.maybe(r.words), None),
        cleared=r.get(s, at, "cleared", r.flag, True),
    )


def _pin(r: Reader, value: object, at: str) -> Pin:
    s = r.mapping(value, at)
    slot = r.get(s, at, "slot", r.maybe(r.text), None)
    return Pin(r.get(s, at, "pupil", r.text), r.get(s, at, "mentor", r.text), slot)


def _ban(r: Reader, value: object, at: str) -> Ban:
    s = r.mapping(value, at)
    return Ban(r.get(s, at, "pupil", r.text), r.get(s, at, "mentor", r.text))


def _session(r: Reader, value: object, at: str) -> Session:
    s = r.mapping(value, at)
    pupils = r.get(s, at, "pupils", r.many(r.text))
    return Session(r.get(s, at, "mentor", r.text), r.get(s, at, "slot", r.text), pupils)


def problem_to_json(problem: Problem) -> dict[str, Any]:
    """The content of a problem file, every key written out."""
    settings = problem.settings
    return {
        "format": PROBLEM,
        "name": problem.name,
        "settings": {**vars(settings), "fit_weights": vars(settings.fit_weights), "goals": list(settings.goals)},
        "venues": [dict(vars(v)) for v in problem.venues],
        "slots": [{"id": s.id, "venue": s.venue, **_window_json(s.window), "staff": s.staff} for s in problem.slots],
        "pupils": [_person_json(p) for p in problem.pupils],
        "mentors": [_person_json(m) for m in problem.mentors],
        "pins": [dict(vars(p)) for p in problem.pins],
        "bans": [dict(vars(b)) for b in problem.bans],
        "previous": [_session_json(s) for s in problem.previous],
    }


def _window_json(window: Window) -> dict[str, Any]:
    return {"day": window.day, "start": week.clock(window.start), "end": week.clock(window.end)}


def _person_json(person: Pupil | Mentor) -> dict[str, Any]:
    plain = {k: list(v) if isinstance(v, tuple) else v for k, v in vars(person).items()}
    return {**plain, "availability": [_window_json(w) for w in person.availability]}


def _session_json(session: Session) -> dict[str, Any]:
    return {"mentor": session.mentor, "slot": session.slot, "pupils": list(session.pupils)}


def read_plan(path: str | Path) -> Plan | Infeasible:
    """The plan in a file. Raises ``files.Faulty``, OSError."""
    return plan_from_json(load(path))


def write_plan(path: str | Path, plan: Plan | Infeasible) -> None:
    """Write a plan file, whole or not at all."""
    save(path, plan_to_json(plan))


def plan_from_json(content: object) -> Plan | Infeasible:
    """The plan in parsed JSON. Raises ``files.Faulty`` with all faults."""
    r = Reader()
    top = r.mapping(content, "")
    _format(r, top, PLAN)
    name = r.get(top, "", "problem", r.text)
    if "infeasible" in top:
        conflicts = r.get(top, "", "infeasible", r.many(lambda v, at: _conflict(r, v, at)))
        r.finish()
        return Infeasible(name, conflicts)
    sessions = r.get(top, "", "sessions", r.many(lambda v, at: _session(r, v, at)))
    objective = r.get(top, "", "objective", lambda v, at: _by_goal(r, v, at, nullable=False))
    bounds = r.get(top, "", "bounds", lambda v, at: _by_goal(r, v, at, nullable=True), {})
    short = r.get(top, "", "short", r.many(lambda v, at: _short(r, v, at)))
    named = r.get(top, "", "departures", r.many(lambda v, at: departures.read(r, v, at)), ())
    r.finish()
    return Plan(name, sessions, {g: v for g, v in objective.items() if v is not None}, bounds, short, named)


def _by_goal(r: Reader, value: object, at: str, *, nullable: bool) -> dict[str, int | None]:
    source = r.mapping(value, at)
    read = r.whole(-(2**31))
    return {g: r.get(source, at, g, r.maybe(read) if nullable else read) for g in source}


def _short(r: Reader, value: object, at: str) -> Short:
    s = r.mapping(value, at)
    reasons = r.get(s, at, "reasons", r.many(r.mapping), ())
    return Short(r.get(s, at, "pupil", r.text), r.get(s, at, "sessions", r.whole(0)), reasons)


def _conflict(r: Reader, value: object, at: str) -> Conflict:
    s = r.mapping(value, at)
    pins = r.get(s, at, "pins", r.many(lambda v, place: _pin(r, v, place)))
    return Conflict(pins, r.get(s, at, "rule", r.maybe(r.text), None))


def plan_to_json(plan: Plan | Infeasible) -> dict[str, Any]:
    """The content of a plan file."""
    head = {"format": PLAN, "problem": plan.problem}
    if isinstance(plan, Infeasible):
        entries = [{"pins": [dict(vars(p)) for p in c.pins], "rule": c.rule} for c in plan.conflicts]
        return {**head, "infeasible": entries}
    return {
        **head,
        "sessions": [_session_json(s) for s in plan.sessions],
        "objective": dict(plan.objective),
        "bounds": dict(plan.bounds),
        "short": [
            {"pupil": s.pupil, "sessions": s.sessions, "reasons": [dict(x) for x in s.reasons]} for s in plan.short
        ],
        **departures.written(plan.departures),
    }
