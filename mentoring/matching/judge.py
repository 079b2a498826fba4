"""The board's door to `scheduling`: a plan as it stands, what a change would break, where somebody else could go.

Nothing here has names or words. A problem is kept as long as the rows are the same of which it was made; it holds
facts under opaque ids only.
"""

import json
from collections import Counter, OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import cached_property, lru_cache, partial
from threading import Lock
from typing import Any

from flask import g, has_request_context

import scheduling
from mentoring.core.database import db
from mentoring.matching.facts import Wish, problem_content
from mentoring.matching.queries import attendances_in
from mentoring.matching.stamp import stamp_of_facts
from mentoring.planning import worth
from mentoring.planning.looks import Look, Scale
from mentoring.planning.menders import Row
from mentoring.planning.models import Plan, Run
from mentoring.planning.queries import first_date, plan_in_force
from mentoring.programme.models import Programme, Term

MOST_KEPT = 4
#: so many problem files and comparisons are kept in mind
MOST_READ = 6
#: goals of which less is better
LESS = ("days", "tickets")
#: the rules from which staff may depart with a reason
HOUSE_RULES = scheduling.HOUSE_RULES


class _Kept:
    """A problem, the content of which it was read, and whether it asks no less than that of a run (by its id)."""

    def __init__(self, content: dict[str, Any]) -> None:
        self.content = content
        self.problem = scheduling.problem_from_json(content)
        self.asks_no_less: dict[int, bool] = {}
        #: of the plan that was asked about last: its sessions, and why each pupil waits in it
        self.asked: tuple[tuple[scheduling.Session, ...], dict[str, list[dict[str, Any]]]] = ((), {})


_keeping: "OrderedDict[str, _Kept]" = OrderedDict()
_door = Lock()


