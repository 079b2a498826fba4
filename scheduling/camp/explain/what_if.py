"""What would have to be different for a pupil to get a wish: each answer is a plan that was solved for and checked.

First whether others could make room as things are, then one more run, one more mentor, one more room, a larger group.
Decided anew are the blocks of one possible run; all else stays. No goal before the wishes gets worse.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np

from scheduling.camp import check
from scheduling.camp.candidates import Candidates
from scheduling.camp.check import runs_of
from scheduling.camp.choices import rows_of
from scheduling.camp.facts import Facts
from scheduling.camp.plan import CampPlan
from scheduling.camp.problem import Activity, CampRun, Mentor, Pin, Problem, Room
from scheduling.camp.search import Part, Places, part
from scheduling.engine.exact import solve
from scheduling.engine.run import Run
from scheduling.rule import BoolArray, IntArray, ints

STARTS = 4
"""So many of the blocks in which the run could start are tried for each change."""
OTHERS = 3
"""So many other runs of the block are decided anew beside those that matter."""
DETERMINISTIC_STEPS = 6
NEW = "+1"
"""The id of what is not there yet."""


@dataclass(frozen=True)
class Change:
    """``kind`` "none" (others move), "run" (one more may be held), "mentor" or "room" (one more), "size" (one more
    pupil in a run), with the ``detail`` that makes it useful: a qualification, the features of the room."""

    kind: str
    detail: tuple[str, ...] = ()


@dataclass(frozen=True)
class WhatIf:
    """With this change, and these others having something else than now, the pupil has the wish in ``block``.

    ``gains`` is what that does to each goal; ``runs_then`` the whole plan, which breaks no rule.
    """

    change: Change
    activity: str
    block: str
    moved: tuple[str, ...]
    gains: Mapping[str, int]
    runs_then: tuple[CampRun, ...]


def what_if(
    problem: Problem, plan: CampPlan | Iterable[CampRun], pupil: str, activity: str, run: Run | None = None
) -> list[WhatIf]:
    """Changes that would give the pupil the wish, the smallest first; empty where none of those looked at does.

    Raises KeyError where there is no such pupil or activity.
    """
    facts = problem.facts
    p, a = facts.number["pupil"][pupil], facts.number["activity"][activity]
    clock = Run(seconds=30.0) if run is None else run
    runs = runs_of(plan)
    found: list[WhatIf] = []
    for change, other in _changes(problem, problem.activities[a]):
        if clock.over or (found and found[0].change.kind == "none"):
            break
        answer = _tried(problem, other, change, runs, (p, a), clock)
        found += [answer] if answer is not None else []
    return found


def _changes(problem: Problem, activity: Activity) -> Iterator[tuple[Change, Problem]]:
    yield Change("none"), problem
    if activity.max_runs is not None:
        yield Change("run"), _with(problem, replace(activity, max_runs=activity.max_runs + 1))
    asked = () if activity.qualification is None else (activity.qualification,)
    mentor = Mentor(NEW, max_blocks=len(problem.blocks), qualifications=asked)
    yield Change("mentor", asked), replace(problem, mentors=(*problem.mentors, mentor))
    room = Room(NEW, activity.max_pupils, activity.features)
    yield Change("room", activity.features), replace(problem, rooms=(*problem.rooms, room))
    yield Change("size"), _with(problem, replace(activity, max_pupils=activity.max_pupils + 1))


def _with(problem: Problem, activity: Activity) -> Problem:
    own = tuple(activity if one.id == activity.id else one for one in problem.activities)
    return replace(problem, activities=own)


def _tried(
    problem: Problem, other: Problem, change: Change, runs: tuple[CampRun, ...], wish: tuple[int, int], run: Run
) -> WhatIf | None:
    p, a = wish
    ids = other.facts.ids
    candidates = Candidates(other.facts)
    before = check.values(problem, runs)
    for b in _likely_starts(other.facts, candidates, runs, p, a):
        if run.over:
            return None
        pinned = replace(other, pins=(*other.pins, Pin(ids["pupil"][p], ids["activity"][a], ids["block"][b])))
        solved = _resolved(pinned, runs, (p, a, b), before, run)
        if solved is not None and not check.breaches(other, solved):
            after = check.values(other, solved)
            gains = {goal: after[goal] - before[goal] for goal in after}
            return WhatIf(change, ids["activity"][a], ids["block"][b], _moved(runs, solved), gains, solved)
    return None


def _likely_starts(facts: Facts, candidates: Candidates, runs: tuple[CampRun, ...], p: int, a: int) -> list[int]:
    """Blocks in which it could start, those where the pupil has what is wished least first."""
    places = Places.of(rows_of(facts, runs).places)
    mine = places.where(places.person == p)
    row, block = facts.covered(mine.activity, mine.block)
    worth = np.zeros(facts.B, dtype=np.int64)
    worth[block] = 1 + facts.points[p, mine.activity[row]]
    held = np.zeros(facts.B, dtype=np.bool_)
    held[places.block[places.activity == a]] = True
    starts = np.flatnonzero(candidates.pupil_may[p, a])
    cost = [int(worth[facts.covered(ints([a]), ints([b]))[1]].sum()) for b in starts.tolist()]
    order = np.lexsort((starts, ~held[starts], ints(cost)))
    return [int(b) for b in starts[order][:STARTS]]


def _resolved(
    pinned: Problem, runs: tuple[CampRun, ...], wish: tuple[int, int, int], before: Mapping[str, int], run: Run
) -> tuple[CampRun, ...] | None:
    """A plan in which the wish is met, the goals up to the wishes held or made best; None if none was found."""
    facts = pinned.facts
    goals = facts.settings.goals[: facts.settings.goals.index("regret") + 1]
    asked = _around(facts, Places.of(rows_of(facts, runs).places), wish, goals)
    *earlier, aim = asked.program.goals
    held = [(goal, before[goal.key]) for goal in earlier]
    found = solve(asked.program, run, goal=aim, held=held, steps=DETERMINISTIC_STEPS)
    return None if found.solution is None else asked.read(found.solution).runs(facts)


def _around(facts: Facts, plan: Places, wish: tuple[int, int, int], goals: tuple[str, ...]) -> Part:
    """The blocks of the wished run and of what the pupil has there now, with the runs that matter, decided anew."""
    p, a, b = wish
    window = _window(facts, plan, p, a, b)
    coming = plan.where(~facts.past[plan.block])
    runs = coming.where(np.unique(coming.run_key(facts), return_index=True)[1])
    inside = runs.where(_within(facts, runs, window))
    own = np.isin(inside.run_key(facts), coming.run_key(facts)[(coming.person == p) | (coming.activity == a)])
    size = [int((coming.run_key(facts) == key).sum()) for key in inside.run_key(facts).tolist()]
    others = np.flatnonzero(~own)[np.argsort(ints(size)[~own], kind="stable")][:OTHERS]
    chosen = inside.where(np.sort(np.concatenate([np.flatnonzero(own), others])))
    freed = np.isin(plan.run_key(facts), chosen.run_key(facts)) & ~facts.past[plan.block]
    held = plan.where(~freed)
    return part(facts, _free(facts, held, chosen, inside, window, plan.person[freed], a), held, goals=goals)


def _window(facts: Facts, plan: Places, p: int, a: int, b: int) -> IntArray:
    wanted = facts.covered(ints([a]), ints([b]))[1]
    mine = plan.where((plan.person == p) & (facts.block_day[plan.block] == facts.block_day[b]))
    row, block = facts.covered(mine.activity, mine.block)
    touched = np.unique(row[np.isin(block, wanted)])
    return np.union1d(wanted, block[np.isin(row, touched)])


def _within(facts: Facts, runs: Places, window: IntArray) -> BoolArray:
    row, block = facts.covered(runs.activity, runs.block)
    return np.asarray(np.bincount(row[~np.isin(block, window)], minlength=len(runs)) == 0, dtype=np.bool_)


def _free(
    facts: Facts, held: Places, chosen: Places, inside: Places, window: IntArray, people: IntArray, a: int
) -> Places:
    """The places that those freed, and who is idle, may have in the runs there and in one of the activity."""
    candidates = Candidates(facts)
    busy = np.zeros((facts.P + facts.M, facts.B), dtype=np.bool_)
    taken = np.zeros((facts.R, facts.B), dtype=np.bool_)
    row, block = facts.covered(held.activity, held.block)
    busy[held.person[row], block] = True
    taken[held.room[row], block] = True
    who = np.union1d(people, np.flatnonzero((~busy[:, window]).any(axis=1)))
    rows = np.flatnonzero((candidates.activity == a) & np.isin(candidates.block, window))
    new_row, new_block = facts.covered(candidates.activity[rows], candidates.block[rows])
    bad = taken[candidates.room[rows[new_row]], new_block] | ~np.isin(new_block, window)
    rows = rows[np.bincount(new_row[bad], minlength=len(rows)) == 0]
    where = [
        np.concatenate([getattr(inside, name), getattr(candidates, name)[rows]])
        for name in ("activity", "block", "room")
    ]
    _, first = np.unique((where[0] * facts.B + where[1]) * facts.R + where[2], return_index=True)
    at = where[0][first], where[1][first], where[2][first]
    pupils = candidates.pupils_in(who[who < facts.P], *at)
    return pupils.plus(candidates.mentors_in(who[who >= facts.P] - facts.P, *at))


def _moved(before: tuple[CampRun, ...], after: tuple[CampRun, ...]) -> tuple[str, ...]:
    """Persons who have something else than before."""
    then, now = (
        {(x, r.activity, r.block) for r in some for x in (*r.pupils, *r.mentors)} for some in (before, after)
    )
    return tuple(sorted({person for person, _, _ in then ^ now}))
