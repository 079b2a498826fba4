"""Camp problem and plan files, as JSON content and as facts."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

from scheduling import departures, week
from scheduling.camp.plan import CampPlan, PinConflict, PinsImpossible
from scheduling.camp.problem import (
    GOALS,
    Activity,
    Block,
    CampRun,
    Mentor,
    Pin,
    Problem,
    Pupil,
    Requirement,
    Room,
    Settings,
)
from scheduling.files import Reader, load, save

PROBLEM = "camp-problem/1"
PLAN = "camp-plan/1"
DATE = "2027-06-21"


def read_problem(path: str | Path) -> Problem:
    """The problem in a file. Raises ``files.Faulty`` with all faults, OSError where the file cannot be read."""
    return problem_from_json(load(path))


def write_problem(path: str | Path, problem: Problem) -> None:
    """Write a problem file."""
    save(path, problem_to_json(problem))


def problem_from_json(content: object) -> Problem:
    """The problem in parsed JSON. Raises ``files.Faulty`` with all faults."""
    r = _Reader()
    top = r.mapping(content, "")
    r.format(top, PROBLEM)
    found = Problem(
        name=r.get(top, "", "name", r.text),
        settings=r.get(top, "", "settings", r.settings),
        blocks=r.get(top, "", "blocks", r.many(r.block)),
        rooms=r.get(top, "", "rooms", r.many(r.room)),
        activities=r.get(top, "", "activities", r.many(r.activity)),
        pupils=r.get(top, "", "pupils", r.many(r.pupil)),
        mentors=r.get(top, "", "mentors", r.many(r.mentor)),
        requirements=r.get(top, "", "requirements", r.many(r.requirement), ()),
        pins=r.get(top, "", "pins", r.many(r.pin), ()),
        previous=r.get(top, "", "previous", r.many(r.run), ()),
    )
    r.finish()
    r.whole_problem(found)
    r.finish()
    return found


class _Reader(Reader):
    """Reads the parts of a camp problem."""

    def format(self, top: Mapping[str, Any], wanted: str) -> None:
        said = self.get(top, "", "format", self.text)
        if said and said != wanted:
            self.fault("format", f'must be "{wanted}", not "{said}"')

    def date(self, value: object, place: str) -> str:
        """``"YYYY-MM-DD"``."""
        text = value if isinstance(value, str) else ""
        parts = text.split("-")
        if [len(p) for p in parts] != [4, 2, 2] or not all(p.isascii() and p.isdigit() for p in parts):
            shown = f'"{value}"' if isinstance(value, str) else "this"
            self.fault(place, f'must be a date like "{DATE}", not {shown}')
        elif not _is_day(*map(int, parts)):
            self.fault(place, f'"{value}" is no day of the calendar')
        return text

    def settings(self, value: object, at: str) -> Settings:
        s = self.mapping(value, at)
        count = self.whole(0)
        return Settings(
            min_adults=self.get(s, at, "min_adults", count),
            max_blocks_per_day=self.get(s, at, "max_blocks_per_day", count),
            rank_points=self.get(s, at, "rank_points", self.points),
            free_blocks=self.get(s, at, "free_blocks", count, 0),
            fixed_until=self.get(s, at, "fixed_until", self.maybe(self.date), None),
            goals=self.get(s, at, "goals", lambda v, place: self.each_once(v, place, GOALS), GOALS),
        )

    def points(self, value: object, at: str) -> tuple[int, ...]:
        found = self.many(self.whole(0, 1000))(value, at)
        for i in range(1, len(found)):
            if found[i] > found[i - 1]:
                self.fault(f"{at}[{i}]", f"must not be more than the {found[i - 1]} before it")
        return found

    def block(self, value: object, at: str) -> Block:
        s = self.mapping(value, at)
        before = len(self.faults)
        start = self.get(s, at, "start", lambda v, place: self.time(v, place, as_end=False))
        end = self.get(s, at, "end", lambda v, place: self.time(v, place, as_end=True))
        if before == len(self.faults) and end <= start:
            self.fault(f"{at}.end", f"must be after the start {week.clock(start)}")
        return Block(self.get(s, at, "id", self.text), self.get(s, at, "date", self.date), start, end)

    def room(self, value: object, at: str) -> Room:
        s = self.mapping(value, at)
        return Room(
            id=self.get(s, at, "id", self.text),
            seats=self.get(s, at, "seats", self.whole(0)),
            features=self.get(s, at, "features", self.words, ()),
            accessible=self.get(s, at, "accessible", self.flag, True),
        )

    def activity(self, value: object, at: str) -> Activity:
        s = self.mapping(value, at)
        return Activity(
            id=self.get(s, at, "id", self.text),
            kind=self.get(s, at, "kind", self.text),
            min_pupils=self.get(s, at, "min_pupils", self.whole(0)),
            max_pupils=self.get(s, at, "max_pupils", self.whole(0)),
            pupils_per_mentor=self.get(s, at, "pupils_per_mentor", self.maybe(self.whole(1))),
            length=self.get(s, at, "length", self.whole(1, 1000), 1),
            qualification=self.get(s, at, "qualification", self.maybe(self.text), None),
            features=self.get(s, at, "features", self.words, ()),
            blocks=self.get(s, at, "blocks", self.maybe(self.words), None),
            max_runs=self.get(s, at, "max_runs", self.maybe(self.whole(0)), None),
            grades=self.get(s, at, "grades", self.grades, (1, 13)),
            repeatable=self.get(s, at, "repeatable", self.flag, False),
        )

    def requirement(self, value: object, at: str) -> Requirement:
        s = self.mapping(value, at)
        per = self.get(s, at, "per", self.text)
        if per and per not in ("day", "camp"):
            self.fault(f"{at}.per", f'must be "day" or "camp", not "{per}"')
        least = self.get(s, at, "min", self.whole(0), 0)
        most = self.get(s, at, "max", self.maybe(self.whole(0)), None)
        return Requirement(self.get(s, at, "kind", self.text), per, least, most)

    def pupil(self, value: object, at: str) -> Pupil:
        s = self.mapping(value, at)
        named = self.get(s, at, "preferences", self.many(self.text), ())
        for i, activity in enumerate(named):
            if activity and activity in named[:i]:
                self.fault(f"{at}.preferences[{i}]", f'"{activity}" is named twice')
        return Pupil(
            id=self.get(s, at, "id", self.text),
            grade=self.get(s, at, "grade", self.whole(0)),
            days=self.get(s, at, "days", self.maybe(self.words), None),
            preferences=named,
            excluded=self.get(s, at, "excluded", self.words, ()),
            accessible_only=self.get(s, at, "accessible_only", self.flag, False),
            buddies=self.get(s, at, "buddies", self.words, ()),
            apart=self.get(s, at, "apart", self.words, ()),
        )

    def mentor(self, value: object, at: str) -> Mentor:
        s = self.mapping(value, at)
        return Mentor(
            id=self.get(s, at, "id", self.text),
            max_blocks=self.get(s, at, "max_blocks", self.whole(0)),
            blocks=self.get(s, at, "blocks", self.maybe(self.words), None),
            qualifications=self.get(s, at, "qualifications", self.words, ()),
            kinds=self.get(s, at, "kinds", self.maybe(self.words), None),
        )

    def pin(self, value: object, at: str) -> Pin:
        s = self.mapping(value, at)
        return Pin(*(self.get(s, at, key, self.text) for key in ("person", "activity", "block")))

    def run(self, value: object, at: str) -> CampRun:
        s = self.mapping(value, at)
        activity, block, room = (self.get(s, at, key, self.text) for key in ("activity", "block", "room"))
        pupils, mentors = (self.get(s, at, key, self.many(self.text)) for key in ("pupils", "mentors"))
        return CampRun(activity, block, room, pupils, mentors)

    def by_goal(self, value: object, at: str) -> dict[str, int]:
        source = self.mapping(value, at)
        return {g: self.get(source, at, g, self.whole(-(2**31))) for g in source}

    def conflict(self, value: object, at: str) -> PinConflict:
        s = self.mapping(value, at)
        return PinConflict(self.get(s, at, "pins", self.many(self.pin)), self.get(s, at, "rule", self.text))

    def whole_problem(self, found: Problem) -> None:
        """Faults that show only when the parts are seen together."""
        for key in ("blocks", "rooms", "activities", "pupils", "mentors"):
            self.unique([one.id for one in getattr(found, key)], key)
        pupils = {p.id for p in found.pupils}
        for i, mentor in enumerate(found.mentors):
            if mentor.id in pupils:
                self.fault(f"mentors[{i}].id", f'"{mentor.id}" is the id of a pupil too')
        self.no_overlap(found.blocks)
        self.fixed_runs(found)

    def no_overlap(self, blocks: Sequence[Block]) -> None:
        order = sorted(range(len(blocks)), key=lambda i: (blocks[i].date, blocks[i].start))
        for i, j in pairwise(order):
            if blocks[i].date == blocks[j].date and blocks[j].start < blocks[i].end:
                self.fault(f"blocks[{j}].start", f'lies within block "{blocks[i].id}" of that date')

    def fixed_runs(self, found: Problem) -> None:
        """The activity and room of a run of the days gone by must exist."""
        until = found.settings.fixed_until
        gone = {b.id for b in found.blocks if until is not None and b.date < until}
        known = {"activity": {a.id for a in found.activities}, "room": {r.id for r in found.rooms}}
        for i, run in enumerate(found.previous):
            for key, ids in known.items():
                if run.block in gone and getattr(run, key) not in ids:
                    self.fault(f"previous[{i}].{key}", f'"{getattr(run, key)}" is gone, but this day is fixed')


def _is_day(year: int, month: int, day: int) -> bool:
    return year > 0 and 1 <= month <= 12 and 1 <= day <= monthrange(year, month)[1]


def problem_to_json(problem: Problem) -> dict[str, Any]:
    """The content of a problem file, every key written out."""
    blocks = [
        {"id": b.id, "date": b.date, "start": week.clock(b.start), "end": week.clock(b.end)} for b in problem.blocks
    ]
    lists = ("rooms", "activities", "requirements", "pupils", "mentors", "pins", "previous")
    return {
        "format": PROBLEM,
        "name": problem.name,
        "settings": _plain(problem.settings),
        "blocks": blocks,
        **{key: [_plain(one) for one in getattr(problem, key)] for key in lists},
    }


def _plain(one: object) -> dict[str, Any]:
    return {k: list(v) if isinstance(v, tuple) else v for k, v in vars(one).items()}


def read_plan(path: str | Path) -> CampPlan | PinsImpossible:
    """The plan in a file. Raises ``files.Faulty``, OSError."""
    return plan_from_json(load(path))


def write_plan(path: str | Path, plan: CampPlan | PinsImpossible) -> None:
    """Write a plan file, whole or not at all."""
    save(path, plan_to_json(plan))


def plan_from_json(content: object) -> CampPlan | PinsImpossible:
    """The plan in parsed JSON. Raises ``files.Faulty`` with all faults."""
    r = _Reader()
    top = r.mapping(content, "")
    r.format(top, PLAN)
    name = r.get(top, "", "problem", r.text)
    if "infeasible" in top:
        conflicts = r.get(top, "", "infeasible", r.many(r.conflict))
        r.finish()
        return PinsImpossible(name, conflicts)
    runs = r.get(top, "", "runs", r.many(r.run))
    objective = r.get(top, "", "objective", r.by_goal)
    bounds: Mapping[str, int | None] = r.get(top, "", "bounds", r.by_goal, {})
    named = r.get(top, "", "departures", r.many(lambda v, at: departures.read(r, v, at)), ())
    r.finish()
    return CampPlan(name, runs, objective, bounds, named)


def plan_to_json(plan: CampPlan | PinsImpossible) -> dict[str, Any]:
    """The content of a plan file; bounds that are not known yet are left out."""
    head = {"format": PLAN, "problem": plan.problem}
    if isinstance(plan, PinsImpossible):
        entries = [{"pins": [_plain(p) for p in c.pins], "rule": c.rule} for c in plan.conflicts]
        return {**head, "infeasible": entries}
    bounds = {goal: bound for goal, bound in plan.bounds.items() if bound is not None}
    told = {"runs": [_plain(run) for run in plan.runs], "objective": dict(plan.objective), "bounds": bounds}
    return {**head, **told, **departures.written(plan.departures)}