class AtHand:
    """A plan with the problem of which it is a plan, as the rows are now."""

    def __init__(self, kept: _Kept, sessions: tuple[scheduling.Session, ...]) -> None:
        self.kept, self.problem, self.sessions = kept, kept.problem, sessions

    @cached_property
    def held(self) -> scheduling.HeldPlan:
        return scheduling.HeldPlan(self.problem, self.sessions)

    @cached_property
    def rows(self) -> frozenset[Row]:
        """(pupil, mentor, slot) of the plan, those of people who are not there any more too."""
        return frozenset((pupil, s.mentor, s.slot) for s in self.sessions for pupil in s.pupils)

    def knows(self, kind: str, key: str) -> bool:
        """Whether there is a pupil, mentor or slot of that id."""
        return key in self.problem.facts.number[kind]

    @property
    def slots(self) -> list[str]:
        return list(self.problem.facts.ids["slot"])

    @property
    def mentors(self) -> list[str]:
        return list(self.problem.facts.ids["mentor"])

    @property
    def venues(self) -> list[str]:
        return list(self.problem.facts.ids["venue"])

    def slot_ends(self) -> dict[str, str]:
        """Slot → when it ends, HH:MM."""
        return {slot.id: f"{slot.window.end // 60:02d}:{slot.window.end % 60:02d}" for slot in self.problem.slots}

    def group_sizes(self) -> dict[str, int]:
        """Mentor → how many pupils that one takes in a session."""
        return {mentor.id: mentor.group_size for mentor in self.problem.mentors}

    def short(self) -> list[tuple[str, int, int]]:
        """(pupil, sessions, sessions wished) of those with fewer than wished."""
        have = Counter(pupil for session in self.sessions for pupil in session.pupils)
        return [(p.id, have[p.id], p.sessions) for p in self.problem.pupils if have[p.id] < p.sessions]

    def tied(self, pupil: str) -> tuple[str, ...]:
        """The pupil with all who are to be together with that one; alone, where the pupil is not known."""
        facts = self.problem.facts
        if not self.knows("pupil", pupil):
            return (pupil,)
        unit = facts.units[facts.unit[facts.number["pupil"][pupil]]]
        return tuple(facts.ids["pupil"][number] for number in unit.tolist())

    def wanted(self, pupil: str) -> int:
        """How many sessions a week the pupil wishes."""
        return int(self.problem.facts.wanted[self.problem.facts.number["pupil"][pupil]])

    def breaches(self) -> list[scheduling.Breach]:
        """All that the plan breaks."""
        return scheduling.breaches(self.problem, self.sessions)

    def judge(self, out: Sequence[Row], into: Sequence[Row]) -> scheduling.Judged:
        """What a change newly breaks. Raises KeyError for ids that are put in and not known."""
        return self.held.judge(_move(out, into))

    def look(self, changes: Sequence[tuple[Sequence[Row], Sequence[Row]]]) -> list[Look]:
        """The same of many changes (out, into), in short."""
        found = scheduling.outlooks(self.held, [_move(out, into) for out, into in changes])
        return [self.scale.look(one.rules, one.gains) for one in found]

    @property
    def scale(self) -> Scale:
        """By what changes are weighed."""
        return Scale(self.problem.settings.goals, LESS, HOUSE_RULES)

    def rank(self, look: Look) -> tuple[int, ...]:
        """Sorts what is better before what is worse."""
        return self.scale.rank(look)

    def open_places(self, pupils: Sequence[str]) -> list[tuple[str, str]]:
        """(mentor, slot) to which the pupils could go together, if need be past a rule of the house."""
        return scheduling.open_places(self.problem, pupils)

    def swapped(self, one: str, other: str) -> tuple[list[Row], list[Row]]:
        """What two pupils leave and take who exchange all their sessions."""
        move = self.held.swap(one, other)
        return list(move.out), list(move.into)

    def who_else(self, pupil: str) -> list[scheduling.Alternative]:
        """The other places of a pupil, best first, at most one other moving."""
        return scheduling.who_else(self.problem, self.sessions, pupil, most=8)

    def what_if(self, pupil: str) -> list[scheduling.WhatIf]:
        """What would give the pupil a place more."""
        return scheduling.what_if(self.problem, self.sessions, pupil)

    def why_not(self, pupil: str) -> list[dict[str, Any]]:
        """Why the pupil has fewer sessions than wished (see `scheduling.explain`); empty if that is not so."""
        sessions, known = self.kept.asked
        if sessions != self.sessions:
            known = {}
            self.kept.asked = (self.sessions, known)
        if pupil not in known:
            known[pupil] = self._why_not(pupil)
        return known[pupil]

    def _why_not(self, pupil: str) -> list[dict[str, Any]]:
        short = scheduling.why_not(self.problem, self.sessions, pupil)
        size = {"kind": "size", "mentors": len(self.mentors), "slots": len(self.slots)}
        return [size, *map(dict, short.reasons)] if short else []

    def change_of(
        self, pupil: str, answer: scheduling.Alternative | scheduling.WhatIf
    ) -> tuple[list[Row], list[Row]]:
        """What an answer takes out of the plan and puts in."""
        problem = self.problem
        if isinstance(answer, scheduling.WhatIf):
            problem = scheduling.changed(problem, pupil, answer.changes)
        after = scheduling.moved(problem, self.sessions, pupil, answer)
        there = {(p, s.mentor, s.slot) for s in after for p in s.pupils}
        known = set(self.held.here)
        return sorted(known - there), sorted(there - known)

    def values(self) -> dict[str, int]:
        """The goals of the plan, counted."""
        return scheduling.values(self.problem, self.sessions)

    def contents(
        self, name: str, bounds: Mapping[str, int | None], departures: Sequence[scheduling.Breach]
    ) -> tuple[dict[str, Any], dict[str, Any]]:
        """The content of a problem file and of a plan file of that name: all that is so, with why pupils wait."""
        plan = scheduling.described(self.problem, self.sessions)
        short = tuple(replace(one, reasons=tuple(self.why_not(one.pupil))) for one in plan.short)
        told = replace(plan, problem=name, bounds=dict(bounds), short=short, departures=tuple(departures))
        return scheduling.problem_to_json(self.problem) | {"name": name}, scheduling.plan_to_json(told)


def loses(goal: str, gain: int) -> bool:
    """Whether that much more of a goal makes the plan worse."""
    return gain > 0 if goal in LESS else gain < 0


def _move(out: Sequence[Row], into: Sequence[Row]) -> scheduling.HandMove:
    return scheduling.HandMove(tuple(_attendance(row) for row in out), tuple(_attendance(row) for row in into))


def _attendance(row: Row) -> tuple[str, str, str]:
    pupil, mentor, slot = row
    return pupil, mentor, slot


def at_hand(plan: Plan, on: date | None = None) -> AtHand:
    """The plan as it stands, for the date from which it could hold (or `on`); read once for a request."""
    seen, key = _seen(), (plan.id, plan.revision, on)
    if key not in seen:
        rows = attendances_in(plan)
        sessions = tuple(scheduling.Session(m, s, tuple(who)) for (m, s), who in rows.items())
        seen[key] = AtHand(_kept(plan, on), sessions)
    found: AtHand = seen[key]
    return found


def forget_plan() -> None:
    """The rows of a plan were changed: within this request they are to be read anew."""
    seen = _seen()
    for key in [key for key in seen if key[0] != "problem"]:
        del seen[key]


def forget_facts() -> None:
    """The rows of people, pins or bans were changed: within this request they are to be read anew."""
    _seen().clear()


def _seen() -> dict[Any, Any]:
    """What was read in this request; outside of one nothing is remembered."""
    if not has_request_context():
        return {}
    found: dict[Any, Any] = g.setdefault("at_hand", {})
    return found


def _kept(plan: Plan, on: date | None) -> _Kept:
    seen, wish = _seen(), _wish(plan, on)
    key = ("problem", plan.programme_id, plan.frame, repr(wish))
    if key not in seen:
        seen[key] = _kept_or_made(plan, on, wish)
    found: _Kept = seen[key]
    return found


def _kept_or_made(plan: Plan, on: date | None, wish: Wish) -> _Kept:
    in_force = plan_in_force(plan.frame, plan.wing)
    key = repr((str(db.engine.url), plan.programme_id, wish, stamp_of_facts(plan.programme_id, in_force)))
    with _door:
        if key in _keeping:
            _keeping.move_to_end(key)
            return _keeping[key]
    made = _Kept(content_now(plan, on))
    with _door:
        _keeping[key] = made
        while len(_keeping) > MOST_KEPT:
            _keeping.popitem(last=False)
    return made


def _wish(plan: Plan, on: date | None) -> Wish:
    term = db.session.get_one(Term, plan.term_id)
    goals = scheduling.PRESETS[plan.run.preset if plan.run else "serve_most"]
    return Wish("now", goals, on or first_date(term) or term.end, plan.run.max_broken_pairs if plan.run else None)


def content_now(plan: Plan, on: date | None = None) -> dict[str, Any]:
    """The content of the problem file as the rows are now, with the goals of the plan's own run."""
    programme = db.session.get_one(Programme, plan.programme_id)
    return problem_content(programme, _wish(plan, on), plan_in_force(plan.frame, plan.wing))


def worth_of(plan: Plan, at: AtHand, *, departs: bool) -> tuple[dict[str, int], dict[str, int | None]]:
    """Values and bounds of the goals."""
    values, asks = at.values(), partial(_asks_no_less, at.kept)
    return worth.worth_of(plan, values, at.scale, departs=departs, asks_no_less=asks)


def _asks_no_less(kept: _Kept, run: Run) -> bool:
    """Whether every plan of now would have been one of the run, with the same worth."""
    if run.id not in kept.asks_no_less:
        kept.asks_no_less[run.id] = worth.is_no_less(kept.content, run.problem)
    return kept.asks_no_less[run.id]


@lru_cache(maxsize=MOST_READ)
def problem_of_file(problem: str) -> scheduling.Problem:
    """The problem of a kept file. A file never changes, and it names nobody."""
    return scheduling.problem_from_json(json.loads(problem))


@lru_cache(maxsize=MOST_READ)
def why_changed(
    old: tuple[scheduling.Session, ...],
    new: tuple[scheduling.Session, ...],
    problem: scheduling.Problem,
    then: scheduling.Problem | None,
) -> tuple[scheduling.Changed, ...]:
    """Why two plans differ, asked once: pages of a proposal show it again and again. All of it is opaque ids."""
    return scheduling.why_changed(old, new, problem, then)
